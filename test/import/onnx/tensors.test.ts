import { describe, expect, test } from 'vitest';
import { readAsMeant } from '../../bad-input/answers.js';
import { RELU, readBuilt, refusal } from './reading.js';

const read = (fields: Record<string, unknown>, dims: unknown[] = [2]) =>
  readBuilt({ nodes: [RELU], graph: { initializer: [{ name: 'c', dims, ...fields }] } });

const raw = (...bytes: number[]) => Uint8Array.from(bytes);
const END = '9223372036854775807';

describe('numbers of every type', () => {
  test.each<[string, Record<string, unknown>, number[]]>([
    ['float', { dataType: 1, floatData: [1.5, -2] }, [1.5, -2]],
    ['float, raw', { dataType: 1, rawData: raw(0, 0, 192, 63, 0, 0, 0, 192) }, [1.5, -2]],
    ['uint8', { dataType: 2, int32Data: [0, 255] }, [0, 255]],
    ['int8', { dataType: 3, int32Data: [-128, 127] }, [-128, 127]],
    ['int8, raw', { dataType: 3, rawData: raw(255, 127) }, [-1, 127]],
    ['uint16, raw', { dataType: 4, rawData: raw(255, 255, 1, 0) }, [65535, 1]],
    ['int16, raw', { dataType: 5, rawData: raw(255, 255, 1, 0) }, [-1, 1]],
    ['int32, raw', { dataType: 6, rawData: raw(254, 255, 255, 255, 1, 0, 0, 0) }, [-2, 1]],
    ['int64', { dataType: 7, int64Data: [-3, 2 ** 53 - 1] }, [-3, 2 ** 53 - 1]],
    [
      'int64, raw',
      { dataType: 7, rawData: raw(...[5, 0, 0, 0, 1, 0, 0, 0], ...Array(8).fill(255)) },
      [2 ** 32 + 5, -1],
    ],
    ['bool', { dataType: 9, int32Data: [0, 1] }, [0, 1]],
    ['bool, raw', { dataType: 9, rawData: raw(0, 7) }, [0, 1]],
    ['float16', { dataType: 10, int32Data: [0x3e00, 0xc000] }, [1.5, -2]],
    ['float16, raw, below the normal', { dataType: 10, rawData: raw(1, 0, 0, 4) }, [2 ** -24, 2 ** -14]],
    ['double', { dataType: 11, doubleData: [1 / 3, -2] }, [1 / 3, -2]],
    ['uint32', { dataType: 12, uint64Data: [0, 4294967295] }, [0, 4294967295]],
    ['uint64, raw', { dataType: 13, rawData: raw(5, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0) }, [5, 6]],
    ['bfloat16', { dataType: 16, int32Data: [0x3fc0, 0xc000] }, [1.5, -2]],
    ['uint4', { dataType: 21, int32Data: [0xf1] }, [1, 15]],
    ['int4, raw', { dataType: 22, rawData: raw(0xf7) }, [7, -1]],
    ['uint2, raw', { dataType: 25, rawData: raw(0b1001) }, [1, 2]],
    ['int2', { dataType: 26, int32Data: [0b1001] }, [1, -2]],
  ])('%s', async (_, fields, wanted) => {
    expect([...(await read(fields)).constants.get('c')!.values]).toEqual(wanted);
    readAsMeant();
  });

  test('of four bits, an odd count of them', async () => {
    const { constants } = await read({ dataType: 22, rawData: raw(0x21, 0x03) }, [3]);
    expect([...constants.get('c')!.values]).toEqual([1, 2, 3]);
  });

  test('none, and one alone', async () => {
    expect((await read({ dataType: 7 }, [0])).constants.get('c')).toMatchObject({ shape: [0], integer: true });
    expect((await read({ dataType: 1, floatData: [3] }, [])).constants.get('c')).toMatchObject({ shape: [] });
  });

  test('the ends of 64 bits stand for "all"', async () => {
    const ends = [END, `-${END}`, '-9223372036854775808'];
    const { constants } = await read({ dataType: 7, int64Data: ends }, [3]);
    expect([...constants.get('c')!.values]).toEqual([2 ** 63, -(2 ** 63), -(2 ** 63)]);
  });
});

describe('is refused, by name', () => {
  test.each<[string, Record<string, unknown>, unknown[], RegExp]>([
    ['too few numbers', { floatData: [1] }, [2], /its data do not fit.*1 numbers.*allowed: 2/],
    ['none', {}, [2], /its data do not fit.*0 bytes.*allowed: 8 bytes/],
    ['too many bytes', { rawData: raw(...Array(12).fill(0)) }, [2], /12 bytes.*allowed: 8 bytes/],
    ['numbers of no length', { floatData: [1] }, [0], /its data do not fit/],
    ['numbers in the field of others', { int32Data: [1, 1] }, [2], /in a field of other types.*int32Data/],
    ['numbers twice', { floatData: [1], rawData: raw(0, 0, 0, 0) }, [1], /its data are there twice/],
    ['gigabytes', {}, [65536, 65536], /more numbers than are read.*4294967296/],
    ['lengths that overflow', {}, [4294967296, 4294967296, 4294967296], /more numbers than are read/],
    ['a negative length', {}, [-2], /no shape of a tensor/],
    ['a length of more than 53 bits', {}, [0, '1152921504606846977'], /no shape of a tensor/],
    ['axes without end', { floatData: [1] }, Array(40).fill(1), /no shape of a tensor.*40 axes/],
    ['not a number', { floatData: [1, Number.NaN] }, [2], /c\[1\]: not a finite number.*NaN/],
    ['an infinite one', { dataType: 10, int32Data: [0x7c00, 0] }, [2], /c\[0\]: not a finite number.*Infinity/],
    ['a whole number between two doubles', { dataType: 7, int64Data: ['9007199254740993'] }, [1], /c\[0\]: a whole/],
    ['an unsigned one', { dataType: 13, uint64Data: ['18446744073709551615'] }, [1], /c\[0\]: a whole number/],
    ['a number that its type lacks', { dataType: 3, int32Data: [0, 300] }, [2], /c\[1\]: no number.*-128 to 127/],
    ['the bits of none', { dataType: 10, int32Data: [70000] }, [1], /c\[0\]: no number of its type/],
    ['float8', { dataType: 17 }, [2], /a type of numbers that is not read.*float8e4m3fn/],
    ['texts', { dataType: 8 }, [2], /"string"/],
    ['a type of none', { dataType: 77 }, [2], /"type 77"/],
    ['a part', { floatData: [1], segment: { begin: 0, end: 1 } }, [1], /a part of a tensor/],
    ['data elsewhere', { floatData: [1], dataLocation: 2 }, [1], /its data lie nowhere/],
  ])('%s', async (_, fields, dims, message) => {
    const found = await refusal(read({ dataType: 1, ...fields }, dims));
    expect(found).toMatch(message);
    expect(found).toMatch(/tensor c/);
  });

  test('all tensors at once, and those of operators with the operator', async () => {
    const bad = { dims: [1], dataType: 1, floatData: [Number.NaN] };
    const nodes = [
      { opType: 'Constant', name: 'const7', output: ['k'], attribute: [{ name: 'value', type: 4, t: bad }] },
      { opType: 'Add', input: ['x', 'k'], output: ['y'] },
    ];
    const initializer = ['c', 'd'].map((name) => ({ ...bad, name }));
    const message = await refusal(readBuilt({ nodes: [RELU], graph: { node: nodes, initializer } }));
    for (const part of [/tensor c\[0\]/, /tensor d\[0\]/, /Constant const7: attribute value\[0\]/])
      expect(message).toMatch(part);
  });
});
