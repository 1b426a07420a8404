import type { Budget, GivenDesign } from '../../config/design.js';
import { portsOf } from '../../config/ports.js';
import { PART } from '../../devices/devices.js';
import type { IntegerNetwork } from '../../model/integer-model.js';
import { UserError } from '../../support/errors.js';
import type { Candidate } from '../architecture.js';
import { foldedHardware } from './folded.js';
import { MAX_LANES } from './refuse.js';

const FOLDED_LANES = Array.from({ length: Math.log2(MAX_LANES) + 1 }, (_, e) => 2 ** e);
const TAPS_PER_LOOKUP = [1, 2, 4] as const;

/** Lanes, taps of a lookup and memories of every number. */
export function foldedCandidates(
  given: GivenDesign & { architecture: 'folded' },
  model: IntegerNetwork,
  budget: Budget,
  where: string,
): Candidate[] {
  const { hopSamples, spram } = given.folding;
  const { spram: rams } = 'luts' in budget && budget.part !== undefined ? PART[budget.part].resources : { spram: 0 };
  const memories =
    spram !== undefined ? [spram] : [undefined, ...(rams > 0 ? [{ activations: true, tables: rams - 1 }] : [])];
  const refused: UserError[] = [];
  const found = FOLDED_LANES.flatMap((lanes) =>
    TAPS_PER_LOOKUP.flatMap((tapsPerLookup) =>
      memories.flatMap((own): Candidate[] => {
        const folding = {
          ...{ lanes, tapsPerLookup },
          ...(hopSamples === undefined ? {} : { hopSamples }),
          ...(own === undefined ? {} : { spram: own }),
        };
        try {
          const sized = foldedHardware(given.name, model, folding, where, portsOf(given).registered);
          const { intervalCycles } = sized;
          const design = { ...given, folding };
          const hardware = { ...sized, parity: given.parity };
          return [
            { design, hardware, bare: hardware, minCycles: intervalCycles, intervalCycles: () => intervalCycles },
          ];
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          refused.push(error);
          return [];
        }
      }),
    ),
  );
  if (found.length === 0) throw refused[0]!;
  return found;
}
