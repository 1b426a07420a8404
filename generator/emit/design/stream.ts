import {
  classBits,
  type LayerHardware,
  type SingleHardware,
  type StreamHardware,
  type WideHardware,
} from '../../arch/hardware.js';
import type { InputSpec } from '../../network/input.js';
import { codesPerWindow } from '../../network/input.js';
import { type ImageKind, imageFile } from '../memory-images.js';
import { benchModule, layerInstance, topModule } from '../names.js';
import { type PortNets, type TopPorts, topPorts } from '../ports.js';

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
  zero: number;
  inputShift: number;
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
    zero: model.input.zero,
    inputShift: model.input.shift,
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
    module: layer.wide ? 'bb_wide' : layer.single ? 'bb_single' : 'bb_layer',
    parameters: Object.entries({
      ...(layer.single ? singleParameters(design, layer, layer.single) : layerParameters(design, layer)),
      ...(layer.wide ? wideParameters(layer.wide) : {}),
      PARITY: Number(parity ?? false),
    }).map(([name, value]) => ({ name, value })),
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

/** An image as the top names it: in the folder that its parameter MEM says. */
const image = (design: string, { name }: LayerHardware, kind: ImageKind) => `{MEM, "${imageFile(design, name, kind)}"}`;

/** Parameters that `bb_wide` has besides those of `bb_layer`. */
function wideParameters({ multipliers, maxOf, held }: WideHardware): Record<string, number> {
  return { MULTIPLIERS: multipliers, MAX_OF: maxOf, HELD: held };
}

/** Parameters of `bb_layer`, in the order of its declaration. */
function layerParameters(design: string, layer: LayerHardware): Record<string, number | string> {
  const { shape, encoded, grouping } = layer;
  const requant = layer.requantShift;
  return {
    CHANNELS: shape.inChannels,
    POSITIONS: layer.lengths.input,
    X_BITS: layer.xBits,
    X_SIGNED: Number(layer.xSigned),
    OUTPUTS: shape.outChannels,
    KERNEL: shape.kernel,
    STRIDE: shape.stride,
    PADDING: shape.padding,
    CHANNELS_PER_GROUP: grouping.channelsPerGroup,
    TAPS_PER_GROUP: grouping.tapsPerGroup,
    PIXELWISE: Number(layer.pixelwise),
    SKIP_BITS: encoded.skipBits,
    ALPHA_BITS: encoded.alphaBits,
    PASSES: encoded.passes.length,
    HAS_EMPTY: Number(encoded.passes.some((pass) => pass.alpha === 0)),
    SIGN_WORDS: layer.signWords,
    BIAS_BITS: encoded.biasBits,
    SIGN_FILE: image(design, layer, 'signs'),
    PASS_FILE: image(design, layer, 'passes'),
    BIAS_FILE: image(design, layer, 'biases'),
    S_BITS: layer.sumBits,
    ACC_BITS: layer.accBits,
    REQUANT: Number(requant !== null),
    REQUANT_SHIFT: requant ?? 0,
    Y_BITS: layer.yBits,
    POOL_SUM: Number(shape.pool?.kind === 'sum'),
    POOL_KERNEL: shape.pool?.kernel ?? 1,
    POOL_STRIDE: shape.pool?.stride ?? 1,
    POOL_POSITIONS: layer.convPositions,
    OUT_BITS: layer.outBits,
    LANES: layer.lanes,
    TILES: layer.tiles,
    ROWS: layer.window.rows,
  };
}

/** Parameters of `bb_single`, in the order of its declaration. */
function singleParameters(
  design: string,
  layer: LayerHardware,
  single: SingleHardware,
): Record<string, number | string> {
  const { shape, encoded, grouping } = layer;
  const { weights } = single;
  return {
    CHANNELS: shape.inChannels,
    POSITIONS: single.positions,
    UNUSED: Number(single.positions < layer.lengths.input),
    X_BITS: layer.xBits,
    X_SIGNED: Number(layer.xSigned),
    BURST: single.burst,
    OUTPUTS: shape.outChannels,
    KERNEL: shape.kernel,
    STRIDE: shape.stride,
    PADDING: shape.padding,
    AFTER: single.after,
    CHANNELS_PER_GROUP: grouping.channelsPerGroup,
    TAPS_PER_GROUP: grouping.tapsPerGroup,
    PIXELWISE: Number(layer.pixelwise),
    SKIP_BITS: encoded.skipBits,
    ALPHA_BITS: encoded.alphaBits,
    BIAS_BITS: encoded.biasBits,
    HAS_EMPTY: Number(encoded.passes.some((pass) => pass.alpha === 0)),
    WEIGHT_WIDTH: weights.width,
    WEIGHT_DEPTH: weights.depth,
    WEIGHT_FILE: image(design, layer, 'weights'),
    REST: weights.rest,
    REST_FILE: weights.rest > 0 ? image(design, layer, 'rest') : '""',
    ACC_BITS: layer.accBits,
    REQUANT: Number(layer.requantShift !== null),
    REQUANT_SHIFT: layer.requantShift ?? 0,
    Y_BITS: layer.yBits,
    POOL_SUM: Number(shape.pool?.kind === 'sum'),
    POOL_KERNEL: shape.pool?.kernel ?? 1,
    POOL_STRIDE: shape.pool?.stride ?? 1,
    OUT_BITS: layer.outBits,
    SLOTS: layer.window.rows,
  };
}
