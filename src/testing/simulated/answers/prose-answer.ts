import type { Random } from '../../seeded-random.ts';
import { subjectWords } from './words.ts';

/** Running text about the prompt's subject, under headings once it is long. */
export function proseAbout(prompt: string, characters: number, random: Random): string {
  const word = wordGiver(subjectWords(prompt, 14), random);
  const sentence = (templates: readonly string[]) => {
    const text = random.pick(templates).replaceAll('*', word);
    return text.charAt(0).toUpperCase() + text.slice(1);
  };
  const parts = [sentence(OPENINGS)];
  const hasHeadings = characters > 1800;
  let length = parts[0]?.length ?? 0;
  while (length < characters) {
    const size = random.integer(3, 5);
    const body = Array.from({ length: size }, () => sentence(SENTENCES)).join(' ');
    const heading = hasHeadings && random.chance(0.45) ? `## ${sentence(HEADINGS)}\n\n` : '';
    const list = hasHeadings && random.chance(0.2) ? `\n\n${bullets(sentence)}` : '';
    parts.push(`${heading}${body}${list}`);
    length += heading.length + body.length + list.length + 2;
  }
  parts.push(sentence(ENDINGS));
  return parts.join('\n\n');
}

/** A word of the subject, never the same twice running; a thin subject is filled up with common words. */
function wordGiver(subject: readonly string[], random: Random): () => string {
  const words = subject.length >= 4 ? subject : [...subject, 'work', 'team', 'change', 'result'];
  let last = '';
  return () => {
    last = random.pick(words.filter((word) => word !== last));
    return last;
  };
}

function bullets(sentence: (templates: readonly string[]) => string): string {
  return Array.from({ length: 3 }, () => `- ${sentence(POINTS)}`).join('\n');
}

/** Each `*` becomes a word of the subject. */
const OPENINGS = [
  'Most of what is said about * starts too late: the interesting part is how it meets *.',
  'There are two honest ways to look at *, and both of them lead through *.',
  'The short version: * works when * is settled first, and struggles when it is not.',
  'A year ago * would have been an afternoon’s question; with * in the picture it is a design.',
  'Before anything else, it helps to say what * is for, and what * is not.',
];

const HEADINGS = [
  'What * changes',
  'Where * goes wrong',
  'A closer look at *',
  'From * to *',
  'The cost of *',
  'How to begin with *',
  'Why * comes first',
];

const SENTENCES = [
  'In practice * is decided by the people who live with *, not by those who drew the plan.',
  'The first sign of trouble is usually that * and * are measured in different places.',
  'A small trial with * tells more than a long argument about *.',
  'It is tempting to treat * as finished, but * keeps moving while nobody looks.',
  'Where * is visible to everyone, * tends to take care of itself.',
  'That is why the order matters: * before *, and both before anything is automated.',
  'The numbers for * are easy to collect and easy to misread.',
  'If * fails, the fallback has to be boring, known and already tested.',
  'Several teams tried * without * and came back within a quarter.',
  'What looks like a question of * often turns out to be one of *.',
  'Nobody regrets having written down why * was chosen over *.',
  'The cheapest improvement is to stop doing * twice.',
  'One way to see the difference is to follow a single * from start to end.',
  'A good rule of thumb: whoever changes * also updates *.',
  'This holds for * of any size, although the effort grows with *.',
  'Readers ask about * first, so it deserves the clearest paragraph.',
  'There is a cost to *, and it is paid in attention rather than money.',
  'With * in place, the remaining questions are about taste.',
  'Older habits around * survive because they once solved a real problem.',
  'The risk is not that * is slow; it is that * hides how slow it has become.',
  'Three weeks are enough to know whether * helps with *.',
  'Someone should own *, by name, and be allowed to say no to *.',
  'Most of the gain comes from the plainest step, which is to separate * from *.',
  'It is worth asking what would happen if * simply went away.',
];

const POINTS = [
  'decide who looks after *',
  'write down what * may cost',
  'measure * before and after',
  'keep * separate from *',
  'review * once a month',
  'remove what * no longer needs',
];

const ENDINGS = [
  'None of this is final; it is the version of * that can be tried on Monday.',
  'If only one thing stays, let it be this: * first, then *.',
  'The rest is patience, and a note in the calendar to look at * again.',
];
