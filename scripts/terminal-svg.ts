/**
 * Draws what a command printed as a picture of a terminal: the picture in the README is the demo's own
 * output and nothing else.
 *
 *   FORCE_COLOR=1 npm run --silent demo | npx node scripts/terminal-svg.ts > docs/demo.svg
 */
import { stripVTControlCharacters } from 'node:util';

const CHARACTER_WIDTH = 8.43;
const LINE_HEIGHT = 19;
const PADDING = 20;

const COLOURS: Readonly<Record<string, string>> = {
  '31': '#ff7b72',
  '32': '#7ee787',
  '33': '#e3b341',
  '36': '#79c0ff',
  '2': '#8b949e',
  '1': '#ffffff',
};

const lines = (await readAll()).trimEnd().split('\n');
const width = Math.max(...lines.map((line) => stripVTControlCharacters(line).length));
process.stdout.write(draw(lines, width));

function draw(rows: readonly string[], columns: number): string {
  const size = {
    width: Math.ceil(columns * CHARACTER_WIDTH + PADDING * 2),
    height: rows.length * LINE_HEIGHT + PADDING * 2,
  };
  const texts = rows.map((row, index) => {
    const y = PADDING + (index + 0.75) * LINE_HEIGHT;
    return `<text x="${PADDING}" y="${y}">${spans(row)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" viewBox="0 0 ${size.width} ${size.height}" role="img">
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#c9d1d9">
${texts.join('\n')}
</g>
</svg>
`;
}

/** ANSI colours as coloured spans; inverse text as black on yellow is not possible in SVG, so it is bold yellow. */
function spans(row: string): string {
  let fill: string | null = null;
  let bold = false;
  let out = '';
  // oxlint-disable-next-line no-control-regex -- the escape character is what is looked for
  for (const part of row.split(/(\u001b\[[\d;]*m)/)) {
    // oxlint-disable-next-line no-control-regex -- as above
    const code = /^\u001b\[([\d;]*)m$/.exec(part)?.[1];
    if (code === undefined) {
      if (part !== '') out += span(part, fill, bold);
    } else if (code === '7') [fill, bold] = ['#e3b341', true];
    else if (code === '1') bold = true;
    else if (Object.hasOwn(COLOURS, code)) fill = COLOURS[code] ?? null;
    else [fill, bold] = [null, false];
  }
  return out;
}

function span(text: string, fill: string | null, bold: boolean): string {
  // SVG collapses spaces, each renderer by its own rules; one that does not break is kept by all.
  const kept = text.replace(/ /g, '\u00a0');
  const escaped = kept.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  const attributes = `${fill === null ? '' : ` fill="${fill}"`}${bold ? ' font-weight="bold"' : ''}`;
  return attributes === '' ? escaped : `<tspan${attributes}>${escaped}</tspan>`;
}

async function readAll(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
