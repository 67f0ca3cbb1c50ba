import type { Random } from '../../../testing/seeded-random.ts';
import { fill, paragraphs } from './fill.ts';

/** A label, what it is for, and sentences of people who mean it. */
interface Intent {
  readonly label: string;
  readonly meaning: string;
  readonly says: readonly string[];
}

export interface MessageTask {
  readonly instruction: string;
  readonly labels: readonly string[];
  readonly message: string;
}

/** One message and the labels to choose from, about this long together. */
export function messageTask(characters: number, random: Random): MessageTask {
  const desk = random.pick(DESKS);
  const intent = random.pick(desk.intents);
  const bullets = desk.intents.map(({ label, meaning }) => `- ${label}: ${meaning}`).join('\n');
  const instruction = `${random.pick(desk.openings)} Answer with exactly one of these labels:\n${bullets}\n\nNothing but the label, in lower case.`;
  const said = random
    .shuffled(intent.says)
    .slice(0, 3)
    .map((pattern) => fill(pattern, random));
  const rest = paragraphs(desk.smallTalk, characters - instruction.length - 600, random);
  const body = [`${said[0]} ${said[1]}`, ...rest, said[2]].join('\n\n');
  const message = `${fill(random.pick(GREETINGS), random)}\n\n${body}\n\n${fill(random.pick(CLOSINGS), random)}`;
  return { instruction, labels: desk.intents.map(({ label }) => label), message };
}

const GREETINGS = [
  'Hello,',
  'Hi there,',
  'Good morning,',
  'Dear {team},',
  'Hi {first},',
  'To whom it may concern,',
  'Hey all,',
  'Good evening from {city},',
];
const CLOSINGS = [
  'Best regards,\n{person}\n{city}',
  'Thanks in advance,\n{first}',
  'Kind regards\n{person}\n{phone}',
  'Greetings from {city}\n{person}',
  'Yours, {person}\n{email}',
  '{first}',
];

const SHOP: readonly Intent[] = [
  {
    label: 'billing',
    meaning: 'invoices, charges, payment methods',
    says: [
      'My card was charged twice for order {order} and the second billing line shows {amount}.',
      'The billing address on the invoice from {date} is wrong.',
      'Can I get a billing statement for {month} with the tax shown apart?',
      'There is a billing entry of {amount} that I cannot match with anything.',
      'I would like to move billing to our company account from {month} on.',
    ],
  },
  {
    label: 'shipping',
    meaning: 'where a parcel is, delivery dates, addresses',
    says: [
      'The shipping page has said "on its way" for order {order} since {date}.',
      '{carrier} left the shipping box with a neighbour whom nobody knows.',
      'What would shipping to {city} cost for two {product}s?',
      'Please change the shipping address of {order} before it leaves on {weekday}.',
      'Shipping took {3-19} days last time and I need it by {date}.',
    ],
  },
  {
    label: 'return',
    meaning: 'sending something back, exchanges',
    says: [
      'I want to return the {product} from order {order}, it is the wrong size.',
      'The return label does not scan at the counter in {city}.',
      'Could I return the {colour} one and take the {colour} one instead?',
      'How long do I have to return a {product} that was opened?',
      'My return arrived on {date} but I have heard nothing since.',
    ],
  },
  {
    label: 'account',
    meaning: 'login, personal data, settings',
    says: [
      'My account does not accept the new password since {weekday}.',
      'Please merge my account with the one under {email}.',
      'I changed my name and the account page does not let me edit it.',
      'Is there a way to see who used our account on {date}?',
      'The account shows orders from a person in {city} that are not ours.',
    ],
  },
  {
    label: 'product_question',
    meaning: 'fit, material, compatibility, availability',
    says: [
      'A question about the product: does the {product} fit a frame from {1998-2019}?',
      'Which product would you take for a daily ride of {8-60} kilometres?',
      'The product page says {colour}, the photo looks {colour}; which one is it?',
      'Is the {product} a product that can be repaired, or only replaced?',
      'One more product question: when is the {product} back in stock in {city}?',
    ],
  },
  {
    label: 'cancellation',
    meaning: 'stopping an order or a plan before it is fulfilled',
    says: [
      'Please cancel order {order}, I ordered the {product} twice.',
      'The cancel button is grey although nothing has left yet.',
      'I would like to cancel the service plan at the end of {month}.',
      'Cancellation was confirmed on {date} but the reminder still came.',
      'If it cannot be here by {weekday} then cancel it, please.',
    ],
  },
];

