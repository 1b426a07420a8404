import { describe, expect, it, test } from 'vitest';
import { parseSafetensors } from '../../generator/import/safetensors/tensors.js';
import { refusal } from './keras/models.js';
import { assemble, safetensors } from './safetensors-file.js';

const two = {
  a: { shape: [2, 2], values: Float32Array.of(1, -2, 0.5, 3e38) },
  b: { shape: [1], values: Float32Array.of(7) },
};
const entry = (from: number, to: number, shape = [2], dtype = 'F32') => ({ dtype, shape, data_offsets: [from, to] });
const file = (header: object, floats: number) => assemble(JSON.stringify(header), [new Float32Array(floats)]);

describe('parseSafetensors', () => {
  it('gives names, shapes and values', () => {
    expect([...parseSafetensors(safetensors(two), 'x')]).toEqual(Object.entries(two));
  });

  it('reads from the middle of a buffer and takes metadata and any order of names', () => {
    const header = { __metadata__: { source: 'here' }, late: entry(8, 12, [1]), early: entry(0, 8) };
    const bytes = assemble(JSON.stringify(header), [Float32Array.of(1, 2, 3)]);
    const inside = Buffer.concat([Buffer.from([1, 2, 3]), bytes]).subarray(3);
    const tensors = parseSafetensors(inside, 'x');
    expect([...tensors.keys()]).toEqual(['early', 'late']);
    expect([...tensors.get('late')!.values]).toEqual([3]);
  });

  test.each<[string, Uint8Array, RegExp[]]>([
    ['an empty file', new Uint8Array(0), [/x: header: .*too short.*found 0/]],
    ['a file cut in its header', safetensors(two).subarray(0, 40), [/header: .*too short/]],
    ['a file cut in its data', safetensors(two).subarray(0, -4), [/does not end with the file/]],
    ['more data than named', Buffer.concat([safetensors(two), new Uint8Array(4)]), [/does not end with the file/]],
    ['a header that is no JSON', assemble('{', []), [/header: not JSON/]],
    ['another type', file({ a: entry(0, 8, [2], 'F16') }, 2), [/a\.dtype: .*"F16".*allowed: F32/]],
    ['an unknown field', file({ a: { ...entry(0, 8), scale: 1 } }, 2), [/a\.scale: unknown field/]],
    ['a missing field', file({ a: { dtype: 'F32', shape: [2] } }, 2), [/a\.data_offsets: missing field/]],
    [
      'a range that does not fit the shape',
      file({ a: entry(0, 12) }, 3),
      [/a\.data_offsets: .*found 12.*allowed: 8 bytes/],
    ],
    ['a gap', file({ a: entry(0, 8), b: entry(12, 20) }, 5), [/b\.data_offsets: a gap or an overlap/]],
    ['an overlap', file({ a: entry(0, 8), b: entry(4, 12) }, 3), [/b\.data_offsets: a gap or an overlap/]],
    [
      'no number',
      safetensors({ a: { shape: [2], values: Float32Array.of(1, Number.NaN) } }),
      [/a\[1\]: not a finite number/],
    ],
    [
      'two mistakes at once',
      file({ a: entry(0, 8, [2], 'I8'), b: { ...entry(8, 16), x: 1 } }, 4),
      [/a\.dtype/, /b\.x/],
    ],
  ])('refuses %s', async (_, bytes, messages) => {
    const found = await refusal(async () => parseSafetensors(bytes, 'x'));
    for (const message of messages) expect(found.join('\n')).toMatch(message);
  });
});
