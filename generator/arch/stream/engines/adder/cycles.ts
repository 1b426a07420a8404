import type { LayerSizing } from '../../../sizing.js';
import type { LayerHardware } from '../../engine.js';
import { closings } from '../../order.js';
import { offered, type Source, type Times } from '../../times.js';

/** A cycle a beat. */
export const outputCycles = ({ encoded }: Pick<LayerSizing, 'encoded'>, lanes: number): number[] =>
  encoded.biases.map(() => lanes);

/**
 * An add: it takes a beat of both operands in the same cycle. The sum goes on a cycle later, into the pool or on into the
 * output register; while it cannot, no further beats are taken.
 */
export function* summing(own: Times, layer: LayerHardware, a: Source, b: Source, fragments: number): Generator<void> {
  const { shape, lengths, inputBursts } = layer;
  let time = -1; // of the last beats taken
  let left = 0; // when their sum went on
  for (let fragment = 0; fragment < fragments; fragment++) {
    let first = 0;
    for (const length of inputBursts) {
      const closing = new Set(closings(shape.pool, lengths.output, first, length).map(({ at }) => at - first));
      for (let channel = 0; channel < shape.outChannels; channel++)
        for (let i = 0; i < length; i++) {
          time = Math.max((yield* offered(a)) + 1, (yield* offered(b)) + 1, time + 1, left);
          a.take(time);
          b.take(time);
          left = time + 1;
          if (!closing.has(i)) continue;
          const beat = own.loaded.length;
          while (own.taken.length < beat) yield;
          if (beat > 0) left = Math.max(left, own.taken[beat - 1]!);
          own.loaded.push(left);
        }
      first += length;
    }
  }
}
