import { poolSum } from '../../../arch/pool.js';
import type { HardwareOfKind } from '../../../arch/stream/engines.js';
import { widthOfAll } from '../../../arch/stream/widths.js';
import type { EngineModule } from '../engine-module.js';

export const adder: EngineModule<HardwareOfKind<'adder'>> = {
  module: 'bb_add',
  parameters: ({ shape, layer, reads, accBits, yBits, outBits, outSigned, convPositions, inputBursts, ...own }) => {
    const [a, b] = reads.map(widthOfAll);
    const [aShift, bShift] = layer.align!;
    return {
      A_BITS: a!.bits,
      A_SIGNED: Number(a!.signed),
      A_SHIFT: aShift,
      B_BITS: b!.bits,
      B_SIGNED: Number(b!.signed),
      B_SHIFT: bShift,
      CHANNELS: shape.outChannels,
      ACC_BITS: accBits,
      REQUANT: Number(own.requantShift !== null),
      REQUANT_SHIFT: own.requantShift ?? 0,
      Y_BITS: yBits,
      Y_SIGNED: Number(outSigned),
      POOL_SUM: poolSum(shape),
      POOL_KERNEL: shape.pool?.kernel ?? 1,
      POOL_STRIDE: shape.pool?.stride ?? 1,
      POSITIONS: own.continuing ? (shape.pool?.kernel ?? 1) + 1 : convPositions,
      FIRST: inputBursts[0]!,
      TILE: own.lanes,
      OUT_BITS: outBits,
      CONTINUING: Number(own.continuing),
    };
  },
};
