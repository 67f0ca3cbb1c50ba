import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatLogLine, readLogLine } from './log-line.ts';

const NOW = new Date('2026-11-20T10:47:12.345Z');

it('writes an entry as one line, whatever its message holds, and reads it back', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('info' as const, 'warning' as const, 'error' as const),
      fc.string(),
      fc.string({ unit: 'binary' }),
      (level, code, message) => {
        const line = formatLogLine({ level, code, message }, NOW);
        expect(line.indexOf('\n')).toBe(line.length - 1);
        const read = readLogLine(line.trimEnd());
        expect(read).toEqual({ time: NOW.toISOString(), level, code, message });
      },
    ),
  );
});

it.each([
  'Error: something broke',
  '{"time":"x"}',
  '{"time":1,"level":"info","code":"started","message":"m"}',
  '{"time":"x","level":"loud","code":"started","message":"m"}',
  '[]',
  'null',
  '{',
])('keeps what it did not write itself as it came: %s', (line) => {
  expect(readLogLine(line)).toEqual({ time: null, level: 'error', code: 'output', message: line });
});
