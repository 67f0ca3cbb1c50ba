import { isObject } from '../../core/json.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { withField, withoutField } from '../json-fields.ts';
import { toolLoaded, toolMissing } from '../stand-in-text.ts';
import { textOf } from '../text-of.ts';

/**
 * Deferred tools for a model that knows no such thing: what a search found, or a call used, is defined
 * like any other tool; the rest is left out. Where a search said that it found one, text says so.
 */
export function withLoadedTools(body: JsonObject): JsonObject {
  const { tools, messages } = body;
  const found = new Set([...forcedTool(body), ...listOf(messages).flatMap(namesIn)]);
  const defined = new Set(listOf(tools).flatMap(nameOf));
  const told = mapList(messages, (message) => tellMessage(message, defined));
  const changed = told === messages ? body : withField(body, 'messages', told ?? []);
  const kept = listOf(tools).flatMap((tool) => loadTool(tool, found));
  if (kept.length === 0) return withoutField(withoutField(changed, 'tools'), 'tool_choice');
  return listOf(tools).some(isDeferred) ? withField(changed, 'tools', kept) : changed;
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

function isDeferred(tool: Json): tool is JsonObject {
  return isObject(tool) && tool['defer_loading'] === true;
}

function loadTool(tool: Json, found: ReadonlySet<string>): readonly Json[] {
  if (!isDeferred(tool)) return [tool];
  return found.has(textOf(tool['name'])) ? [withoutField(tool, 'defer_loading')] : [];
}

function forcedTool({ tool_choice: choice }: JsonObject): readonly string[] {
  return isObject(choice) && choice['type'] === 'tool' ? [textOf(choice['name'])] : [];
}

/** Tools that a message found or called. */
function namesIn(message: Json): readonly string[] {
  if (!isObject(message)) return [];
  return listOf(message['content']).flatMap((block) => {
    if (!isObject(block)) return [];
    if (block['type'] === 'tool_use') return [textOf(block['name'])];
    if (block['type'] === 'tool_reference') return [textOf(block['tool_name'])];
    return block['type'] === 'tool_result' ? namesIn(block) : [];
  });
}

function nameOf(tool: Json): readonly string[] {
  return isObject(tool) ? [textOf(tool['name'])] : [];
}

function tellMessage(message: Json, defined: ReadonlySet<string>): Json {
  return isObject(message) ? tellContent(message, defined) : message;
}

function tellContent(holder: JsonObject, defined: ReadonlySet<string>): JsonObject {
  const told = mapList(holder['content'], (block) => tellBlock(block, defined));
  return told === undefined ? holder : withField(holder, 'content', told);
}

function tellBlock(block: Json, defined: ReadonlySet<string>): Json {
  if (!isObject(block)) return block;
  if (block['type'] === 'tool_result') return tellContent(block, defined);
  if (block['type'] !== 'tool_reference') return block;
  const { type: _type, tool_name: named, ...others } = block;
  const name = textOf(named);
  return {
    type: 'text',
    text: defined.has(name) ? toolLoaded(name) : toolMissing(name),
    ...others,
  };
}

/** The same list when nothing in it changes. */
function mapList<Value extends Json | undefined>(
  value: Value,
  change: (item: Json) => Json,
): Value | readonly Json[] {
  const list = listOf(value);
  const changed = list.map(change);
  return changed.every((item, index) => item === list[index]) ? value : changed;
}
