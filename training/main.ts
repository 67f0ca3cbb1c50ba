import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { writeModel } from '../src/classify/model/model.ts';
import { startCommand } from './command.ts';
import { ownRows } from './own-rows.ts';
import { surrounded } from './surround.ts';
import { train } from './train.ts';

const { sets, log } = startCommand('train');
const rows = surrounded([...ownRows(), ...sets.train]);
const { model } = train({ rows, log });
const bytes = writeModel(model);
const packed = gzipSync(bytes, { level: 9 });
writeFileSync(new URL('../catalog/classifier.gz', import.meta.url), packed);
log(`catalog/classifier.gz: ${packed.length} bytes, ${bytes.length} unpacked`);
