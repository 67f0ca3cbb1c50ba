import { describe, expect, it } from 'vitest';
import { sampleCall } from '../testing/policy.ts';
import type { ContentBlock, Message } from './call.ts';
import { trustedPart } from './trusted-part.ts';

const text = (value: string): ContentBlock => ({ type: 'text', text: value });
const result = (value: string): ContentBlock => ({
  type: 'tool-result',
  toolUseId: '1',
  isError: false,
  content: [text(value)],
});
const image: ContentBlock = { type: 'image', source: { kind: 'url', url: 'https://x.test/a.png' } };
const user = (...content: readonly ContentBlock[]): Message => ({ role: 'user', content });

describe('the trusted part of a call', () => {
  it('is not told apart where it is all of it', () => {
    expect(trustedPart(sampleCall({ messages: [user(text('a')), user(text('b'), image)] }))).toBe(
      null,
    );
  });

  it('is what the user wrote, and sizes of that alone', () => {
    const part = trustedPart(
      sampleCall({
        system: [text('sys')],
        messages: [
          user(text('first')),
          { role: 'assistant', content: [text('said by a model')] },
          user(result('brought by a tool'), text('next'), image),
          { role: 'assistant', content: [text('again')] },
          user(result('alone')),
        ],
      }),
    );
    expect(part?.messages).toEqual([user(text('first')), user(text('next'), image)]);
    expect(part?.size).toEqual({ characters: 'sysfirstnext'.length, images: 1, documents: 0 });
  });

  it('is nothing of what a search for tools found', () => {
    const part = trustedPart(
      sampleCall({ messages: [user({ type: 'tool-reference', name: 'deploy' }, text('go'))] }),
    );
    expect(part?.messages).toEqual([user(text('go'))]);
  });
});
