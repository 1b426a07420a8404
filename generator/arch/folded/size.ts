import { unsignedBits } from '../../model/encode.js';
import { sum } from '../../support/integers.js';
import { pickedBits } from '../estimate/blocks.js';
import type { EngineSize, Fabric, Features } from '../estimate/circuit.js';
import type { FoldedHardware } from './hardware.js';
import { foldedMemories } from './memories.js';

/** The one engine, as an estimate sees it. */
export function foldedSize(hardware: FoldedHardware): EngineSize {
  return {
    layer: null,
    memories: foldedMemories(hardware),
    multipliers: hardware.folding.lanes,
    circuit: (fabric) => ({ instance: 'engine', kind: 'folded', features: features(hardware, fabric) }),
  };
}

function features(hardware: FoldedHardware, { family, resources }: Fabric): Features {
  const { folding, format, xBits, sumBits, accBits, tables, activations, signWords, program } = hardware;
  const once = Number(folding.multiply === 'pass');
  const addresses =
    unsignedBits(activations) * 2 +
    unsignedBits(tables * 2 ** folding.tapsPerLookup) +
    unsignedBits(signWords.length) +
    unsignedBits(program.length);
  return {
    one: 1,
    addresses,
    words: format.wordBits + 2 * format.loopBits + format.countBits,
    values: xBits + sumBits + accBits,
    lanes: folding.lanes * (sumBits + accBits),
    picked: sum(foldedMemories(hardware).map((memory) => pickedBits(memory, family))),
    // A lane without a DSP block is a multiplier and an accumulator; the sum of a pass is another.
    products:
      (resources.dsp > 0 ? 0 : folding.lanes * (format.alphaBits * (sumBits + once) + accBits)) +
      once * folding.lanes * sumBits,
  };
}
