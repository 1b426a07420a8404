import fc from 'fast-check';
import { UserError } from '../../../generator/support/errors.js';

/** Valid bytes with one to four places flipped, cut out, doubled, overwritten or cut off. */
export function mutationsOf(valid: Uint8Array): fc.Arbitrary<Buffer> {
  const place = fc.nat(Math.max(0, valid.length - 1));
  const change = fc.oneof(
    fc.record({ kind: fc.constant('flip' as const), at: place, bytes: fc.uint8Array({ minLength: 1, maxLength: 1 }) }),
    fc.record({
      kind: fc.constant('insert' as const),
      at: place,
      bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }),
    }),
    fc.record({
      kind: fc.constant('remove' as const),
      at: place,
      bytes: fc.uint8Array({ minLength: 1, maxLength: 16 }),
    }),
    fc.record({ kind: fc.constant('cut' as const), at: place, bytes: fc.constant(new Uint8Array()) }),
    fc.record({
      kind: fc.constant('set' as const),
      at: place,
      bytes: fc.constantFrom([0, 0, 0, 0], [255, 255, 255, 255], [255, 255, 255, 127], [0, 0, 0, 128]),
    }),
  );
  return fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) =>
    changes.reduce((bytes, { kind, at, bytes: with_ }) => {
      const place = Math.min(at, bytes.length);
      const [head, tail] = [bytes.subarray(0, place), bytes.subarray(place)];
      if (kind === 'insert') return Buffer.concat([head, Buffer.from(with_), tail]);
      if (kind === 'remove') return Buffer.concat([head, tail.subarray(with_.length)]);
      if (kind === 'cut') return Buffer.from(head);
      if (kind === 'set') return Buffer.concat([head, Buffer.from(with_), tail.subarray(with_.length)]);
      return Buffer.from(bytes.map((byte, i) => (i === place ? byte ^ (with_[0]! || 1) : byte)));
    }, Buffer.from(valid)),
  );
}

/** What `read` gives; null when it refuses with UserError. Any other error, and a refusal longer than a line, goes through. */
export function readOrRefuse<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    for (const line of error.message.split('\n'))
      if (line.length > 2500) throw new Error(`a message of ${line.length} characters: ${line.slice(0, 200)}`);
    return null;
  }
}
