/** One simple command of a shell script, with quotes taken off and variables left as written. */
export interface ShellCommand {
  readonly words: readonly string[];
  /** Files its output goes to. */
  readonly writesTo: readonly string[];
  /** Those of them that it starts anew; the others it adds to. */
  readonly replaces: readonly string[];
  /** What it is fed by `<<` or `<<<`; `null` for nothing that can be read here. */
  readonly input: string | null;
  /** Whether `<(…)` feeds it, and what with. */
  readonly inputScripts: readonly string[];
  /** Scripts whose output becomes part of its words: `$(…)` and backticks. */
  readonly substitutions: readonly string[];
  /** Whether it reads what the command before it writes. */
  readonly piped: boolean;
  /** In how many subshells it stands: what a subshell changes ends with it. */
  readonly subshell: number;
  /** Whether a subshell ended right before it: what it writes is what that printed. */
  readonly endsSubshell: boolean;
  /** Files it is fed by `<`. */
  readonly readsFrom: readonly string[];
}

/** A command that comes as bare words. */
export function shellCommand(words: readonly string[]): ShellCommand {
  return { ...newCommand(false, 0), words };
}

/**
 * The commands of a script in the order they stand, in one pass. Pipes, lists, subshells and keywords
 * part commands; quotes, escapes, comments and here-documents are respected. What is inside `$(…)` is kept as
 * text for the caller to read in turn.
 */
export function readShellScript(text: string): readonly ShellCommand[] {
  const reader: Reader = { text, at: 0, commands: [], open: newCommand(false, 0), pending: [] };
  while (reader.at < text.length) step(reader);
  endCommand(reader, false);
  return reader.commands;
}

interface OpenCommand {
  words: string[];
  writesTo: string[];
  replaces: string[];
  input: string | null;
  inputScripts: string[];
  substitutions: string[];
  piped: boolean;
  subshell: number;
  endsSubshell: boolean;
  readsFrom: string[];
  /** The word that is being read; `null` between words. */
  word: string | null;
  /** What the next word is, if not an argument. */
  next: 'replaced' | 'added' | 'source' | 'stream' | 'text' | 'delimiter' | null;
}

interface Reader {
  readonly text: string;
  at: number;
  readonly commands: ShellCommand[];
  open: OpenCommand;
  /** Here-documents that were announced on this line; their bodies start on the next. */
  readonly pending: { readonly command: OpenCommand; readonly delimiter: string }[];
}

function newCommand(piped: boolean, subshell: number): OpenCommand {
  return {
    words: [],
    writesTo: [],
    replaces: [],
    input: null,
    inputScripts: [],
    substitutions: [],
    piped,
    subshell,
    endsSubshell: false,
    readsFrom: [],
    word: null,
    next: null,
  };
}

function step(reader: Reader): void {
  const character = reader.text[reader.at] ?? '';
  switch (character) {
    case '\\':
      return escaped(reader);
    case "'":
      return singleQuoted(reader);
    case '"':
      return doubleQuoted(reader);
    case '`':
      return backticks(reader);
    case '$':
      return dollar(reader);
    case '<':
    case '>':
      return redirect(reader, character);
    case '&':
      return ampersand(reader);
    case '|':
    case ';':
    case '\n':
    case '(':
    case ')':
      return separator(reader, character);
    case ' ':
    case '\t':
    case '\r':
      endWord(reader);
      break;
    case '#':
      if (reader.open.word === null) return comment(reader);
      append(reader, character);
      break;
    default:
      append(reader, character);
  }
  reader.at += 1;
}

function append(reader: Reader, text: string): void {
  reader.open.word = (reader.open.word ?? '') + text;
}

function escaped(reader: Reader): void {
  const next = reader.text[reader.at + 1] ?? '';
  if (next !== '\n') append(reader, next);
  reader.at += 2;
}

function singleQuoted(reader: Reader): void {
  const end = endOr(reader.text, reader.text.indexOf("'", reader.at + 1));
  append(reader, reader.text.slice(reader.at + 1, end));
  reader.at = end + 1;
}

function doubleQuoted(reader: Reader): void {
  append(reader, '');
  reader.at += 1;
  while (reader.at < reader.text.length) {
    const character = reader.text[reader.at] ?? '';
    if (character === '"') break;
    if (character === '\\') {
      append(reader, reader.text[reader.at + 1] ?? '');
      reader.at += 2;
    } else if (character === '`') {
      backticks(reader);
    } else if (character === '$') {
      dollar(reader);
    } else {
      append(reader, character);
      reader.at += 1;
    }
  }
  reader.at += 1;
}

function backticks(reader: Reader): void {
  const end = endOr(reader.text, reader.text.indexOf('`', reader.at + 1));
  const script = reader.text.slice(reader.at + 1, end);
  reader.open.substitutions.push(script);
  append(reader, `$(${script})`);
  reader.at = end + 1;
}

