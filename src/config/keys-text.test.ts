import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KeyPath } from './problem.ts';
import { keysText } from './keys-text.ts';

test.each<[KeyPath, string]>([
  [['tiers', 0, 'models', 1], 'tiers.0.models.1'],
  [['tasks', 'two words'], 'tasks.two words'],
  [['Äpfel', '果'], 'Äpfel.果'],
  [[''], '""'],
  [['tasks', ' x'], 'tasks." x"'],
  [['a\nb'], '"a\\nb"'],
  [['a\u2028b\u200Bc'], '"a\\u2028b\\u200bc"'],
])('%j is read as %s', (path, text) => {
  expect(keysText(path)).toBe(text);
});

test('any key stands on one line, and is seen', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (key) => {
      expect(keysText([key])).toMatch(/^\S$|^\S.*\S$/);
    }),
  );
});
