import type { JsonObject } from '../../../core/json.ts';
import type { Random } from '../../../testing/seeded-random.ts';
import { fill, paragraphs } from './fill.ts';

/** A text to read fields from, and the shape they should have. */
export interface ExtractionTask {
  readonly what: string;
  readonly fields: readonly string[];
  readonly schema: JsonObject;
  readonly text: string;
}

export function extractionTask(characters: number, random: Random): ExtractionTask {
  const kind = random.pick(KINDS);
  const lines = kind.lines.map((line) => fill(line, random));
  const rest = paragraphs(kind.prose, characters - lines.join('\n').length - 300, random);
  const half = Math.ceil(rest.length / 2);
  const text = [...rest.slice(0, half), lines.join('\n'), ...rest.slice(half)].join('\n\n');
  return { what: kind.what, fields: Object.keys(kind.types), schema: schemaOf(kind.types), text };
}

/** A record, the rules it should follow, and the shape of the verdict. */
export interface ValidationTask {
  readonly text: string;
  readonly schema: JsonObject;
}

export function validationTask(characters: number, random: Random): ValidationTask {
  const rules = random.shuffled(RULES).slice(0, random.integer(4, 6));
  const record = recordOf(random);
  const list = rules.map((rule, at) => `${at + 1}. ${fill(rule, random)}`).join('\n');
  const head = `Rules:\n${list}\n\nRecord:\n${JSON.stringify(record, null, 2)}`;
  const notes = paragraphs(REMARKS, Math.max(0, characters - head.length - 250), random);
  return { text: `${head}\n\nRemarks of the clerk:\n${notes.join('\n')}`, schema: VERDICT };
}

function recordOf(random: Random): JsonObject {
  const items = Array.from({ length: random.integer(2, 4) }, () => ({
    sku: fill('{noun}-{100-999}', random).toUpperCase(),
    name: fill('{product}', random),
    quantity: random.integer(random.chance(0.1) ? -1 : 1, 12),
    price: random.integer(400, 19_000) / 100,
  }));
  return {
    order: fill('{order}', random),
    placed_at: random.chance(0.85) ? fill('{isodate}', random) : fill('{date}', random),
    customer: { name: fill('{person}', random), email: fill('{email}', random) },
    currency: random.pick(['EUR', 'EUR', 'USD', 'euro']),
    items,
    total: random.integer(2000, 90_000) / 100,
  };
}

const VERDICT: JsonObject = {
  type: 'object',
  properties: {
    valid: { type: 'boolean' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          rule: { type: 'integer', minimum: 1 },
          field: { type: 'string' },
          problem: { type: 'string' },
        },
        required: ['rule', 'field', 'problem'],
        additionalProperties: false,
      },
      maxItems: 5,
    },
  },
  required: ['valid', 'errors'],
  additionalProperties: false,
};

const RULES = [
  '"placed_at" is a date of the form YYYY-MM-DD and not after {isodate}.',
  '"currency" is a code of three capital letters.',
  'Every "quantity" is a whole number from 1 to {20-90}.',
  'Every "price" has at most two decimals and is above {1-3}.',
  '"customer.email" contains one @ and a domain.',
  '"order" begins with WH- and has five digits.',
  '"items" has from 1 to {5-30} entries and no "sku" twice.',
  '"total" is the sum of quantity times price, give or take a cent.',
];

const REMARKS = [
  'The record came through the {system} at {time}.',
  'The customer lives in {city} and orders about {2-9} times a year.',
  'The {team} has already looked at the address.',
  'An earlier version of the same record was stored on {isodate}.',
  'Discounts of the {topic} are not part of the record.',
  'The {product} was added by phone on {weekday}.',
  '{person} asked that it be handled before {time}.',
];

