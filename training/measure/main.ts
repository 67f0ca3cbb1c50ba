import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { loadModel } from '../../src/modicum/load-model.ts';
import { startCommand } from '../command.ts';
import { ownRows } from '../own-rows.ts';
import { surrounded } from '../surround.ts';
import { train } from '../train.ts';
import { ablations } from './ablations.ts';
import { measure } from './measure.ts';
import { classifierPage } from './classifier-page.ts';
import { reliabilityDiagram, tradeOffCurve } from './svg.ts';

const { folder, sets, traffic, skipsAblations, log } = startCommand('measure');
const own = ownRows();
const trained = train({ rows: surrounded([...own, ...sets.train]), log });
log('measuring what is shipped');
const figures = measure({ model: loadModel(), trained, sets, traffic, folder });
const cuts = skipsAblations
  ? []
  : ablations(
      { train: [...own, ...sets.train], natural: sets.natural, traffic, plainAsks: sets.plainAsks },
      log,
    );
const docs = new URL('../../docs/', import.meta.url);
mkdirSync(new URL('classifier/', docs), { recursive: true });
writeFileSync(
  new URL('classifier/reliability.svg', docs),
  reliabilityDiagram('How sure it says it is, and how often it is right', [
    { name: 'types', colour: '#0a7d5a', bins: figures.typeBins },
    { name: 'tiers', colour: '#b3541e', bins: figures.tierBins },
  ]),
);
writeFileSync(
  new URL('classifier/trade-off.svg', docs),
  tradeOffCurve('What is saved against what is sent too low', figures.tradeOff, { x: 1, y: 0.12 }),
);
const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}`;
writeFileSync(
  new URL('classifier.md', docs),
  classifierPage({ figures, cuts, own, sets, traffic, machine }),
);
log('docs/classifier.md');
