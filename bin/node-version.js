// Plain old JavaScript: this file must be readable by the Node versions it turns away.

/**
 * The oldest release of each line that keeps the ledger safe: its SQLite is 3.51.3 or newer, which does
 * not corrupt a write-ahead log; of the 26 line, the first that also reads text with a NUL whole. Lines
 * that ended before (23 and everything below 22) have none; every line after 26 is newer.
 */
const OLDEST_PATCHED = { 22: [22, 22, 3], 24: [24, 15, 0], 25: [25, 9, 0], 26: [26, 1, 0] };
const NEWEST_KNOWN_LINE = 26;

/**
 * What to tell a user whose Node cannot run Modicum; `null` when it can.
 * @param {string} version as in `process.versions.node`, for example `24.15.0`
 * @returns {string | null}
 */
export function nodeVersionProblem(version) {
  const found = parse(version);
  if (found[0] > NEWEST_KNOWN_LINE) return null;
  const oldest = OLDEST_PATCHED[found[0]];
  if (oldest && isAtLeast(found, oldest)) return null;
  return (
    'Modicum needs Node 22.22.3, 24.15, 25.9, 26.1 or newer (earlier ones have no SQLite that keeps ' +
    'the ledger safe), and this is Node ' +
    version +
    '. Install Node 24 from https://nodejs.org; in a checkout, run it through npm ' +
    '("npm run modicum -- <command>"), which brings the right Node on Linux.'
  );
}

function parse(version) {
  return version
    .split('-')[0]
    .split('.')
    .map(function (part) {
      return parseInt(part, 10) || 0;
    });
}

function isAtLeast(found, oldest) {
  for (let index = 0; index < oldest.length; index++) {
    const part = found[index] || 0;
    if (part !== oldest[index]) return part > oldest[index];
  }
  return true;
}
