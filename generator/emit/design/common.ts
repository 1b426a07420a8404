import type { BuiltHardware } from '../../arch/architecture.js';
import type { Hardware } from '../../arch/hardware.js';
import { portWidths } from '../../arch/interface.js';
import type { LayerSizing } from '../../arch/sizing.js';
import { codesPerWindow } from '../../network/input.js';
import { type Instance, instance } from '../instance.js';
import { benchModule, topModule } from '../names.js';
import { topPorts } from '../ports.js';
import type { Identity, TopView } from './architecture.js';
import { quantiserView } from './quantiser.js';

/** What the tops of all architectures print; `work`: what a fragment goes through, after the number of layers; `engines`: instances of these. */
export function commonView(
  hardware: BuiltHardware,
  identity: Identity,
  work: string,
  engines: readonly Instance[],
): TopView {
  const { name, model, layers, latencyCycles, intervalCycles, parity = false } = hardware;
  const { input } = model;
  const classes = model.classes.length;
  const ports = topPorts(hardware as Hardware);
  const quantiser = quantiserView(input);
  const widths = portWidths(hardware as Hardware);
  const argmax =
    widths.classBits === null ? null : instance('bb_argmax', 'argmax', { CLASSES: classes, BITS: widths.scoreBits });
  return {
    ...identity,
    purpose: `${model.name}: ${layers.length} layers from samples${work}`,
    module: topModule(name),
    bench: benchModule(name),
    modelName: model.name,
    samples: codesPerWindow(model.input),
    classes,
    ...widths,
    quantiser,
    argmax,
    latencyCycles,
    intervalCycles,
    parity,
    ...ports,
    instances: [
      ...ports.instances,
      { ...quantiser, name: 'quantiser', parameters: quantiser.lines.flat() },
      ...engines,
      ...(argmax === null ? [] : [argmax]),
    ],
  };
}

/** A layer's line in the top: `1 x 10 -> 2 x 4, kernel 3 stride 1, max-pool 2 stride 2.` */
export function shapeText({ shape, lengths }: LayerSizing): string {
  const { inChannels, outChannels, kernel, stride, dilation = 1, pool } = shape;
  const pooling = pool === null ? '' : `, ${pool.kind}-pool ${pool.kernel} stride ${pool.stride}`;
  return `${inChannels} x ${lengths.input} -> ${outChannels} x ${lengths.output}, kernel ${kernel} stride ${stride}${dilation === 1 ? '' : ` dilation ${dilation}`}${pooling}.`;
}

/** Ranges and widths of a layer that its comment in the top tells. */
export const rangesView = ({ name, outBits, sumRange, accRange, accBits }: LayerSizing) => ({
  ...{ name, outBits, accBits },
  ...{ sumMin: sumRange.min, sumMax: sumRange.max, accMin: accRange.min, accMax: accRange.max },
});
