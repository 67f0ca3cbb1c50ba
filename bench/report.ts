import { compareWithGoals, tail } from './goals.ts';
import { added, ratio, typical, type Results } from './results.ts';

/** The run as tables for people. */
export function report(results: Results): string {
  return [
    'Two processes at least share this machine with what is measured: only ratios within a run count.',
    ...throughputTables(results),
    latencyTable(results),
    slowStreamTable(results),
    startTable(results),
    goalTable(results, 'modicum'),
    goalTable(results, 'modicum auto'),
  ].join('\n\n');
}

function throughputTables({ throughput }: Results): string[] {
  return [...throughput].map(([name, rounds]) =>
    table(
      [
        name,
        'calls/s',
        '/ direct',
        '/ node:http',
        '/ undici',
        'CPU s per 1,000',
        'CPU / node:http',
      ],
      [...rounds.keys()].map((lane) => [
        lane,
        whole(typical(rounds, lane, (value) => value.callsPerSecond)),
        ...['direct', 'node:http', 'undici'].map((to) =>
          number(ratio(rounds, [lane, to], (value) => value.callsPerSecond)),
        ),
        number(
          typical(rounds, lane, (value) => value.cpuPerThousand),
          3,
        ),
        number(ratio(rounds, [lane, 'node:http'], (value) => value.cpuPerThousand)),
      ]),
    ),
  );
}

function latencyTable({ latency }: Results): string {
  const rows = [...latency].flatMap(([size, rounds]) =>
    [...rounds.keys()]
      .filter((lane) => lane !== 'direct')
      .map((lane) => [
        `${size}, ${lane}`,
        number(added(rounds, lane, 'p50')),
        number(added(rounds, lane, 'p99')),
        number(added(rounds, lane, 'p50') / added(rounds, 'node:http', 'p50')),
      ]),
  );
  return table(['at a low rate', 'added p50 ms', 'added p99 ms', 'p50 / node:http'], rows);
}

function slowStreamTable({ slowStreams }: Results): string {
  return table(
    ['slow streams', 'failed', 'first byte p50 ms', 'lag p50 ms', 'lag p99 ms', 'KB each', 'CPU s'],
    [...slowStreams].map(([lane, result]) => [
      lane,
      String(result.failed),
      number(tail(result.firstByteMs).p50),
      number(tail(result.lags).p50),
      number(tail(result.lags).p99),
      whole(result.kbPerStream),
      number(result.cpuSeconds),
    ]),
  );
}

function startTable({ readyMs, idleRssMb, loadedRssMb }: Results): string {
  return table(
    ['process', 'ready ms', 'idle MB', 'after load MB'],
    [...readyMs.keys()].map((name) => [
      name,
      whole(readyMs.get(name)),
      whole(idleRssMb.get(name)),
      whole(loadedRssMb.get(name)),
    ]),
  );
}

function goalTable(results: Results, lane: string): string {
  const rows = compareWithGoals(results, lane).map(({ figure, goal, here, unit, met }) => [
    figure,
    goal,
    Number.isNaN(here) ? 'not measured' : `${number(here)}${unit}`,
    met === null ? '' : met ? 'met' : 'NOT MET',
  ]);
  return table([`goals, ${lane}`, 'goal', 'here', ''], rows);
}

function number(value: number | undefined, digits = 2): string {
  return value === undefined || Number.isNaN(value) ? '-' : value.toFixed(digits);
}

function whole(value: number | undefined): string {
  return value === undefined || Number.isNaN(value)
    ? '-'
    : Math.round(value).toLocaleString('en-US');
}

/** First column left, the others right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
