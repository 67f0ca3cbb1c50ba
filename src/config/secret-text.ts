/** What is wrong with a text as a key, without repeating it; `null` when nothing is. */
export function secretProblem(text: string): string | null {
  if (text === '') return 'is empty';
  if (/[\r\n]/.test(text)) return 'has a line break inside; paste the key again, on one line';
  // Everything else would be refused as a header, or sent as something that was not meant.
  if (!/^[\x21-\x7e]+$/.test(text)) return 'holds spaces or characters that no key has';
  if (isPlaceholder(text)) return 'is still a placeholder; put the real key there';
  return null;
}

function isPlaceholder(text: string): boolean {
  return (
    /\.{3}|\*{3}/.test(text) ||
    /^(<.*>|\$\{?\w+\}?|\{\{.*\}\})$/.test(text) ||
    /^([a-z]{2,5}[-_])*x{3,}$/i.test(text) ||
    /(^|[-_])(your|insert|replace)[-_]?(\w+[-_])*(api[-_]?)?key/i.test(text) ||
    /^(change[-_]?me|placeholder|none|null|undefined|todo|sk|sk-ant)-?$/i.test(text)
  );
}