function dollar(reader: Reader): void {
  if (reader.text[reader.at + 1] !== '(') {
    append(reader, '$');
    reader.at += 1;
    return;
  }
  const end = closingBracket(reader.text, reader.at + 1);
  const script = reader.text.slice(reader.at + 2, end);
  reader.open.substitutions.push(script);
  append(reader, `$(${script})`);
  reader.at = end + 1;
}

/** Index of the bracket that closes the one at `from`, quotes respected, or the end of the text. */
function closingBracket(text: string, from: number): number {
  let depth = 0;
  let quote: string | null = null;
  for (let at = from; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === '\\' && quote !== "'") at += 1;
    else if (quote !== null) quote = character === quote ? null : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '(') depth += 1;
    else if (character === ')' && --depth === 0) return at;
  }
  return text.length;
}

function endOr(text: string, found: number): number {
  return found < 0 ? text.length : found;
}

function redirect(reader: Reader, character: '<' | '>'): void {
  // A number right before it names a stream, not an argument.
  if (reader.open.word !== null && isNumber(reader.open.word)) reader.open.word = null;
  endWord(reader);
  const rest = reader.text.slice(reader.at, reader.at + 3);
  if (rest.startsWith('<(') || rest.startsWith('>(')) return processSubstitution(reader);
  const [next, length] = redirectKind(rest, character);
  reader.open.next = next;
  reader.at += length;
}

function redirectKind(rest: string, character: '<' | '>'): [OpenCommand['next'], number] {
  if (rest === '<<<') return ['text', 3];
  if (rest === '<<-') return ['delimiter', 3];
  if (rest.startsWith('<<')) return ['delimiter', 2];
  if (rest.startsWith('>&') || rest.startsWith('<&')) return ['stream', 2];
  if (rest.startsWith('>>')) return ['added', 2];
  if (rest.startsWith('>|')) return ['replaced', 2];
  return [character === '>' ? 'replaced' : 'source', 1];
}

function processSubstitution(reader: Reader): void {
  const end = closingBracket(reader.text, reader.at + 1);
  reader.open.inputScripts.push(reader.text.slice(reader.at + 2, end));
  reader.at = end + 1;
}

function isNumber(word: string): boolean {
  return word.length < 3 && word !== '' && Number.isInteger(Number(word));
}

function ampersand(reader: Reader): void {
  if (reader.text[reader.at + 1] === '>') {
    endWord(reader);
    reader.at += 1;
    return;
  }
  endCommand(reader, false);
  reader.at += 1;
}

function separator(reader: Reader, character: string): void {
  const twice = reader.text[reader.at + 1] === character;
  endCommand(reader, character === '|' && !twice);
  reader.at += character === '|' && (twice || reader.text[reader.at + 1] === '&') ? 2 : 1;
  if (character === '(') reader.open.subshell += 1;
  if (character === ')') {
    reader.open.subshell = Math.max(0, reader.open.subshell - 1);
    reader.open.endsSubshell = true;
  }
  if (character === '\n') hereDocuments(reader);
}

function comment(reader: Reader): void {
  reader.at = endOr(reader.text, reader.text.indexOf('\n', reader.at));
}

/** Reads the bodies announced on the line before: lines up to the one that is the delimiter. */
function hereDocuments(reader: Reader): void {
  for (const { command, delimiter } of reader.pending.splice(0)) {
    const lines: string[] = [];
    while (reader.at < reader.text.length) {
      const end = endOr(reader.text, reader.text.indexOf('\n', reader.at));
      const line = reader.text.slice(reader.at, end);
      reader.at = end + 1;
      if (line.trim() === delimiter) break;
      lines.push(line);
    }
    command.input = lines.join('\n');
  }
}

function endWord(reader: Reader): void {
  const { open } = reader;
  if (open.word === null) return;
  const word = open.word;
  switch (open.next) {
    case null:
      open.words.push(word);
      break;
    case 'replaced':
      open.writesTo.push(word);
      open.replaces.push(word);
      break;
    case 'added':
      open.writesTo.push(word);
      break;
    case 'text':
      open.input = word;
      break;
    case 'delimiter':
      reader.pending.push({ command: open, delimiter: word });
      break;
    case 'source':
      open.readsFrom.push(word);
      break;
    case 'stream':
      break;
  }
  open.word = null;
  open.next = null;
}

function endCommand(reader: Reader, pipes: boolean): void {
  endWord(reader);
  const { open } = reader;
  const empty = open.words.length === 0 && open.writesTo.length === 0;
  // The open command itself is kept: a here-document may still fill its input.
  if (!empty || open.substitutions.length > 0) reader.commands.push(open);
  reader.open = newCommand(pipes || (empty && open.piped), open.subshell);
}
