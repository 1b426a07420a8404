import { portsOf } from '../../config/ports.js';
import type { Architecture } from '../architecture.js';
import { SPRAM } from '../estimate/blocks.js';
import { foldedCandidates } from './candidates.js';
import { foldedHardware } from './folded.js';
import type { FoldedFolding, FoldedHardware } from './hardware.js';
import { foldedOrder } from './order.js';
import { foldedWindowEnds } from './rhythm.js';
import { foldedSchedule } from './schedule.js';
import { foldedSize } from './size.js';

export const folded: Architecture<'folded', FoldedHardware, FoldedHardware> = {
  build: (design, model, where) =>
    foldedHardware(design.name, model, design.folding, where, portsOf(design).registered),
  candidates: foldedCandidates,
  foldingText: ({ folding }) => foldingText(folding),
  lanesText: ({ folding }) => `${folding.lanes}`,
  engines: (hardware) => [foldedSize(hardware)],
  sideBySide: false,
  schedule: foldedSchedule,
  // One accumulator for all.
  sumWidths: ({ layers, accBits }) => layers.map(() => ({ sumBits: null, accBits })),
  orders: ({ layers }) => layers.map(foldedOrder),
  completions: ({ run, intervalCycles }, fragments) =>
    Array.from({ length: fragments }, (_, f) => run.completions[0]! + f * intervalCycles),
  windowEnds: foldedWindowEnds,
  smaller: null,
};

function foldingText({ lanes, tapsPerLookup, spram }: FoldedFolding): string {
  const taps = tapsPerLookup === 1 ? '1 tap' : `${tapsPerLookup} taps`;
  const inRams = [
    ...(spram !== undefined && spram.tables > 0 ? [`${spram.tables * SPRAM.bits} table bits`] : []),
    ...(spram?.activations ? ['the activations'] : []),
  ];
  const rams = inRams.length === 0 ? '' : `, single-port RAMs for ${inRams.join(' and ')}`;
  return `${lanes} lane${lanes === 1 ? '' : 's'}, ${taps} a lookup${rams}`;
}
