import type { Random } from '../../../testing/seeded-random.ts';
import { NOTE_PATTERNS } from './documents.ts';
import { fill, paragraphs } from './fill.ts';

/** A brief for a piece of writing with its notes, about this long. */
export function writingBrief(characters: number, random: Random): string {
  const brief = [
    fill(random.pick(ASKS), random),
    fill(random.pick(AUDIENCES), random),
    fill(random.pick(TONES), random),
    `Points to touch:\n${random
      .shuffled(POINTS)
      .slice(0, 4)
      .map((point) => `- ${fill(point, random)}`)
      .join('\n')}`,
  ].join('\n\n');
  const notes = paragraphs(NOTE_PATTERNS, characters - brief.length, random).join('\n\n');
  return `${brief}\n\nNotes from the interviews:\n\n${notes}`;
}

const ASKS = [
  'Write an article about the {topic} of a bicycle shop in {city}, about 950 words.',
  'Draft a blog post about how the {team} changed the {topic}, about 1000 words.',
  'Write an essay on {metric} and what it does not tell, about 900 words.',
  'Write a report about the {product} trial in {city}, about 1050 words.',
  'Draft a speech for {person} on the {topic}, about 950 words.',
];
const AUDIENCES = [
  'Readers are people who repair things for a living and dislike big words.',
  'It is meant for partners in {city} who know the shop but not the figures.',
  'Most readers will see it on a phone between two meetings.',
  'The audience are new colleagues of the {team}.',
];
const TONES = [
  'Plain tone, short paragraphs, no lists longer than three.',
  'Warm but exact; where a figure is unsure it should say so.',
  'A little humour is welcome, as long as {person} could read it aloud.',
  'As if told to a friend over coffee, headings included.',
];
const POINTS = [
  'why {month} was the turning point',
  'what {person} said about {metric}',
  'the role of {place}',
  'the cost, {amount} a month, and who pays it',
  'what the {team} would do differently',
  'a look at {city}, where it was tried before',
  'the mistake with the {system}',
  'what comes after the {topic}',
];
