import { foldedHardware } from '../../../arch/folded/folded.js';
import { mostTableSprams } from '../../../arch/folded/refuse.js';
import { convolutions } from '../../../network/network.js';
import type { AnyNetwork } from '../random-model.js';
import type { PlannedDesign } from './design.js';

export const folded: PlannedDesign<'folded'> = {
  folding: (_, { foldedLanes, foldedTaps }) => ({
    lanes: 2 ** foldedLanes,
    tapsPerLookup: ([1, 2, 4] as const)[foldedTaps]!,
  }),
  withOptions: (bare, network, plan) => {
    const { name, folding } = bare;
    const hopSamples = plan.hop * hopUnit(network);
    const activations = plan.spramActivations > 0;
    const max = mostTableSprams(foldedHardware(name, network.model, folding, name), activations);
    const tables = Math.min(plan.spramTables, max);
    return {
      ...bare,
      folding: {
        ...folding,
        ...(plan.otherLanes > 0 ? { multiply: 'pass' as const } : {}),
        ...(hopSamples > 0 ? { hopSamples } : {}),
        ...(activations || tables > 0 ? { spram: { activations, tables } } : {}),
      },
    };
  },
};

/** Samples between two outputs of the first layer: hops of whole ones share work. */
function hopUnit({ model }: AnyNetwork): number {
  const { stride, pool } = convolutions(model.layers)[0]!;
  return stride * (pool?.stride ?? 1);
}
