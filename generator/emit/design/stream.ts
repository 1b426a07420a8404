import { classBits } from '../../arch/hardware.js';
import type { StreamHardware } from '../../arch/stream/hardware.js';
import { codesPerWindow, type InputSpec } from '../../network/input.js';
import { benchModule, layerInstance, topModule } from '../names.js';
import { type PortNets, type TopPorts, topPorts } from '../ports.js';
import { engineModule } from './engines.js';
import { type QuantiserView, quantiserView } from './quantiser.js';

/** Identity of what is generated; printed at the head of every generated file. */
export interface Identity {
  version: string;
  modelHash: string;
  configurationHash: string;
  /** Whose the network is; empty: not told. */
  copyright: string;
  /** The command that makes the tree again. */
  command: string;
}

interface LayerView {
  index: number;
  name: string;
  instance: string;
  shape: string;
  work: string;
  outBits: number;
  /** Values of the output stream of one fragment. */
  values: number;
  sumMin: number;
  sumMax: number;
  sumBits: number;
  accMin: number;
  accMax: number;
  accBits: number;
  module: string;
  parameters: { name: string; value: number | string }[];
  /** Names of the stream that feeds it. */
  from: { data: string; last: string; end: string; valid: string; ready: string };
}

export interface TopView extends Identity, TopPorts {
  purpose: string;
  module: string;
  /** Module of the bench. */
  bench: string;
  modelName: string;
  /** Of one fragment, all channels. */
  samples: number;
  classes: number;
  classBits: number;
  scoreBits: number;
  codeBits: number;
  quantiser: QuantiserView;
  xBits: number;
  latencyCycles: number;
  intervalCycles: number;
  lastLayer: string;
  /** Weight memories have a parity bit a word, and the top a port for it. */
  parity: boolean;
  layers: LayerView[];
}

/** Everything the templates of a `stream` design print, computed. */
export function topView(hardware: StreamHardware, identity: Identity): TopView {
  const { model, layers } = hardware;
  const classes = model.classes.length;
  const ports = topPorts(hardware);
  return {
    ...identity,
    purpose: `${model.name}: ${layers.length} layers from samples${leads(model.input)} to class scores, one engine a layer.`,
    module: topModule(hardware.name),
    bench: benchModule(hardware.name),
    modelName: model.name,
    samples: codesPerWindow(model.input),
    classes,
    classBits: classBits(classes),
    scoreBits: layers.at(-1)!.outBits,
    codeBits: model.input.codeBits,
    quantiser: quantiserView(model.input),
    xBits: model.input.bits,
    latencyCycles: hardware.latencyCycles,
    intervalCycles: hardware.intervalCycles,
    lastLayer: layers.at(-1)!.name,
    parity: hardware.parity ?? false,
    ...ports,
    layers: layers.map((_, index) => layerView(hardware, index, ports.nets)),
  };
}

/** How the samples of several channels follow each other. */
function leads({ channels }: InputSpec): string {
  return channels > 1 ? ` (${channels} channels in turn)` : '';
}

function layerView({ name: design, layers, parity }: StreamHardware, index: number, nets: PortNets): LayerView {
  const layer = layers[index]!;
  const previous = layers[index - 1]?.name;
  const { shape, lengths } = layer;
  const { module, parameters } = engineModule(design, layer);
  const pool = shape.pool === null ? '' : `, ${shape.pool.kind}-pool ${shape.pool.kernel} stride ${shape.pool.stride}`;
  return {
    index,
    name: layer.name,
    instance: layerInstance(layer.name),
    shape:
      `${shape.inChannels} x ${lengths.input} -> ${shape.outChannels} x ${lengths.output}, ` +
      `kernel ${shape.kernel} stride ${shape.stride}${pool}.`,
    work: `${layer.encoded.passes.length} passes; ${layer.tiles} tiles of ${layer.tileCycles} cycles each.`,
    outBits: layer.outBits,
    values: shape.outChannels * lengths.output,
    sumMin: layer.sumRange.min,
    sumMax: layer.sumRange.max,
    sumBits: layer.sumBits,
    accMin: layer.accRange.min,
    accMax: layer.accRange.max,
    accBits: layer.accBits,
    module,
    parameters: Object.entries({ ...parameters, PARITY: Number(parity ?? false) }).map(([name, value]) => ({
      name,
      value,
    })),
    from:
      previous === undefined
        ? { data: 'input_data', last: "1'b1", end: 'input_end', valid: nets.codeValid, ready: nets.codeReady }
        : {
            data: `data_${previous}`,
            last: `last_${previous}`,
            end: `end_${previous}`,
            valid: `valid_${previous}`,
            ready: `ready_${previous}`,
          },
  };
}
