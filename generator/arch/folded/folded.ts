import { unsignedBits } from '../../model/encode.js';
import type { IntegerNetwork } from '../../model/integer-model.js';
import { programCycles } from './cycles.js';
import { narrowestProgram } from './format.js';
import type { FoldedFolding, FoldedHardware } from './hardware.js';
import { placeRows, placeSigns } from './place.js';
import { refuseActivationRam, refuseFolding, refuseNetwork, refuseTableRams } from './refuse.js';
import { foldedRhythm } from './rhythm.js';
import { foldedSizings, tablesNeeded } from './sizing.js';
import { sharedWork } from './sliding.js';
import { sharedWidths } from './widths.js';

/** The `folded` architecture for a model. `where` names the configuration in errors; `registered`: see `Ports`. Throws UserError. */
export function foldedHardware(
  name: string,
  model: IntegerNetwork,
  folding: FoldedFolding,
  where: string,
  registered = false,
): FoldedHardware {
  refuseNetwork(model, where);
  refuseFolding(folding, where);
  const layers = foldedSizings(model, folding);
  const widths = sharedWidths(model, layers, folding.tapsPerLookup);
  const tables = tablesNeeded(layers, folding.tapsPerLookup);
  refuseTableRams(folding, widths.sumBits, tables, where);
  const { shared } = sharedWork(layers[0]!, folding);
  const rows = placeRows(model, layers, folding.lanes, shared !== null);
  const signs = placeSigns(layers, folding.tapsPerLookup);
  const { program, format } = narrowestProgram(layers, rows.layout, folding, signs, { ...widths, tables }, shared);
  refuseActivationRam(folding, rows, where);
  const cycles = programCycles(program, layers, folding);
  return {
    architecture: 'folded',
    name,
    model,
    folding,
    layers: layers.map((layer, i) => ({ ...layer, ...program.places[i]!, cycles: cycles.layers[i]! })),
    hopSamples: folding.hopSamples,
    sharesWork: shared !== null,
    ...foldedRhythm(cycles, registered, shared !== null),
    codeCycles: cycles.codes,
    ...widths,
    program: program.instructions,
    layerOf: program.layerOf,
    end: program.end,
    shared,
    format,
    signWords: signs.words,
    tables,
    usedActivations: rows.words,
    activations: activationWords(rows.words, 1 + Math.max(format.stepBits, format.laneBits), folding),
  };
}

/** Words of the activation memory. RAMs of FPGAs come in powers of two; a macro beside standard cells is as large as it is made. */
function activationWords(used: number, leastBits: number, { multiply, spram }: FoldedFolding): number {
  const bits = Math.max(unsignedBits(used - 1), leastBits);
  return multiply === 'pass' && !spram?.activations ? Math.max(used, 2 ** (bits - 1) + 1) : 2 ** bits;
}