const KINDS = [
  {
    what: 'the supplier invoice',
    types: {
      invoice_number: 'string',
      invoice_date: 'string',
      supplier: 'string',
      contact_email: 'string',
      total_amount: 'number',
      due_date: 'string',
      positions: listOf({ product: 'string', pieces: 'integer', price: 'number' }),
    },
    lines: [
      'Invoice number: {invoice}',
      'Invoice date: {isodate}',
      'Supplier: {last} and {last} Ltd, {city}',
      'Contact email: {email}',
      'Total amount: {200-9000}.50',
      'Due date: {isodate}',
      '{2-40} x {product}, {3-90}.40 each',
      '{2-40} x {product}, {3-90}.15 each',
    ],
    prose: [
      'Thank you for your order of {12-80} pieces of the {product} in {colour}.',
      'The goods left {city} on {date} with {carrier}.',
      'Two boxes will follow once the {colour} series is back from the paint shop.',
      'Please quote the number below with any payment or question.',
      'Prices follow the agreement of {month}, without the discount for the {topic}.',
      'Our office in {city} is closed on {weekday} after {time}.',
      'Claims about damage have to reach us within {7-30} days.',
      'The pallet was weighed twice, at {place} and at the gate.',
      'As agreed with {person}, the samples are free of charge.',
      'For returns of packaging please call {phone}.',
      'The {product} is now made in {city}, the rest as before.',
      'One piece in {colour} was sent as a replacement for the one of {month}.',
      'Our driver asks for a free gate between {time} and {time}.',
      'The next price list comes in {month} and changes little.',
      'Please note the new name of our bank from {isodate} on.',
      'The customs papers are in the {colour} envelope on the first box.',
    ],
  },
  {
    what: 'the event announcement',
    types: {
      title: 'string',
      date: 'string',
      city: 'string',
      organiser: 'string',
      places: 'integer',
      registration_email: 'string',
      talks: listOf({ speaker: 'string', subject: 'string', starts: 'string' }),
    },
    lines: [
      'Title: {topic} day for workshops',
      'Date: {isodate}',
      'City: {city}',
      'Organiser: {person}',
      'Places: {20-200}',
      'Registration email: {email}',
      '{time} {person}: {topic}',
      '{time} {person}: {metric}',
    ],
    prose: [
      'After the success in {city} we repeat the day with more time for questions.',
      'The morning belongs to the {product}, the afternoon to the {system}.',
      '{person} shows how the {team} in {city} works without paper.',
      'Lunch is at {time} in {place}, with something for everyone.',
      'There is room for {10-60} bicycles in front of the building.',
      'Last year {40-300} people came, most of them by train.',
      'The talk about {metric} will be held in English.',
      'Who brings an old {product} gets a new one at half the price.',
      'Doors open at {time}; the first talk begins half an hour later.',
      'A bus leaves for the station at {time} and again at {time}.',
      'The {team} brings {3-12} machines that visitors may take apart.',
      'For those who stay overnight there is a list of rooms near {place}.',
      'A fee of {amount} covers food and a printed programme.',
      'Questions before the day are welcome under {phone}.',
      'The second part is a round table on the {topic}.',
      'Photographs are taken by {first} and shown only with consent.',
    ],
  },
  {
    what: 'the repair report',
    types: {
      order_id: 'string',
      customer: 'string',
      product: 'string',
      received_on: 'string',
      labour_hours: 'number',
      cost: 'number',
      urgent: 'boolean',
      parts: listOf({ part: 'string', pieces: 'integer', cost: 'number' }),
    },
    lines: [
      'Order id: {order}',
      'Customer: {person}',
      'Product: {product}, {colour}',
      'Received on: {isodate}',
      'Labour hours: {1-9}.5',
      'Cost: {30-400}.00',
      '{1-4} x {product}, {3-90}.40',
      '{1-9} x bearing, {2-9}.20',
    ],
    prose: [
      'The {product} was bought in {city} and has seen {2-9} winters.',
      'The left bearing has play, the right one runs dry.',
      'We cleaned the thread and took out {1-6} broken pins.',
      'A new part comes from {city} and should be here by {weekday}.',
      'The owner rides about {40-300} kilometres a month, mostly to work.',
      'The paint is worn where the {product} touches the frame.',
      'The owner asked to be called at {phone} before anything is replaced.',
      'Tested on {weekday} at {time}, without any noise.',
      'The same fault was repaired in {month} by {first}.',
      'A photograph from {place} is in the folder.',
      'The screws are of the old size, of which we have {4-40} left.',
      'A second estimate from {city} was {amount} and is {opinion}.',
      'The owner would take a {colour} one if it is there sooner.',
      'Grease was added, the cable shortened by {5-40} millimetres.',
      'While we were at it we tightened the {product} as well.',
      'It stands in {place}, on the shelf for {weekday}.',
    ],
  },
] as const;

function schemaOf(types: Readonly<Record<string, string | JsonObject>>): JsonObject {
  const properties = Object.fromEntries(
    Object.entries(types).map(([name, type]) => [name, typeof type === 'string' ? { type } : type]),
  );
  return { type: 'object', properties, required: Object.keys(types), additionalProperties: false };
}

/** A list of small objects, as the schema of one field. */
function listOf(types: Readonly<Record<string, string>>): JsonObject {
  return { type: 'array', items: schemaOf(types), minItems: 1, maxItems: 8 };
}
