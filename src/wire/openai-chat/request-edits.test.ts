import { describe, expect, it } from 'vitest';
import type { RequestChange } from '../../core/decision.ts';
import type { JsonObject } from '../../core/json.ts';
import type { JsonEdit } from '../json-splice.ts';
import { requestEdits, usageEdit } from './request-edits.ts';

const edit = (name: string, json: string | null): JsonEdit => ({ path: [name], json });

describe('changes', () => {
  it.each<[JsonObject, RequestChange, readonly JsonEdit[]]>([
    [{}, { field: 'model', to: 'gpt-5' }, [edit('model', '"gpt-5"')]],
    [{ model: 'gpt-4o' }, { field: 'max_tokens', to: 5 }, [edit('max_tokens', '5')]],
    [{ model: 'o3' }, { field: 'max_tokens', to: 5 }, [edit('max_completion_tokens', '5')]],
    [{ max_tokens: 9, model: 'o3' }, { field: 'max_tokens', to: 5 }, [edit('max_tokens', '5')]],
    [{}, { field: 'effort', to: 'low' }, [edit('reasoning_effort', '"low"')]],
    [{}, { field: 'effort', to: null }, []],
    [{ reasoning_effort: 'high' }, { field: 'effort', to: null }, [edit('reasoning_effort', null)]],
    [{ reasoning_effort: 'high' }, { field: 'thinking', to: null }, []],
    [
      { reasoning_effort: 'none' },
      { field: 'thinking', to: null },
      [edit('reasoning_effort', null)],
    ],
    [{ temperature: 1 }, { field: 'temperature', to: null }, [edit('temperature', null)]],
    [{ temperature: 1 }, { field: 'top_p', to: null }, []],
    [{ top_k: 1 }, { field: 'top_k', to: null }, [edit('top_k', null)]],
  ])('%j with %j', (body, change, edits) => {
    expect(requestEdits(body, [change])).toEqual(edits);
  });

  it('limits a call without a limit in the words of the model it goes to', () => {
    const changes: RequestChange[] = [
      { field: 'max_tokens', to: 5 },
      { field: 'model', to: 'gpt-5' },
    ];
    expect(requestEdits({ model: 'modicum/auto' }, changes)).toEqual([
      edit('max_completion_tokens', '5'),
      edit('model', '"gpt-5"'),
    ]);
  });
});

describe('asking for usage', () => {
  it.each<[JsonObject, readonly JsonEdit[]]>([
    [{}, []],
    [{ stream: false }, []],
    [{ stream: true }, [edit('stream_options', '{"include_usage":true}')]],
    [{ stream: true, stream_options: null }, [edit('stream_options', '{"include_usage":true}')]],
    [
      { stream: true, stream_options: { include_usage: false } },
      [{ path: ['stream_options', 'include_usage'], json: 'true' }],
    ],
    [{ stream: true, stream_options: { include_usage: true } }, []],
  ])('%j', (body, edits) => {
    expect(usageEdit(body)).toEqual(edits);
  });
});

describe('system messages for a model that takes none', () => {
  const FOLD: RequestChange = { field: 'system_messages', to: 'user' };
  const marked = (text: string): string => `<system-reminder>\n${text}\n</system-reminder>`;
  const part = (text: string): JsonObject => ({ type: 'text', text });

  it('become marked text of the user, but for those at the head', () => {
    const messages = [
      { role: 'system', content: 'head' },
      { role: 'user', content: 'a' },
      { role: 'system', content: 'b' },
      { role: 'developer', content: [part('c'), { type: 'image_url' }] },
    ];
    expect(requestEdits({ messages }, [FOLD])).toEqual([
      { path: ['messages', 2, 'role'], json: '"user"' },
      { path: ['messages', 2, 'content'], json: JSON.stringify(marked('b')) },
      { path: ['messages', 3, 'role'], json: '"user"' },
      {
        path: ['messages', 3, 'content'],
        json: JSON.stringify([part(marked('c')), { type: 'image_url' }]),
      },
    ]);
  });

  it('are left where nobody else speaks, and where there are none', () => {
    expect(requestEdits({ messages: [{ role: 'system', content: 'a' }] }, [FOLD])).toEqual([]);
    expect(requestEdits({ messages: 'x' }, [FOLD])).toEqual([]);
  });

  it('are no matter of the changes that other dialects know', () => {
    const messages = [{ role: 'user', content: 'a' }];
    const changes: readonly RequestChange[] = [
      { field: 'deferred_tools', to: 'loaded' },
      { field: 'betas', without: ['a'], with: [] },
    ];
    expect(requestEdits({ messages }, changes)).toEqual([]);
  });
});
