/** A line as it may be shown: whatever could be a key is cut short, whoever it belongs to. */
export function hideSecrets(line: string): string {
  return line
    .replace(JSON_SECRET, '$1…')
    .replace(SHELL_SECRET, '$1…')
    .replace(VENDOR_KEY, '$1…')
    .replace(URL_PASSWORD, '$1…@')
    .replace(WORD, hideWord);
}

/** The word that stands in the place of a token is no secret. */
const JSON_SECRET =
  /("[^"]*(?:key|token|secret|passw|auth|credential|headers)[^"]*"\s*:\s*")(?!modicum")(?:[^"\\]|\\.)*/gi;
const SHELL_SECRET = /(\b\w*(?:key|token|secret|passw|auth|credential|headers)\w*\s*=\s*)\S.*$/gi;
/** How the keys of well-known places begin, and a signed token. */
const VENDOR_KEY =
  /\b(sk-|gh[opsur]_|github_pat_|glpat-|xox[a-z]-|xapp-|AKIA|ASIA|AIza|npm_|hf_|eyJ)[\w.~+/=-]{4,}/g;
const URL_PASSWORD = /(:\/\/)[^/\s"@]+@/g;

/** A word, and whether it is the name of a member. */
const WORD = /([^\s"'`,;]+)("\s*:)?/g;

function hideWord(whole: string, word: string, colon: string | undefined): string {
  if (colon !== undefined) return whole;
  const [, name = '', value = ''] = /^([A-Za-z_]\w*=)?(.*)$/s.exec(word) ?? [];
  return isLikeSecret(value) ? `${name}…` : whole;
}

const LEAST_LENGTH = 20;

/** Letters and digits mixed, and long. With slashes it is an address or a path, unless it is base64. */
function isLikeSecret(value: string): boolean {
  const isMixed = /[A-Za-z]/.test(value) && /\d/.test(value);
  if (!isMixed || value.length < LEAST_LENGTH) return false;
  if (!/[/\\]/.test(value)) return true;
  return (
    /^[A-Za-z0-9+][A-Za-z0-9+/]{38,}={0,2}$/.test(value) &&
    /[a-z]/.test(value) &&
    /[A-Z]/.test(value)
  );
}
