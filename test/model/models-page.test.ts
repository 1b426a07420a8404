import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { readIntegerModel } from '../../generator/model/file.js';
import { Interpreter } from '../../generator/model/interpreter.js';
import { integerWeights } from '../../generator/model/weights.js';
import { bitbeat } from '../cli/run-in-process.js';
import { inFolder } from '../emit/tiny.js';

const page = readFileSync('docs/models.md', 'utf8');
/** Files of the worked example: each has its path in a line above its block. */
const files = [...page.matchAll(/^`([^`]+)`:\n\n```\w*\n([\s\S]*?)```/gm)].map(
  ([, path, text]) => [path!, text!] as const,
);
const commands = [...page.matchAll(/^npx bitbeat (.*)$/gm)].map(([, line]) => line!.split(' '));

/** The example as the page has it, word for word. */
const inExample = (use: () => Promise<void>) =>
  inFolder(async (folder) => {
    for (const [path, text] of files) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const before = process.cwd();
    process.chdir(folder);
    try {
      await use();
    } finally {
      process.chdir(before);
    }
  });

/** Numbers of the line of the page that begins so. */
const numbers = (label: string, block = page) =>
  block
    .split('\n')
    .find((line) => line.startsWith(label))!
    .slice(label.length)
    .match(/-?\d+/g)!
    .map(Number);

test('what is computed by hand is what the interpreter computes', () =>
  inExample(async () => {
    const codes = readFileSync('vectors/samples.hex', 'utf8')
      .trim()
      .split('\n')
      .map((code) => Number.parseInt(code, 16));
    expect(codes).toEqual(numbers('codes'));
    const [conv, head] = new Interpreter(readIntegerModel('models/edge.alq.json')).run(codes);
    const byHand = page.split(/^conv, output \d:.*$/m).slice(1);
    expect(byHand).toHaveLength(2);
    expect([...conv!.values]).toEqual(byHand.flatMap((block) => numbers('pool', block)));
    const scores = [...page.matchAll(/^(?:falling|rising):.*= +(-?\d+)$/gm)].map(([, score]) => Number(score));
    expect(scores).toHaveLength(2);
    expect([...head!.values]).toEqual(scores);
    expect(page).toContain(`the class is \`falling\`, with the scores ${scores.join(' and ')}`);
  }));

test('the commands of the page generate it and simulate it: PASS', () =>
  inExample(async () => {
    expect(commands.map(([verb]) => verb)).toEqual(['generate', 'simulate', 'simulate']);
    for (const args of commands) {
      const { code, stdout, stderr } = await bitbeat(...args);
      expect(code, stderr).toBe(0);
      if (args[0] === 'simulate') expect(stdout).toMatch(/^PASS$/m);
    }
  }));

test.each([
  [
    'depthwise',
    { inChannels: 4, outChannels: 4, kernel: 3, structure: { kind: 'kernelwise' as const } },
    /`"bitwidths": "(\d+)"`. Likewise/,
    (out: number, channel: number) => out === channel,
  ],
  [
    'dilation',
    { inChannels: 2, outChannels: 2, kernel: 5, structure: { kind: 'pixelwise' as const } },
    /"kernel": 5, "bitwidths": "(\d+)"/,
    (_out: number, _channel: number, tap: number) => tap % 2 === 0,
  ],
])('%s by groups without bases: the other weights are 0', (_, shape, written, kept) => {
  const bitwidths = Uint8Array.from(written.exec(page)![1]!, Number);
  const bases = bitwidths.reduce((a, b) => a + b);
  const { inChannels, outChannels, kernel } = shape;
  const perBasis = shape.structure.kind === 'kernelwise' ? kernel : inChannels;
  const weights = integerWeights({
    ...shape,
    kind: 'convolution',
    from: ['input'],
    name: 'layer',
    stride: 1,
    padding: 0,
    pool: null,
    alphaBits: 4,
    bitwidths,
    alphas: new Uint16Array(bases).fill(1),
    signs: new Uint8Array(bases * perBasis),
    bias: new Int32Array(outChannels),
    requant: null,
    scaleLog2: 0,
  });
  for (let o = 0; o < outChannels; o++)
    for (let c = 0; c < inChannels; c++)
      for (let k = 0; k < kernel; k++)
        expect(weights[(o * inChannels + c) * kernel + k] !== 0, `${o} ${c} ${k}`).toBe(kept(o, c, k));
});
