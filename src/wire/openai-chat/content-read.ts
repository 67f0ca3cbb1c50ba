import type { ContentBlock, ImageSource } from '../../core/call.ts';
import type { JsonObject } from '../../core/json.ts';
import { isObject } from '../../core/json.ts';
import { requiredText } from '../fields.ts';
import type { NamedField } from '../fields.ts';
import type { ReadingNotes } from '../reading-notes.ts';

/** Content of a message: a string, or a list of parts. Empty text says nothing and is left out. */
export function readContent(
  { path, value }: NamedField,
  notes: ReadingNotes,
): readonly ContentBlock[] {
  if (typeof value === 'string') return value === '' ? [] : [{ type: 'text', text: value }];
  if (Array.isArray(value)) {
    return value.flatMap((part, index) =>
      readPart({ path: `${path}[${index}]`, value: part }, notes),
    );
  }
  notes.wrong(path, 'a string or a list of parts');
  return [];
}

function readPart({ path, value }: NamedField, notes: ReadingNotes): readonly ContentBlock[] {
  if (!isObject(value)) {
    notes.wrong(path, 'an object');
    return [];
  }
  const type = requiredText({ path: `${path}.type`, value: value['type'] }, notes);
  switch (type) {
    case 'text':
    case 'refusal':
      return readTextPart({ path: `${path}.${type}`, value: value[type] }, notes);
    case 'image_url':
      return [{ type: 'image', source: readImage({ path, part: value }, notes) }];
    default:
      notes.onlyHere(`content part \`${type}\``);
      return [{ type: 'opaque', name: type }];
  }
}

/** The text of a part, as both of OpenAI's APIs have it. Empty text says nothing and is left out. */
export function readTextPart(
  { path, value }: NamedField,
  notes: ReadingNotes,
): readonly ContentBlock[] {
  if (typeof value !== 'string') {
    notes.wrong(path, 'a string');
    return [];
  }
  return value === '' ? [] : [{ type: 'text', text: value }];
}

interface ImagePart {
  readonly path: string;
  readonly part: JsonObject;
}

/** Some clients send the URL itself where OpenAI documents an object; both are taken. */
function readImage({ path, part }: ImagePart, notes: ReadingNotes): ImageSource {
  const image = part['image_url'];
  const url = isObject(image) ? image['url'] : image;
  // The other settings ask for at least what every dialect does anyway; `low` asks to save tokens.
  if (isObject(image) && image['detail'] === 'low') notes.onlyHere('image detail `low`');
  else if (isObject(image) && typeof image['detail'] === 'string') {
    notes.leftBehind('image_url.detail');
  }
  return imageSource(requiredText({ path: `${path}.image_url.url`, value: url }, notes));
}

const BASE64_MARK = ';base64,';
const LONGEST_MEDIA_TYPE = 100;

/** `data:image/png;base64,…` carries the image itself; anything else is an address to fetch it from. */
export function imageSource(url: string): ImageSource {
  if (!url.startsWith('data:')) return { kind: 'url', url };
  const mark = url.slice(0, LONGEST_MEDIA_TYPE).indexOf(BASE64_MARK);
  if (mark === -1) return { kind: 'url', url };
  const mediaType = url.slice('data:'.length, mark);
  return { kind: 'base64', mediaType, data: url.slice(mark + BASE64_MARK.length) };
}
