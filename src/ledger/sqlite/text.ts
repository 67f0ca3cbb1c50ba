/**
 * Free text as it is stored. SQLite cuts text at an embedded NUL when some Node.js versions read it,
 * and UTF-8 has no half surrogates; such text is stored as a JSON string, all other as it is, so that
 * people who open the file read plain words. A leading quote marks the JSON form.
 */
export function storedText(text: string): string {
  return text.startsWith('"') || text.includes('\0') || !text.isWellFormed()
    ? JSON.stringify(text)
    : text;
}

export function readText(stored: string): string {
  return stored.startsWith('"') ? String(JSON.parse(stored)) : stored;
}

export function storedTextOrNull(text: string | null): string | null {
  return text === null ? null : storedText(text);
}

export function readTextOrNull(stored: string | null): string | null {
  return stored === null ? null : readText(stored);
}
