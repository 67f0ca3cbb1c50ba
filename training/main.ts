import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { writeModel } from '../src/classify/model/model.ts';
import { ownRows } from './own-rows.ts';
import { labelledSets } from './permissive-rows.ts';
import { surrounded } from './surround.ts';
import { train } from './train.ts';

const { values } = parseArgs({
  options: { data: { type: 'string', default: process.env['MODICUM_TRAINING_DATA'] ?? '' } },
});
if (values.data === '') {
  console.error(
    'usage: npm run train -- --data <folder with the permissive sets of training/sources.json>',
  );
  process.exit(2);
}
const started = Date.now();
const log = (line: string) =>
  console.error(`${Math.round((Date.now() - started) / 1000)} s  ${line}`);
const rows = surrounded([...ownRows(), ...labelledSets(values.data).train]);
const { model } = train({ rows, log });
const bytes = writeModel(model);
const packed = gzipSync(bytes, { level: 9 });
writeFileSync(new URL('../catalog/classifier.gz', import.meta.url), packed);
log(`catalog/classifier.gz: ${packed.length} bytes, ${bytes.length} unpacked`);
