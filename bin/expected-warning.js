/**
 * Whether a warning is one of the two that Node 22 prints on every start of Modicum: both features are
 * the same code that later lines call stable, and the user can do nothing about either. Every other
 * warning is shown.
 * @param {unknown} warning first argument of `process.emitWarning`
 * @param {unknown} type its second: the kind, or an options object with it
 * @returns {boolean}
 */
export function isExpectedWarning(warning, type) {
  const text = String((warning && warning.message) || warning);
  const kind = (type && type.type) || type || (warning && warning.name);
  if (kind !== 'ExperimentalWarning') return false;
  return text.indexOf('SQLite') === 0 || text.indexOf('Type Stripping') === 0;
}
