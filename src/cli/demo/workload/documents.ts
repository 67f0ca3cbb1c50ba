import type { Random } from '../../../testing/seeded-random.ts';
import { fill, paragraphs } from './fill.ts';

/** A document of one of several kinds, about this long, with headings. */
export function longDocument(characters: number, random: Random): string {
  const kind = random.pick(KINDS);
  const title = fill(random.pick(kind.titles), random);
  const parts = [title];
  let length = title.length;
  for (const heading of random.shuffled(kind.headings)) {
    if (length >= characters) break;
    const share = Math.min(characters - length, characters / 6);
    const section = [`## ${fill(heading, random)}`, ...paragraphs(kind.sentences, share, random)];
    const text = section.join('\n\n');
    parts.push(text);
    length += text.length + 2;
  }
  return parts.join('\n\n');
}

const MEETING = [
  '{person} opened the meeting and asked for the figures on {metric} first.',
  'The {team} reported that {metric} {change}.',
  'There was agreement that the {topic} is {opinion}.',
  '{first} pointed out that {place} has no room for a {product} display before {month}.',
  'A decision on the {topic} was put off until {weekday}, since {person} was in {city}.',
  'The {team} will send a list of open points by {date}.',
  'Someone asked why the {system} needs {20-90} minutes every night.',
  'The answer was that the {system} waits for the {system}, and nobody had looked at it since {month}.',
  '{person} offered to take over the {topic} together with the {team}.',
  'The cost of {amount} per month was called {opinion}.',
  'On the {topic} two views remained, and both were written down.',
  'The minutes of {date} were accepted with one correction by {first}.',
  'For {city} the plan is to begin with {3-20} customers and to look again in {month}.',
  '{first} and {first} disagreed about whether {metric} is the right measure.',
  'A trial in {place} showed that {metric} {change}.',
  'The {team} asked for one more person from {month} on.',
];

const INCIDENT = [
  'At {time} the {system} began to answer slowly, first for {city} and then everywhere.',
  'The {team} noticed it {5-40} minutes later, when {metric} {change}.',
  '{person} restarted the {system}, which helped for {10-50} minutes.',
  'In the same hour the {system} had been moved to {place}.',
  'About {40-900} orders were held back and released at {time}.',
  'Nobody had told the {team} that the {system} depends on the {system}.',
  'The alarm for {metric} had been muted on {date} and never switched on again.',
  'Customers in {city} saw a price of {amount} for a {product}.',
  '{first} wrote to all of them the same evening.',
  'The backup of {date} was complete and was not needed.',
  'From {time} on everything was back to normal, {metric} included.',
  'A longer look showed that the {noun} table had grown to {20-400} million rows.',
  'The {team} has since put a limit on the {system}.',
  'What went well: {person} and {person} shared one document from the first minute.',
  'What did not: the page for the public stayed green until {time}.',
  'A second look is planned for {weekday}, with the {team} present.',
];

const STUDY = [
  'We followed {40-900} riders in {city} from {month} to {month}.',
  'Among those with a {product}, {metric} {change}.',
  'The effect was clearer in {city} than in {city}, where fewer people took part.',
  'Half of the riders said that the {topic} was {opinion}.',
  'A control group without the {product} rode {8-60} kilometres a week on average.',
  'The difference disappeared once distance was taken into account.',
  '{person} and {person} coded the interviews independently and agreed in most cases.',
  'Riders mentioned {place} more often than any other location.',
  'The cost per rider was {amount}, half of it for the {product}.',
  'An earlier study from {city} had found that {metric} {change}.',
  'We could not confirm this, perhaps because of the weather in {month}.',
  'Missing answers were rare and came mostly from {weekday} rides.',
  'The {team} kept the raw records for {2-9} months and then removed names.',
  'One rider in {5-20} gave up before {month}, usually after a repair.',
  'The size of the sample allows no statement about the {colour} variant.',
  'We suggest that the {topic} be tried elsewhere before it is made a rule.',
];

const KINDS = [
  {
    titles: ['# Minutes, {weekday} {date}, {place}', '# {topic}: notes of the meeting in {city}'],
    headings: [
      'Figures',
      'The {topic}',
      'News from {city}',
      'Staff',
      'Open points',
      'What the {team} needs',
      'The {system}',
      'Any other business',
      'Next dates',
      'Suppliers',
    ],
    sentences: MEETING,
  },
  {
    titles: ['# What happened to the {system} on {date}', '# Incident {100-999}: {system}'],
    headings: [
      'In short',
      'Timeline',
      'Effect on customers',
      'How it was found',
      'What we changed',
      'The {system}',
      'What went well',
      'Open questions',
      'The part of the {team}',
      'Costs',
    ],
    sentences: INCIDENT,
  },
  {
    titles: [
      '# Riding with a {product}: a study from {city}',
      '# Does the {topic} change {metric}?',
    ],
    headings: [
      'Background',
      'Method',
      'Riders',
      'Results',
      'Limits',
      'Earlier work',
      'Costs',
      'The {product}',
      'What follows',
      'Thanks',
    ],
    sentences: STUDY,
  },
] as const;

/** Sentences for notes that an article is to be written from. */
export const NOTE_PATTERNS: readonly string[] = [...MEETING, ...STUDY];
