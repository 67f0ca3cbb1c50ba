/** A tool's name, taken apart. */
export interface ToolName {
  /** Of `mcp__github__list_issues` it is `github`; `null` for tools of no server. */
  readonly server: string | null;
  /** Lower case, in order: `list`, `issues`. */
  readonly words: readonly string[];
}

/** Names are written by others: only this much of one is read. */
const LONGEST_NAME = 200;

/** Takes `camelCase`, `snake_case`, `kebab-case`, `dotted.names` and `mcp__server__tool` apart. */
export function readToolName(name: string): ToolName {
  const cut = name.slice(0, LONGEST_NAME);
  const [prefix, server, ...rest] = cut.split('__');
  const isServed = prefix === 'mcp' && server !== undefined && rest.length > 0;
  const own = isServed ? rest.join('__') : cut;
  const words = wordsOf(own);
  const spoken = isServed ? withoutServer(words, wordsOf(server)) : words;
  return { server: isServed ? server.toLowerCase() : null, words: spoken };
}

/** `slack_post_message` of the server `slack` is `post_message`. */
function withoutServer(words: readonly string[], server: readonly string[]): readonly string[] {
  const repeats = server.length > 0 && server.every((word, index) => words[index] === word);
  return repeats && words.length > server.length ? words.slice(server.length) : words;
}

/** The words of any text, `getHTTPResponse` included: get, http, response. */
export function wordsOf(text: string): readonly string[] {
  return text
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}
