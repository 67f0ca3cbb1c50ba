import type { ContentBlock, ImageSource } from '../../core/call.ts';
import type { JsonObject } from '../../core/json.ts';
import { isObject } from '../../core/json.ts';
import { requiredObject, requiredText } from '../fields.ts';
import type { NamedField } from '../fields.ts';
import { noteLeftBehind } from '../left-behind.ts';
import { imageSource, readTextPart } from '../openai-chat/content-read.ts';
import type { ReadingNotes } from '../reading-notes.ts';

/** Content of a message or of a tool's output: a string, or a list of parts. Empty text is left out. */
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

function readPart(field: NamedField, notes: ReadingNotes): readonly ContentBlock[] {
  const part = requiredObject(field, notes);
  const { path } = field;
  const type = requiredText({ path: `${path}.type`, value: part['type'] }, notes);
  noteLeftBehind(part, ['annotations', 'prompt_cache_breakpoint'], notes);
  switch (type) {
    case 'input_text':
    case 'output_text':
      return readTextPart({ path: `${path}.text`, value: part['text'] }, notes);
    case 'refusal':
      return readTextPart({ path: `${path}.refusal`, value: part['refusal'] }, notes);
    case 'input_image':
      return [{ type: 'image', source: readImage({ path, part }, notes) }];
    case 'input_file':
      notes.onlyHere('content part `input_file`');
      // The name under which `callSize` counts documents.
      return [{ type: 'opaque', name: 'file' }];
    default:
      if (type !== '') notes.onlyHere(`content part \`${type}\``);
      return [{ type: 'opaque', name: type }];
  }
}

interface ImagePart {
  readonly path: string;
  readonly part: JsonObject;
}

/** The other details ask for at least what every dialect does anyway; `low` asks to save tokens. */
function readImage({ path, part }: ImagePart, notes: ReadingNotes): ImageSource {
  if (part['detail'] === 'low') notes.onlyHere('image detail `low`');
  if (typeof part['file_id'] === 'string') {
    notes.onlyHere('image by `file_id`');
    return { kind: 'url', url: '' };
  }
  const image = part['image_url'];
  const url = isObject(image) ? image['url'] : image;
  return imageSource(requiredText({ path: `${path}.image_url`, value: url }, notes));
}
