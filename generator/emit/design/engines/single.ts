import { poolSum } from '../../../arch/pool.js';
import type { LayerHardware } from '../../../arch/stream/engine.js';
import type { HardwareOfKind } from '../../../arch/stream/engines.js';
import type { EngineModule, ModuleParameters, RomNamed } from '../engine-module.js';

type SingleHardware = HardwareOfKind<'single'>;

export const single: EngineModule<SingleHardware> = { module: 'bb_single', parameters };

function parameters(layer: LayerHardware<SingleHardware>, rom: RomNamed): ModuleParameters {
  const { shape, encoded, grouping, engine } = layer;
  const weights = rom('weights');
  const { rest } = engine.weights;
  return {
    CHANNELS: shape.inChannels,
    POSITIONS: engine.positions,
    UNUSED: Number(engine.positions < layer.lengths.input),
    X_BITS: layer.xBits,
    X_SIGNED: Number(layer.xSigned),
    BURST: engine.burst,
    OUTPUTS: shape.outChannels,
    KERNEL: shape.kernel,
    STRIDE: shape.stride,
    DILATION: shape.dilation ?? 1,
    PADDING: engine.before,
    AFTER: engine.after,
    CHANNELS_PER_GROUP: grouping.channelsPerGroup,
    TAPS_PER_GROUP: grouping.tapsPerGroup,
    PIXELWISE: Number(layer.pixelwise),
    SKIP_BITS: encoded.skipBits,
    ALPHA_BITS: encoded.alphaBits,
    BIAS_BITS: encoded.biasBits,
    HAS_EMPTY: Number(encoded.passes.some((pass) => pass.alpha === 0)),
    WEIGHT_WIDTH: weights.bits,
    WEIGHT_DEPTH: weights.words,
    WEIGHT_FILE: weights.file,
    REST: rest,
    REST_FILE: rest > 0 ? rom('rest').file : '""',
    ACC_BITS: layer.accBits,
    REQUANT: Number(layer.requantShift !== null),
    REQUANT_SHIFT: layer.requantShift ?? 0,
    Y_BITS: layer.yBits,
    Y_SIGNED: Number(layer.outSigned),
    POOL_SUM: poolSum(shape),
    POOL_KERNEL: shape.pool?.kernel ?? 1,
    POOL_STRIDE: shape.pool?.stride ?? 1,
    OUT_BITS: layer.outBits,
    SLOTS: layer.window.rows,
  };
}
