import type { FoldedHardware, FoldedLayer } from '../../arch/folded/hardware.js';
import { foldedMemories } from '../../arch/folded/memories.js';
import { foldedOrder } from '../../arch/folded/order.js';
import { classBits } from '../../arch/hardware.js';
import { memoryNamed } from '../../arch/memory.js';
import { codesPerWindow } from '../../network/input.js';
import { imageParameter } from '../memory-images.js';
import { benchModule, topModule } from '../names.js';
import { topPorts } from '../ports.js';
import { quantiserView } from './quantiser.js';
import type { Identity } from './stream.js';

/** Everything the top of a folded design prints, computed. */
export function foldedView(hardware: FoldedHardware, identity: Identity) {
  const { model, layers, xBits } = hardware;
  const inputBits = model.input.bits;
  const classes = model.classes.length;
  return {
    ...identity,
    purpose: `${model.name}: ${layers.length} layers from samples to class scores, one engine for all.`,
    module: topModule(hardware.name),
    bench: benchModule(hardware.name),
    modelName: model.name,
    samples: codesPerWindow(model.input),
    classes,
    classBits: classBits(classes),
    scoreBits: layers.at(-1)!.outBits,
    accBits: hardware.accBits,
    codeBits: model.input.codeBits,
    quantiser: quantiserView(model.input),
    inputBits,
    x: inputBits < xBits ? `{{${xBits - inputBits}{x[${inputBits - 1}]}}, x}` : 'x',
    latencyCycles: hardware.latencyCycles,
    intervalCycles: hardware.intervalCycles,
    parity: hardware.parity ?? false,
    ...topPorts(hardware),
    parameters: Object.entries(parameters(hardware)).map(([name, value]) => ({ name, value })),
    layers: layers.map((layer, index) => ({ ...layerView(layer), index })),
  };
}

function layerView(layer: FoldedLayer) {
  const { shape, lengths, sumRange, accRange } = layer;
  const pool = shape.pool === null ? '' : `, ${shape.pool.kind}-pool ${shape.pool.kernel} stride ${shape.pool.stride}`;
  return {
    name: layer.name,
    shape:
      `${shape.inChannels} x ${lengths.input} -> ${shape.outChannels} x ${lengths.output}, ` +
      `kernel ${shape.kernel} stride ${shape.stride}${pool}.`,
    work: `${layer.encoded.passes.length} passes; ${layer.tiles} tiles; ${layer.cycles} cycles.`,
    outBits: layer.outBits,
    values: foldedOrder(layer).length,
    sumMin: sumRange.min,
    sumMax: sumRange.max,
    accMin: accRange.min,
    accMax: accRange.max,
    accBits: layer.accBits,
  };
}

/** Parameters of `bb_folded`, in the order of its declaration. */
function parameters(hardware: FoldedHardware): Record<string, number | string> {
  const { folding, format, layers } = hardware;
  const memories = foldedMemories(hardware);
  const [program, signs, activations] = ['program', 'signs', 'activations'].map((name) => memoryNamed(memories, name));
  return {
    LANES: folding.lanes,
    TAPS: folding.tapsPerLookup,
    X_BITS: hardware.xBits,
    SUM_BITS: hardware.sumBits,
    ACC_BITS: hardware.accBits,
    ALPHA_BITS: format.alphaBits,
    Y_MIN_BITS: hardware.yBits.min,
    Y_MAX_BITS: hardware.yBits.max,
    SHIFT_MIN: hardware.shift.min,
    SHIFT_MAX: hardware.shift.max,
    HAS_SUM: Number(layers.some(({ shape }) => shape.pool?.kind === 'sum')),
    WORD_BITS: program!.bits,
    PROGRAM_WORDS: program!.words,
    PROGRAM_END: hardware.end,
    PROGRAM_FILE: imageParameter(hardware.name, program!),
    COUNT_BITS: format.countBits,
    LOOP_BITS: format.loopBits,
    STEP_BITS: format.stepBits,
    GROUP_BITS: format.groupBits,
    PIXELWISE: Number(layers.some((layer) => layer.pixelwise)),
    SIGN_WORDS: signs!.words,
    SIGN_UNIT: format.signUnit,
    SIGN_FILE: imageParameter(hardware.name, signs!),
    TABLES: hardware.tables,
    X_WORDS: activations!.words,
    X_SPRAM: Number(folding.spram?.activations ?? false),
    TABLE_SPRAMS: folding.spram?.tables ?? 0,
    PARITY: Number(hardware.parity ?? false),
  };
}
