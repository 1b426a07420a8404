import type { SignalSet } from '../data/signal-set.js';
import type { IntegerNetwork } from '../model/integer-model.js';
import { type KeptLevels, rtlLevel } from '../quantise/foreign/kept-levels.js';
import type { SimulationResult } from '../simulate/result.js';
import { printable } from '../support/printable.js';
import type { ShownLevels } from './levels-table.js';

/**
 * The levels that `quantise` compared, and the last one: Verilog whose every value is the interpreter's has its scores, any other is
 * told by the first layer that differs.
 */
export function withRtl(
  kept: KeptLevels,
  model: IntegerNetwork,
  set: SignalSet,
  { pass, failures }: SimulationResult,
): ShownLevels {
  const { levels, outputs, windows, data } = kept;
  const rtl = pass ? rtlLevel(model, set, kept) : failures[0]!;
  return { levels, outputs, windows, rtl: rtl ?? `no window is of those that were compared, ${printable(data)}` };
}
