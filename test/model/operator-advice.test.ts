import { expect, test } from 'vitest';
import { parseIntegerModel, printIntegerModel } from '../../generator/model/file.js';
import { Interpreter } from '../../generator/model/interpreter.js';
import { problemsOf } from '../data/readers/files.js';
import { OWN_MODELS, ownModel } from '../own-models.js';

const text = printIntegerModel(ownModel('m', OWN_MODELS['three-channels']!));

/** The problem of the first layer with some fields changed. */
const problemOf = (change: object) => {
  const model = JSON.parse(text) as { nodes: object[] };
  Object.assign(model.nodes[0]!, change);
  return problemsOf(() => parseIntegerModel(JSON.stringify(model), 'm.alq.json'));
};

test.each<[object, RegExp]>([
  [{ dilations: [2] }, /dilation; for hardware.*pixelwise.*dilation \* \(taps - 1\) \+ 1.*gaps/],
  [{ dilation_rate: 1 }, /remove it: this is what every layer does/],
  [{ groups: 3 }, /kernelwise or subchannelwise.*bitwidth 0/],
  [{ groups: 1 }, /remove it/],
  [{ add: 'conv0' }, /kind add or concat.*chain of layers/],
  [{ nonlinearity: 'relu' }, /activation, relu or none/],
  [{ batchNorm: { gamma: [1] } }, /fold it/],
  [{ bias: false }, /a 0 for each output channel/],
  [{ useBias: false }, /a 0 for each output channel/],
  [{ padding: 'same' }, /\(kernel - 1\) \/ 2/],
  [{ weights: [[1]] }, /bitwidths, alphas and signs/],
  [{ dropout: 0.5 }, /remove it/],
  [{ filters: 4 }, /outChannels/],
  [{ nothingKnown: 1 }, /remove it/],
])('%j is answered with what to do', (change, fix) => {
  const [name] = Object.keys(change);
  expect(problemOf(change)).toEqual([
    expect.objectContaining({ field: `nodes[0].${name}`, fix: expect.stringMatching(fix) }),
  ]);
});

/** A model whose first layer has these weights alone: [out][in][tap], each 0 or a sign times 3. */
function modelOf(weights: number[][][], structure: 'kernelwise' | 'pixelwise') {
  const [outChannels, inChannels, kernel] = [weights.length, weights[0]!.length, weights[0]![0]!.length];
  const groups = (row: number[][]) =>
    structure === 'kernelwise' ? row : Array.from({ length: kernel }, (_, k) => row.map((taps) => taps[k]!));
  const used = weights.flatMap((row) => groups(row)).map((group) => (group.some((w) => w !== 0) ? 1 : 0));
  const signs = weights.flatMap((row) =>
    groups(row)
      .filter((group) => group.some((w) => w !== 0))
      .flat(),
  );
  const bits = signs.map((w) => Number(w < 0)).join('');
  const hexadecimal = (bits + '0'.repeat((4 - (bits.length % 4)) % 4)).match(/.{4}/g)!;
  const samples = 12;
  const first = {
    ...{ name: 'conv', inChannels, outChannels, kernel, stride: 1, padding: 0, pool: null },
    ...{
      structure: { kind: structure },
      alphaBits: 2,
      bitwidths: used.join(''),
      alphas: used.filter(Boolean).map(() => 3),
    },
    ...{ signs: hexadecimal.map((four) => Number.parseInt(four, 2).toString(16)).join('') },
    ...{ bias: Array(outChannels).fill(20), requant: { shift: 3, bits: 8 }, scaleLog2: 0 },
  };
  const positions = samples - kernel + 1;
  const last = {
    ...{ ...first, name: 'out', inChannels: outChannels, outChannels: 1, kernel: positions },
    ...{ structure: { kind: 'channelwise' }, bitwidths: '0', alphas: [], signs: '', bias: [0], requant: null },
  };
  const input = { samples, channels: inChannels, sampleRateHz: 100, codeBits: 6, zero: 32, shift: 0, bits: 7 };
  const file = { format: 'bitbeat-integer-model', version: 1, name: 'm', classes: ['a'], input, layers: [first, last] };
  return parseIntegerModel(JSON.stringify(file), 'm');
}

const codes = Array.from({ length: 48 }, (_, i) => (i * 29 + (i % 7) * 5) % 64);
const y = (sum: number) => Math.max(0, Math.min(255, (20 + 3 * sum + 4) >> 3));

test('a depthwise convolution by kernelwise groups without bases: bit for bit the naive one', () => {
  const taps = [1, -1, 1, 1].map((s, c) => [s, c % 2 === 0 ? -1 : 1, 1]);
  const weights = taps.map((own, o) => taps.map((_, c) => (c === o ? own : [0, 0, 0])));
  const x = (c: number, t: number) => codes[t * 4 + c]! - 32;
  const naive = taps.flatMap((own, c) =>
    Array.from({ length: 10 }, (_, t) => y(own.reduce((sum, w, k) => sum + w * x(c, t + k), 0))),
  );
  expect([...new Interpreter(modelOf(weights, 'kernelwise')).run(codes)[0]!.values]).toEqual(naive);
});

test('a dilated convolution by pixelwise groups without bases: bit for bit the naive one', () => {
  const [dilation, kernel] = [3, 7];
  const taps = [
    [
      [1, -1, 1],
      [-1, -1, 1],
    ],
    [
      [1, 1, 1],
      [1, -1, -1],
    ],
  ];
  const spread = (own: number[]) =>
    Array.from({ length: kernel }, (_, k) => (k % dilation === 0 ? own[k / dilation]! : 0));
  const x = (c: number, t: number) => codes[t * 2 + c]! - 32;
  const naive = taps.flatMap((rows) =>
    Array.from({ length: 6 }, (_, t) =>
      y(rows.reduce((sum, own, c) => sum + own.reduce((part, w, j) => part + w * x(c, t + dilation * j), 0), 0)),
    ),
  );
  const model = modelOf(
    taps.map((rows) => rows.map(spread)),
    'pixelwise',
  );
  expect([...new Interpreter(model).run(codes.slice(0, 24))[0]!.values]).toEqual(naive);
});
