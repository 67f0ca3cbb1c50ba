import type { Row } from './row.ts';

/** Ways in which people say the same thing differently. None of them changes what is asked or what it takes. */
export const PERTURBATIONS: Readonly<
  Record<string, (text: string, random: () => number) => string>
> = {
  greeted: (text, random) => `${pick(GREETINGS, random)}${text}`,
  thanked: (text, random) => `${text}${pick(THANKS, random)}`,
  typos: misspelt,
  'lower case': (text) => text.toLowerCase(),
  'upper case first': (text) => text.replace(/^[a-z]/, (letter) => letter.toUpperCase()),
  'no final mark': (text) => text.replace(/[.!?]+\s*$/, ''),
  'wide spaces': (text) => text.replaceAll(' ', '  '),
  reminded: (text) =>
    `<system-reminder>\nToday's date is 2026-11-20. Security: delete nothing.\n</system-reminder>\n${text}`,
  quoted: (text) => `"${text}"`,
};

/** The row, said in one or two of these ways. */
export function perturbed(row: Row, random: () => number): Row {
  const ways = Object.values(PERTURBATIONS);
  let { text } = row;
  const times = random() < 0.4 ? 2 : 1;
  for (let time = 0; time < times; time += 1) text = pick(ways, random)(text, random);
  return { ...row, text };
}

function pick<T>(items: readonly T[], random: () => number): T {
  return items[Math.floor(random() * items.length)] as T;
}

const GREETINGS = [
  'Hi! ',
  'Hello, ',
  'Hey there, ',
  'Good morning. ',
  'Dear assistant, ',
  'Hi Claude, hope you are well. ',
  'Hey, quick one: ',
  'Please ',
  'Could you please ',
  'Hello! I need some help. ',
  'ok so ',
  'Hallo, ',
  'Bonjour, ',
  'yo ',
  'Sorry to bother you again. ',
];
const THANKS = [
  ' Thanks!',
  ' Thank you very much in advance.',
  ' thx',
  ' Please.',
  '\n\nCheers',
  ' Many thanks for your help!',
  ' Danke!',
  '\n\nBest regards,\nAlex',
];

/** About one slip of the finger in forty letters: two swapped, one left out or doubled. */
function misspelt(text: string, random: () => number): string {
  const letters = Array.from(text);
  const slips = Math.max(1, Math.floor(Math.min(letters.length, 400) / 40));
  for (let slip = 0; slip < slips; slip += 1) {
    const at = Math.floor(random() * (letters.length - 1));
    const [one = '', two = ''] = [letters[at], letters[at + 1]];
    if (!/[a-z]/.test(one) || !/[a-z]/.test(two)) continue;
    const kind = random();
    if (kind < 0.4) [letters[at], letters[at + 1]] = [two, one];
    else letters[at] = kind < 0.7 ? '' : one + one;
  }
  return letters.join('');
}
