import type { ContentBlock, ImageSource } from '../../core/call.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { optionalBoolean, requiredObject, requiredText } from '../fields.ts';
import type { NamedField } from '../fields.ts';
import { EARLIER_THINKING, noteLeftBehind } from '../left-behind.ts';
import type { ReadingNotes } from '../reading-notes.ts';

/**
 * A string, or a list of blocks. Noted as left behind, because the answer asked for is the same without
 * them: cache marks, citations of earlier text, and thinking of earlier turns, which belongs to the model
 * that thought it.
 */
export function readContent(
  { path, value }: NamedField,
  notes: ReadingNotes,
): readonly ContentBlock[] {
  if (typeof value === 'string') return value === '' ? [] : [{ type: 'text', text: value }];
  if (Array.isArray(value)) {
    return (value as readonly Json[]).map((item, index) =>
      readBlock({ path: `${path}[${index}]`, value: item }, notes),
    );
  }
  notes.wrong(path, 'a string or a list of content blocks');
  return [];
}

function readBlock(field: NamedField, notes: ReadingNotes): ContentBlock {
  const block = { path: field.path, body: requiredObject(field, notes) };
  const type = requiredText(inside(block, 'type'), notes);
  noteLeftBehind(block.body, ['cache_control', 'citations'], notes);
  if (type === 'thinking' || type === 'redacted_thinking') notes.leftBehind(EARLIER_THINKING);
  const read = READERS.get(type);
  return read === undefined ? opaque(type, notes) : read(block, notes);
}

interface BlockBody {
  readonly path: string;
  readonly body: JsonObject;
}

type BlockReader = (block: BlockBody, notes: ReadingNotes) => ContentBlock;

const READERS: ReadonlyMap<string, BlockReader> = new Map<string, BlockReader>([
  ['text', (block, notes) => ({ type: 'text', text: text(inside(block, 'text'), notes) })],
  ['image', readImage],
  ['tool_use', readToolUse],
  ['tool_result', readToolResult],
  ['thinking', readThinking],
  ['redacted_thinking', readRedactedThinking],
  ['tool_reference', readToolReference],
]);

function readImage(block: BlockBody, notes: ReadingNotes): ContentBlock {
  const source = {
    path: `${block.path}.source`,
    body: requiredObject(inside(block, 'source'), notes),
  };
  const kind = requiredText(inside(source, 'type'), notes);
  const read = IMAGE_SOURCES.get(kind);
  if (read !== undefined) return { type: 'image', source: read(source, notes) };
  notes.onlyHere(`image source \`${kind}\``);
  return { type: 'image', source: { kind: 'url', url: '' } };
}

const IMAGE_SOURCES: ReadonlyMap<string, (source: BlockBody, notes: ReadingNotes) => ImageSource> =
  new Map([
    [
      'base64',
      (source: BlockBody, notes: ReadingNotes): ImageSource => ({
        kind: 'base64',
        mediaType: requiredText(inside(source, 'media_type'), notes),
        data: requiredText(inside(source, 'data'), notes),
      }),
    ],
    [
      'url',
      (source: BlockBody, notes: ReadingNotes): ImageSource => ({
        kind: 'url',
        url: requiredText(inside(source, 'url'), notes),
      }),
    ],
  ]);

function readToolUse(block: BlockBody, notes: ReadingNotes): ContentBlock {
  return {
    type: 'tool-use',
    id: requiredText(inside(block, 'id'), notes),
    name: requiredText(inside(block, 'name'), notes),
    input: block.body['input'] ?? {},
  };
}

function readToolResult(block: BlockBody, notes: ReadingNotes): ContentBlock {
  const content = inside(block, 'content');
  const isAbsent = content.value === undefined || content.value === null;
  return {
    type: 'tool-result',
    toolUseId: requiredText(inside(block, 'tool_use_id'), notes),
    isError: optionalBoolean(inside(block, 'is_error'), notes) ?? false,
    content: isAbsent ? [] : readContent(content, notes),
  };
}

function readThinking(block: BlockBody, notes: ReadingNotes): ContentBlock {
  const signature = signatureOf(block.body['signature']);
  return { type: 'thinking', text: text(inside(block, 'thinking'), notes), signature };
}

/** What is redacted is its own signature. */
function readRedactedThinking({ body }: BlockBody): ContentBlock {
  return { type: 'thinking', text: '', signature: signatureOf(body['data']) };
}

function signatureOf(value: Json | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function readToolReference(block: BlockBody, notes: ReadingNotes): ContentBlock {
  return { type: 'tool-reference', name: requiredText(inside(block, 'tool_name'), notes) };
}

function opaque(name: string, notes: ReadingNotes): ContentBlock {
  if (name !== '') notes.onlyHere(`content block \`${name}\``);
  return { type: 'opaque', name };
}

function inside({ path, body }: BlockBody, name: string): NamedField {
  return { path: `${path}.${name}`, value: body[name] };
}

/** Unlike names and ids, text may be empty. */
function text({ path, value }: NamedField, notes: ReadingNotes): string {
  if (typeof value === 'string') return value;
  notes.wrong(path, 'a string');
  return '';
}
