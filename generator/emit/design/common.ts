import type { BuiltHardware } from '../../arch/architecture.js';
import type { Hardware } from '../../arch/hardware.js';
import { portWidths } from '../../arch/interface.js';
import type { LayerSizing } from '../../arch/sizing.js';
import { stepsOf } from '../../arch/steps.js';
import { codesPerWindow } from '../../network/input.js';
import { type Instance, instance } from '../instance.js';
import { benchModule, topModule } from '../names.js';
import { type TopPorts, topPorts } from '../ports.js';
import { renderTemplate } from '../render.js';
import type { Identity, TopView } from './architecture.js';
import { found } from './found.js';
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
  const decision = decisionView(hardware as Hardware, ports);
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
    decision: decision.text,
    gives: givesText(hardware as Hardware),
    latencyCycles,
    intervalCycles,
    parity,
    ...ports,
    instances: [
      ...ports.instances,
      { ...quantiser, name: 'quantiser', parameters: quantiser.lines.flat() },
      ...engines,
      ...decision.instances,
    ],
  };
}

/** What stands behind the scores in the top: their count, and what they say. */
function decisionView(hardware: Hardware, { nets, reset }: TopPorts) {
  const stepped = stepsOf(hardware);
  const [end, take] = [stepped === null ? nets.scoreLast : nets.stepLast, `${nets.scoreValid} && ${nets.scoreReady}`];
  const steps =
    stepped && instance('bb_steps', 'steps', { OUTPUTS: hardware.model.classes.length, STEPS: stepped.steps });
  const behind = { clock: 'clk_i', reset: reset.net, score: nets.score, take, end };
  const said = found(hardware, portWidths(hardware).said, { ...behind, said: ({ name }) => nets.said(name) }, true);
  return {
    text: renderTemplate('ports/decision.v.ejs', { nets, reset, steps }) + said.text,
    instances: [...(steps === null ? [] : [steps]), ...said.instances],
  };
}

/** In the head of a top, behind `gives`; up to the next sentence. */
function givesText(hardware: Hardware): string {
  const { said } = portWidths(hardware);
  const scores = `${hardware.model.classes.length} scores`;
  const steps = stepsOf(hardware);
  const [one] = said;
  const what = one?.only ? one.kind : 'what they say';
  if (steps === null)
    return one === undefined
      ? `${scores} on the score port.\n// `
      : `${scores} on the score port, ${one.only ? 'the' : 'and'}\n// ${what} with the last of them. `;
  const last = one === undefined ? '' : `, ${one.only ? 'the' : 'and'} ${what} with its last`;
  return `${scores} of each of\n// ${steps.steps} steps on the score port, one step after the other${last}.\n// `;
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
