import { sum } from '../../support/integers.js';
import type { SizedHardware } from '../architecture.js';
import { engines } from '../memories.js';
import { blocks, singlePortRams } from './blocks.js';
import { estimateCells } from './cells.js';
import type { Circuit, EngineSize, Fabric } from './circuit.js';
import { coefficients } from './coefficients.js';

/**
 * Estimated cells: `lc`, logic cells as the router packs them; `lut`, `ff`; `bram`, blocks; `spram`; `dsp`. Null: the design
 * has a circuit of a kind that was never measured on this family.
 */
export interface Estimate {
  lc: number | null;
  lut: number | null;
  ff: number | null;
  bram: number;
  spram: number;
  dsp: number;
}

/** The instances that a design's top module has, with what their logic grows with. */
export function circuits(hardware: SizedHardware, fabric: Fabric): Circuit[] {
  const { codeBits, bits } = hardware.model.input;
  const scoreBits = hardware.layers.at(-1)!.outBits;
  // Converter's code to activation, and scores to class.
  const ends: Circuit = {
    instance: 'ends',
    kind: 'ends',
    features: { one: 1, codes: codeBits + bits, scores: scoreBits },
  };
  return [...engines(hardware).flatMap((engine) => circuitsOf(engine, fabric)), ends];
}

/** An engine with what joins it to others, itself the last. */
const circuitsOf = (engine: EngineSize, fabric: Fabric): Circuit[] => [
  ...(engine.joints?.(fabric) ?? []),
  engine.circuit(fabric),
];

/** Estimated cells of a design on a part, or of one family without a limit to its blocks. */
export function estimate(hardware: SizedHardware, fabric: Fabric): Estimate {
  return estimateOf(engines(hardware), circuits(hardware, fabric), fabric);
}

/** Single-port RAMs that a design instantiates, on whatever part. */
export const spramsOf = (hardware: SizedHardware): number =>
  sum(engines(hardware).flatMap(({ memories }) => memories.map(singlePortRams)));

/** Estimated cells of each layer's engine with its memories, in the order of the layers; none where all share one engine. */
export function estimateLayers(hardware: SizedHardware, fabric: Fabric): { layer: string; estimate: Estimate }[] {
  return engines(hardware).flatMap((engine) => {
    const { layer } = engine;
    return layer === null ? [] : [{ layer, estimate: estimateOf([engine], circuitsOf(engine, fabric), fabric) }];
  });
}

function estimateOf(list: readonly EngineSize[], parts: readonly Circuit[], { family, resources }: Fabric): Estimate {
  const memories = list.flatMap((engine) => engine.memories);
  return {
    ...estimateCells(parts, family, coefficients()),
    bram: sum(memories.map((memory) => blocks(memory, family))),
    spram: sum(memories.map(singlePortRams)),
    // Synthesis takes a DSP block for every multiplier, even for more than there are.
    dsp: resources.dsp > 0 ? sum(list.map(({ multipliers }) => multipliers)) : 0,
  };
}
