import type { IntegerNetwork } from '../../model/integer-model.js';
import { UserError } from '../../support/errors.js';
import { beyondHardware } from '../beyond.js';
import { SPRAM } from '../estimate/blocks.js';
import type { FoldedFolding, FoldedHardware } from './hardware.js';
import { tableWords } from './memories.js';
import { type Layout, widest } from './place.js';

/** Single-port RAMs of the iCE40UP5K. */
const SPRAMS = 4;
export const MAX_LANES = 64;

/** A network of which no hardware is made. */
export function refuseNetwork(model: IntegerNetwork, where: string): void {
  const problems = beyondHardware(model);
  if (problems.length > 0)
    throw new UserError(problems.map((problem) => ({ where, ...problem, field: `model, ${problem.field}` })));
}

export function refuseFolding({ lanes, tapsPerLookup }: FoldedFolding, where: string): void {
  const legal = Array.from({ length: Math.log2(MAX_LANES) + 1 }, (_, e) => 2 ** e);
  if (!legal.includes(lanes)) {
    const nearest = legal.reduce((best, l) => (Math.abs(l - lanes) < Math.abs(best - lanes) ? l : best));
    throw new UserError({
      where,
      field: 'folding.lanes',
      message: 'the engine cannot have this number of lanes',
      value: lanes,
      allowed: `a power of two from 1 to ${MAX_LANES}`,
      fix: `${nearest}`,
    });
  }
  if (![1, 2, 4].includes(tapsPerLookup)) {
    throw new UserError({
      where,
      field: 'folding.tapsPerLookup',
      message: 'a table cannot have this number of taps',
      value: tapsPerLookup,
      allowed: '1, 2 or 4',
      fix: tapsPerLookup > 3 ? '4' : '2',
    });
  }
}

/** Single-port RAMs that the tables of a design can lie in, beside that of the activations. */
export function mostTableSprams(
  { folding, sumBits, tables }: Pick<FoldedHardware, 'folding' | 'sumBits' | 'tables'>,
  activations: boolean,
): number {
  if (tableWords(tables, folding.tapsPerLookup) > SPRAM.words) return 0;
  return Math.min(SPRAMS - Number(activations), Math.ceil((folding.lanes * sumBits) / SPRAM.bits));
}

/** Tables in more single-port RAMs than there are. */
export function refuseTableRams(folding: FoldedFolding, sumBits: number, tables: number, where: string): void {
  const { lanes, tapsPerLookup, spram } = folding;
  const max = mostTableSprams({ folding, sumBits, tables }, spram?.activations ?? false);
  if (spram === undefined || spram.tables <= max) return;
  const words = tableWords(tables, tapsPerLookup);
  throw new UserError({
    where,
    field: 'folding.spram.tables',
    message: `more single-port RAMs than the part has or the tables take, ${words} words of ${lanes * sumBits} bits`,
    value: spram.tables,
    allowed: max === 0 ? `none: a RAM has ${SPRAM.words} words` : `at most ${max}`,
    fix: `${max}`,
  });
}

/** More activations than a single-port RAM holds; bits that its words do not have lie in block RAM. */
export function refuseActivationRam(
  folding: FoldedFolding,
  { layout, words }: { layout: Layout; words: number },
  where: string,
): void {
  if (!folding.spram?.activations || words <= SPRAM.words) return;
  throw new UserError({
    where,
    field: 'folding.spram.activations',
    message: `activations take ${words} words, most of them ${widest(layout)}`,
    value: true,
    allowed: `at most ${SPRAM.words} words`,
    fix: folding.lanes < 8 ? 'false, or 8 lanes: they pool more before it is stored' : 'false',
  });
}
