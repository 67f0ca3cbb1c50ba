import type { Place } from './command.ts';

/** Keywords and wrappers that stand before a command, and which of their letters take a value. */
const WRAPPERS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    'if then else elif do while until ! { nohup exec command builtin stdbuf npx bunx pnpx setsid unbuffer caffeinate busybox coproc'
      .concat(' export local declare readonly')
      .split(' ')
      .map((word) => [word, '']),
  ),
  sudo: 'ugpChrtU',
  doas: 'u',
  nice: 'n',
  ionice: 'cnp',
  time: 'fo',
  env: 'uC',
  watch: 'n',
  timeout: 'ks',
  flock: 'w',
  chroot: '',
  su: 's',
};

/** Wrappers with one argument of their own before the command: `timeout 60 make`. */
const WITH_ARGUMENT = new Set(['timeout', 'flock', 'chroot', 'su']);

/** Takes assignments, keywords and wrappers off a command, and remembers what was assigned. */
export function unwrapped(words: readonly string[], place: Place): readonly string[] {
  let at = 0;
  let wrapper: string | null = null;
  let ownArguments = 0;
  for (; at < words.length; at++) {
    const word = words[at] ?? '';
    if (assigns(word)) {
      assign(word, place);
    } else if (Object.hasOwn(WRAPPERS, word)) {
      wrapper = word;
      ownArguments = WITH_ARGUMENT.has(word) ? 1 : 0;
    } else if (wrapper !== null && word.startsWith('-')) {
      if (takesValue(wrapper, word)) at += 1;
    } else if (ownArguments > 0) {
      ownArguments -= 1;
    } else {
      break;
    }
  }
  // `pnpm dlx vercel` is `npx vercel`.
  const runsPackage = ['pnpm', 'yarn'].includes(words[at] ?? '') && words[at + 1] === 'dlx';
  return words.slice(runsPackage ? at + 2 : at);
}

function takesValue(wrapper: string, flag: string): boolean {
  return flag.length === 2 && WRAPPERS[wrapper]?.includes(flag.charAt(1)) === true;
}

function assigns(word: string): boolean {
  return /^[A-Za-z_]\w*=/.test(word);
}

/** More names than any honest script has; each costs time wherever a variable is used. */
const MOST_VARIABLES = 100;

function assign(word: string, { variables }: Place): void {
  const equals = word.indexOf('=');
  const name = word.slice(0, equals);
  const value = word.slice(equals + 1);
  if (value.startsWith('$(mktemp')) variables.set(name, `/tmp/made-by-mktemp-${name}`);
  else if (value.startsWith('$') || value === '') variables.delete(name);
  else if (variables.size < MOST_VARIABLES) variables.set(name, value);
}

/** `$NAME` at the start of a word, where the same script said what it is; else the word as written. */
export function filledIn(word: string, { variables }: Place): string {
  if (!word.startsWith('$')) return word;
  for (const [name, value] of variables) {
    const braced = `\${${name}}`;
    if (word.startsWith(braced)) return value + word.slice(braced.length);
    const rest = word.slice(name.length + 1);
    if (word.startsWith(`$${name}`) && !/^\w/.test(rest)) return value + rest;
  }
  return word;
}