const TRACKER: readonly Intent[] = [
  {
    label: 'bug',
    meaning: 'something that used to work or should work does not',
    says: [
      'There is a bug in the {system}: it shows {3-90} rows where there should be {100-900}.',
      'Since {date} the {system} stops after the first page, surely a bug.',
      'Same bug on two machines, one in {city} and one in {city}.',
    ],
  },
  {
    label: 'feature',
    meaning: 'a wish for something new',
    says: [
      'A feature we miss in the {system} is a filter by {metric}.',
      'Would a feature like grouping by {noun} be thinkable?',
      'The feature would save the {team} about {2-9} hours a week.',
    ],
  },
  {
    label: 'question',
    meaning: 'someone wants to know how to use something',
    says: [
      'A question: where does the {system} keep the list of {noun}s?',
      'My question is about the {system} after the move to {city}.',
      'Not urgent, only a question from the {team}.',
    ],
  },
  {
    label: 'duplicate',
    meaning: 'already reported elsewhere',
    says: [
      'This looks like a duplicate of what {person} wrote on {date}.',
      'Probably a duplicate, but the {system} is another one here.',
      'Sorry if it is a duplicate; the search found nothing for {noun}.',
    ],
  },
  {
    label: 'praise',
    meaning: 'thanks, nothing to do',
    says: [
      'Only praise today: the {system} saved our {weekday}.',
      'Please pass the praise on to {person}.',
      'The {team} sends praise for how the {topic} was handled.',
    ],
  },
];

const SHOP_TALK = [
  'I have been a customer since {2009-2024} and never had to write before.',
  'On {weekday} I spent {10-50} minutes on the line before it was cut.',
  'My neighbour bought the same {product} in {city} and is happy with it.',
  'The {colour} one is on the bicycle of my daughter, who rides it to school.',
  'We are a small club of {6-40} riders, most of them from around {city}.',
  'I attach the mail from {date}, in case it helps.',
  'Someone called {first} was friendly and noted everything down.',
  'The weather in {city} made the whole matter less pleasant.',
  'It is not about the {amount}, it is that nobody seems to know.',
  'If you need the serial number: it is under the {product}, third line.',
  'I can be reached after {time}, or under {phone}.',
  'A colleague of mine had something similar in {month}.',
  'We plan a tour from {city} to {city} and would like everything settled by then.',
  'The parcel itself was well packed, with less plastic than last year.',
  'I looked at the help pages and found only the part about {topic}.',
  'Please do not send me to the chat window again.',
  'Maybe it matters that I was logged in from {city} that day.',
  'My other order, {order}, went without any trouble.',
  'The bicycle itself is a {colour} one from {1988-2021}, built in {city}.',
  'At the fair in {city} your colleague {first} told me to simply write.',
  'I read the small print twice and it says nothing about {weekday}.',
  'For us the {topic} was the reason to order here and not elsewhere.',
  'The {product} is a present and the birthday is on {date}.',
  'I am away from {date} and would not be able to open the door.',
  'My partner thinks I should just wait, which I did for {5-20} days.',
  'When I bought a {product} in {month} it all took one afternoon.',
  'The forum of the club has {3-30} people with the same story.',
  'It would help to have one person who follows this to the end.',
  'Below is what I wrote on {date}, when {first} was on duty.',
  'The workshop around the corner says it is {opinion}.',
  'I counted: this is the {2-6}th message, the first was on {date}.',
  'There was a note at the door from {time}, in a hand nobody can read.',
];

const TRACKER_TALK = [
  'We run version {2-6}.{0-19} on {3-40} machines in {place}.',
  'It shows with the data of {isodate} and with that of {isodate}.',
  'The log of the {system} says nothing at {time}.',
  'I tried it with {2-9} browsers and both kinds of account.',
  'For the {team} the {metric} {change}, which may or may not be related.',
  '{person} looked at it with me on {weekday}.',
  'The numbers in the {system} are from before the {topic}.',
  'I can share a screen from {city} after {time}.',
  'A restart of the {system} made no difference that we could see.',
  'Steps: open the {system}, choose a {noun}, go to the last page.',
  'The list has {40-900} entries, most of them a {noun} of last year.',
  'On {weekday} it was quick, on {weekday} it took {20-90} seconds.',
  'The {team} uses it daily, mostly from {place}.',
  'There is a note about it in the minutes of {date}.',
  'We would be glad to try a branch of it in {city}.',
  'On the machine in {place} the clock was {2-9} minutes behind, which we set right.',
  '{person} keeps a list of such cases and has {3-30} by now.',
  'In {city} nobody has seen it, but they use the older {system}.',
  'With an empty {noun} list it behaves, with {3-9} entries it does not.',
  'The colour of the button is {colour} for some and {colour} for others.',
  'We looked through the messages of {month} and found {2-12} that may belong here.',
  'For the partner in {city} we can wait until {weekday}.',
  'The {system} and the {system} share one table, as far as we know.',
  'It is {opinion}, and everybody has got used to it.',
  'A short film of {20-90} seconds is in the folder of the {team}.',
  'The name of the export was changed from {noun} to {noun} in {month}.',
  'Our own patch is {10-90} lines and lives in {place}, so to speak.',
  'Whoever looks at it may call {phone} after {time}.',
  'The person who knew it best, {person}, is in {city} until {date}.',
];

const DESKS = [
  {
    intents: SHOP,
    smallTalk: SHOP_TALK,
    openings: [
      'Classify the intent of the customer message.',
      'You classify the intent of messages to a bicycle shop.',
      'Classify the message by its intent so that it reaches the right desk.',
    ],
  },
  {
    intents: TRACKER,
    smallTalk: TRACKER_TALK,
    openings: [
      'Classify the intent of the comment below.',
      'Classify this comment from our tracker by intent.',
    ],
  },
] as const;
