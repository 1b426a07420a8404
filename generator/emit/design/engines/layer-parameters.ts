import { poolSum } from '../../../arch/pool.js';
import type { LayerHardware } from '../../../arch/stream/engine.js';
import type { ModuleParameters, RomNamed } from '../engine-module.js';

/** Parameters of `bb_layer`, which `bb_wide` has too. */
export function layerParameters(layer: LayerHardware, rom: RomNamed): ModuleParameters {
  const { shape, encoded, grouping } = layer;
  const [signs, passes, biases] = [rom('signs'), rom('passes'), rom('biases')];
  const requant = layer.requantShift;
  return {
    CHANNELS: shape.inChannels,
    POSITIONS: layer.lengths.input,
    X_BITS: layer.xBits,
    X_SIGNED: Number(layer.xSigned),
    OUTPUTS: shape.outChannels,
    KERNEL: shape.kernel,
    STRIDE: shape.stride,
    DILATION: shape.dilation ?? 1,
    PADDING: shape.padding,
    CHANNELS_PER_GROUP: grouping.channelsPerGroup,
    TAPS_PER_GROUP: grouping.tapsPerGroup,
    PIXELWISE: Number(layer.pixelwise),
    SKIP_BITS: encoded.skipBits,
    ALPHA_BITS: encoded.alphaBits,
    PASSES: passes.words,
    HAS_EMPTY: Number(encoded.passes.some((pass) => pass.alpha === 0)),
    SIGN_WORDS: signs.words,
    BIAS_BITS: biases.bits,
    SIGN_FILE: signs.file,
    PASS_FILE: passes.file,
    BIAS_FILE: biases.file,
    S_BITS: layer.sumBits,
    ACC_BITS: layer.accBits,
    REQUANT: Number(requant !== null),
    REQUANT_SHIFT: requant ?? 0,
    Y_BITS: layer.yBits,
    Y_SIGNED: Number(layer.outSigned),
    POOL_SUM: poolSum(shape),
    POOL_KERNEL: shape.pool?.kernel ?? 1,
    POOL_STRIDE: shape.pool?.stride ?? 1,
    POOL_POSITIONS: layer.convPositions,
    OUT_BITS: layer.outBits,
    LANES: layer.lanes,
    TILES: layer.tiles,
    TILE_ROWS: layer.window.tileRows,
    FRAGMENT_ROWS: layer.window.fragmentRows,
    ROWS: layer.window.rows,
  };
}
