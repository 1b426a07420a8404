import type { FoldedHardware, FoldedLayer } from '../../arch/folded/hardware.js';
import { foldedMemories } from '../../arch/folded/memories.js';
import { foldedOrder } from '../../arch/folded/order.js';
import { memoryNamed } from '../../arch/memory.js';
import { poolSum } from '../../arch/pool.js';
import { taskHardware } from '../../arch/tasks.js';
import type { Multiply } from '../../config/design.js';
import { instance } from '../instance.js';
import { imageParameter } from '../memory-images.js';
import type { Instead } from '../modules.js';
import { layerStream } from '../names.js';
import { type BenchStreams, type DesignText, type Identity, SCORE_STREAM } from './architecture.js';
import { commonView, rangesView, shapeText } from './common.js';

/** Its lanes by what alpha multiplies. */
const LANES = {
  lookup: [],
  pass: [['bb_folded_lanes', 'bb_folded_pass_lanes']],
} as const satisfies Record<Multiply, readonly (readonly [string, string])[]>;

export const folded: DesignText<FoldedHardware> = { view, bench, files, instead };

function view(hardware: FoldedHardware, identity: Identity) {
  const { model, layers, xBits } = hardware;
  const inputBits = model.input.bits;
  const engine = instance('bb_folded', 'engine', parameters(hardware));
  return {
    ...commonView(hardware, identity, ` to ${taskHardware(model).noun} scores, one engine for all.`, [engine]),
    accBits: hardware.accBits,
    inputBits,
    x: inputBits < xBits ? `{{${xBits - inputBits}{x[${inputBits - 1}]}}, x}` : 'x',
    engine,
    layers: layers.map((layer, index) => ({ ...layerView(layer), index })),
  };
}

const layerView = (layer: FoldedLayer) => ({
  ...rangesView(layer),
  shape: shapeText(layer),
  work: `${layer.encoded.passes.length} passes; ${layer.tiles} tiles; ${layer.cycles} cycles.`,
  values: foldedOrder(layer).length,
});

/** What the bench looks at: nets of `bb_folded`, in the scope of the bench. */
const PROBES = {
  at: 'dut.engine.pc_q',
  block: 'dut.engine.block_write',
  pooled: 'dut.engine.pool_write_q',
  stored: 'dut.engine.x_stored',
};

/** Values are seen as they are stored; those of the last layer as they leave. */
function bench(hardware: FoldedHardware): BenchStreams {
  const { layers, folding, format } = hardware;
  const stored = layers.slice(0, -1).map((layer) => ({
    stream: layerStream(layer.name),
    at: `{${32 - format.addressBits}'d0, ${PROBES.at}}`,
    block: PROBES.block,
    pooled: PROBES.pooled,
    parameters: Object.entries({
      FROM: layer.biases.from,
      TO: layer.biases.to,
      POOLED: layer.pooled ?? -1,
      PER_TILE: folding.lanes / layer.block,
      SKIP: (folding.lanes - layer.tilePositions) / layer.block,
      CHANNELS: layer.shape.outChannels,
      LENGTH: layer.lengths.output,
    }).map(([name, value]) => ({ name, value })),
  }));
  const streams = layers.slice(0, -1).map(({ name, outBits }) => ({
    data: `${PROBES.stored}[${outBits - 1}:0]`,
    valid: `stored_${layerStream(name)}`,
    ready: "1'b1",
  }));
  return { stored, streams: [...streams, SCORE_STREAM] };
}

/** The model of a cell that synthesis knows; its name is the maker's. */
function files({ folding }: FoldedHardware): ReadonlyMap<string, string> {
  return new Map(folding.spram === undefined ? [] : [['tb/SB_SPRAM256KA.v', 'rtl-templates/tb/SB_SPRAM256KA.v']]);
}

/** The lanes that it has in the place of those that `bb_folded` names. */
function instead({ folding: { multiply = 'lookup' } }: FoldedHardware): Instead {
  return new Map(LANES[multiply]);
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
    HAS_SUM: Number(layers.some(({ shape }) => poolSum(shape) === 1)),
    SIGNED: format.signedBits,
    DIRECT: format.directBits,
    STEPS: Number(layers.at(-1)!.tiles > 1),
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
