import { describe, expect, it } from 'vitest';
import { ModicumError } from '../../core/error.ts';
import { OPTION_HEADERS } from '../../core/option-headers.ts';
import { withModicum, type ModicumCallOptions } from './with-modicum.ts';

const EACH: Required<ModicumCallOptions> = {
  task: 'classify',
  tool: 'summarize',
  labels: ['a', 'b'],
  judge: true,
  tier: 0,
  minTier: 0,
  maxTier: 3,
  background: false,
  complexity: 10,
  deadlineMs: 1,
  session: 's',
  tags: [],
};

it('says every option in its header', () => {
  const { headers } = withModicum(EACH);
  expect(Object.keys(headers).toSorted()).toEqual(Object.values(OPTION_HEADERS).toSorted());
  expect(withModicum({ tier: undefined })).toEqual({ headers: {} });
});

describe('throws at once, with the name of the option', () => {
  it.each<[unknown, RegExp]>([
    [null, /options must be an object/],
    [undefined, /options must be an object/],
    [{ taks: 'classify' }, /no option taks\. Known: task/],
    [{ task: 3 }, /^task must be text/],
    [{ tier: 7 }, /^tier must be 0, 1, 2 or 3/],
    [{ minTier: '1' }, /^minTier must be 0/],
    [{ maxTier: -1 }, /^maxTier must be 0/],
    [{ labels: [] }, /^labels must be a list of texts with at least one/],
    [{ labels: [''] }, /^labels must be/],
    [{ labels: 'a' }, /^labels must be/],
    [{ tags: [1] }, /^tags must be a list of texts/],
    [{ judge: 'yes' }, /^judge must be true or false/],
    [{ complexity: 0 }, /^complexity must be a whole number from 1 to 10/],
    [{ complexity: 1.5 }, /^complexity must be/],
    [{ deadlineMs: 86_400_001 }, /^deadlineMs must be whole milliseconds/],
  ])('%j', (options, says) => {
    const say = () => withModicum(options as ModicumCallOptions);
    expect(say).toThrow(ModicumError);
    expect(say).toThrow(
      expect.objectContaining({ code: 'invalid_request', message: expect.stringMatching(says) }),
    );
  });
});
