import { foldedHardware } from '../../generator/arch/folded/folded.js';
import type { FoldedFolding, FoldedHardware } from '../../generator/arch/folded/hardware.js';
import type { Design } from '../../generator/config/design.js';
import type { IntegerModel } from '../../generator/model/integer-model.js';
import { random } from '../../generator/support/random.js';
import { buildTiny } from '../emit/tiny.js';
import { asChain } from '../model/as-chain.js';

const rng = random(9);

/** The tiny network with a first layer that pools as its values leave the lanes: hops of 4 samples can be shared. */
export function slidingModel(padding = 2): IntegerModel {
  const model = asChain(buildTiny().hardware.model);
  const [conv1, ...rest] = model.layers;
  const pool = { kind: 'max' as const, kernel: 2, stride: 2 };
  return { ...model, name: 'sliding', layers: [{ ...conv1!, pool, padding }, ...rest] };
}

/** A design of it, one engine for all layers. */
export function slidingDesign(
  hopSamples: number | undefined,
  folding: Partial<FoldedFolding> = {},
  padding?: number,
): { design: Design & { architecture: 'folded' }; hardware: FoldedHardware } {
  const all: FoldedFolding = { lanes: 4, tapsPerLookup: 2, hopSamples, ...folding };
  return {
    design: { name: 'sliding', model: 'model.alq.json', architecture: 'folded', folding: all },
    hardware: foldedHardware('sliding', slidingModel(padding), all, 'sliding.json'),
  };
}

/** A signal of which no two windows are alike. */
export const signal: readonly number[] = Array.from({ length: 400 }, () => rng.integer(0, 2047));

/** `count` windows of a signal, each `hop` samples after the one before. */
export function windowsOf(signal: readonly number[], samples: number, hop: number, count: number): number[][] {
  return Array.from({ length: count }, (_, w) => signal.slice(w * hop, w * hop + samples));
}
