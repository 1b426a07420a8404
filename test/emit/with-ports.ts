import { buildHardware } from '../../generator/arch/build.js';
import { buildDesign } from '../../generator/arch/built-design.js';
import type { Hardware } from '../../generator/arch/hardware.js';
import type { Design } from '../../generator/config/design.js';
import type { Ports } from '../../generator/config/ports.js';
import type { IntegerModel } from '../../generator/model/integer-model.js';
import { asChain } from '../model/as-chain.js';

/** A committed tiny design with ports of a kind; `change` and `changeModel`: what else is different. */
export function tinyWith(
  name: 'tiny' | 'tiny-folded',
  ports: Ports,
  change: (design: Design) => Design = (design) => design,
  changeModel: (model: IntegerModel) => IntegerModel = (model) => model,
): { design: Design; hardware: Hardware } {
  const { design, hardware } = buildDesign(`test/goldens/${name}.json`);
  const changed = change({ ...design, ports });
  return { design: changed, hardware: buildHardware(changed, changeModel(asChain(hardware.model)), name) };
}

export const printPorts = ({ registered, reset }: Ports) => `${reset}${registered ? ', registered' : ''}`;
