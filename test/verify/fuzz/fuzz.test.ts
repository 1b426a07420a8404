import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { windowCodes } from '../../../generator/data/signal-set.js';
import { benchModule } from '../../../generator/emit/names.js';
import { writeTree } from '../../../generator/emit/write-tree.js';
import { parseIntegerModel, printIntegerModel } from '../../../generator/model/file.js';
import { Interpreter } from '../../../generator/model/interpreter.js';
import { SIGN_WORD_BITS } from '../../../generator/model/storage.js';
import { convolutions, ends, readers } from '../../../generator/network/network.js';
import { simulate } from '../../../generator/simulate/simulate.js';
import { type CampaignSettings, fuzz } from '../../../generator/verify/fuzz/campaign.js';
import { PLANNED_DESIGNS } from '../../../generator/verify/fuzz/designs.js';
import { casePlan, designOf, type FuzzDesign, follow, planOf, runPlan } from '../../../generator/verify/fuzz/fuzz.js';
import {
  CORNER_NAMES,
  CORNER_RANGES,
  LAYER_RANGES,
  OPTIONS,
  type Plan,
  RANGES,
  simplerPlans,
} from '../../../generator/verify/fuzz/plan.js';
import { realise, realiseAny } from '../../../generator/verify/fuzz/random-model.js';
import { inFolder } from '../../emit/tiny.js';

function numbers<K extends string>(
  ranges: Record<K, readonly number[]>,
  most: number,
): fc.Arbitrary<Record<K, number>> {
  const drawn = Object.entries<readonly number[]>(ranges).map(([key, [min, max]]) => [
    key,
    fc.integer({ min: min!, max: Math.max(min!, Math.min(max!, most)) }),
  ]);
  return fc.record(Object.fromEntries(drawn)) as fc.Arbitrary<Record<K, number>>;
}

const anyPlan: fc.Arbitrary<Plan> = fc
  .tuple(
    numbers({ ...OPTIONS, ...CORNER_RANGES, ...RANGES }, 60),
    fc.array(numbers(LAYER_RANGES, 20), { minLength: 1, maxLength: 5 }),
  )
  .map(([own, layers]) => ({ ...own, layers }));

test('any numbers within their ranges give a legal model, and so do all simpler ones', () => {
  fc.assert(
    fc.property(anyPlan, fc.nat(), (plan, which) => {
      const simpler = simplerPlans(plan);
      for (const one of [plan, simpler[which % simpler.length] ?? plan]) {
        const { model, set, lanes } = realise(one);
        expect(parseIntegerModel(printIntegerModel(model), 'x')).toEqual(model);
        expect(set.inputs[0].codes).toHaveLength(
          one.fragments * (one.samples + one.moreTaps) * (one.channels + one.moreChannels),
        );
        expect(lanes).toHaveLength(model.layers.length);
      }
    }),
    { numRuns: 60 },
  );
});

test('the networks use what the format allows', () => {
  const models = Array.from({ length: 150 }, (_, i) => realise(planOf(1, i)).model);
  const layers = models.flatMap((model) => model.layers);
  const seen = (values: readonly (string | number)[]) => new Set(values);
  expect(seen(layers.map((l) => l.structure.kind)).size).toBe(4);
  expect(seen(layers.map((l) => l.pool?.kind ?? 'none'))).toEqual(new Set(['none', 'max', 'sum']));
  expect(seen(layers.flatMap((l) => [...l.bitwidths]))).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7, 8]));
  expect(seen(layers.flatMap((l) => l.requant?.bits ?? []))).toEqual(new Set([2, 3, 4, 5, 6, 7, 8]));
  expect(seen(models.map((m) => m.layers.length))).toEqual(new Set([1, 2, 3, 4, 5]));
  expect(Math.max(...layers.map((l) => l.kernel))).toBe(64);
  expect(Math.max(...models.map((m) => m.input.channels))).toBe(12);
  expect(layers.some((l) => l.padding > 0) && layers.some((l) => l.stride > 1)).toBe(true);
});

test('cases of a corner are the plain networks with it, and every corner is in some case of a campaign', () => {
  const indices = Array.from({ length: 12 }, (_, i) => i);
  const models = (corner: (typeof CORNER_NAMES)[number]) =>
    indices.map((index) => realise(casePlan({ seed: 1, index, corner })).model);
  expect(Math.max(...models('channels').map(({ input }) => input.channels))).toBeGreaterThan(24);
  expect(Math.max(...models('kernels').map(({ layers }) => layers[0]!.kernel))).toBeGreaterThan(64);
  expect(new Set(models('tasks').map(({ task }) => task?.kind))).toEqual(new Set(['labels', 'values']));
  const several = models('several').map(({ task }) => (task?.kind === 'several' ? task.outputs : []));
  expect(new Set(several.map(({ length }) => length))).toEqual(new Set([2, 3, 4]));
  expect(new Set(several.flat().map(({ task }) => task.kind))).toEqual(new Set(['classes', 'labels', 'values']));
  expect(Math.max(...models('names').map(({ layers }) => layers[0]!.name.length))).toBe(64);
  const cornerNumbers = Object.keys(CORNER_RANGES) as (keyof typeof CORNER_RANGES)[];
  for (const index of indices) {
    const plain = planOf(1, index);
    for (const corner of CORNER_NAMES) {
      const { fragments, ...cornered } = casePlan({ seed: 1, index, corner });
      const given = cornerNumbers.map((key) => cornered[key]);
      const without = Object.fromEntries(cornerNumbers.map((key) => [key, plain[key]]));
      expect({ ...plain, ...cornered, ...without }).toEqual(plain);
      expect(Math.max(...given)).toBeGreaterThan(0);
    }
  }
  const drawn = Array.from({ length: 4 * CORNER_NAMES.length }, (_, index) => casePlan({ seed: 1, index }));
  for (const key of cornerNumbers) expect(drawn.some((plan) => plan[key] > 0)).toBe(true);
});

test('graphs have branches, joins of both kinds, taps apart, uneven zeros, kept signs and scores of steps', () => {
  const models = Array.from(
    { length: 80 },
    (_, index) => realiseAny(casePlan({ seed: 1, index, corner: 'branches' })).model,
  );
  const nodes = models.flatMap(({ layers }) => layers);
  const weighted = convolutions(nodes);
  const counts = {
    adds: nodes.filter(({ kind }) => kind === 'add').length,
    concats: nodes.filter(({ kind }) => kind === 'concat').length,
    apart: weighted.filter(({ dilation = 1, kernel }) => dilation > 1 && kernel > 1).length,
    uneven: weighted.filter(({ padding, paddingAfter = padding }) => paddingAfter !== padding).length,
    signed: weighted.filter(({ activation, requant }) => activation === 'none' && requant !== null).length,
    branches: models.filter((model) => model.layers.some(({ name }) => readers(model, name).length > 1)).length,
    steps: models.filter(({ per }) => per === 'step').length,
  };
  for (const [what, count] of Object.entries(counts)) expect(count, what).toBeGreaterThan(5);
  for (const model of models) expect(ends(model)).toEqual([model.layers.at(-1)]);
});

test('outputs that are copies tie, and labels have thresholds that scores meet', () => {
  const least = { ...planOf(1, 0), fragments: 3 };
  const tied = { ...least, ties: 3, layers: least.layers.map((layer) => ({ ...layer, outChannels: 4 })) };
  const { model, set } = realise({ ...tied, task: 1 });
  const scores = set.names.map((_, i) => new Interpreter(model).scores(windowCodes(set, i)));
  for (const own of scores) expect(new Set(own).size).toBe(1);
  expect(model.task).toEqual({ kind: 'labels', thresholds: [-1, 0, 1, -1].map((off) => scores[0]![0]! + off) });
});

test('worst codes are all at an end', () => {
  const plan = { ...planOf(1, 0), worstCodes: 1 };
  const { model, set } = realise(plan);
  const top = 2 ** model.input.codeBits - 1;
  expect(new Set(set.inputs[0]!.codes)).toEqual(new Set([0, top]));
});

test('the designs use their options wherever they are legal', () => {
  const plans = Array.from({ length: 80 }, (_, i) => planOf(1, i));
  const designs = plans.map((plan) => {
    const { hardware, set } = designOf(realise(plan), plan, 'folded');
    if (hardware.architecture !== 'folded') throw new Error('not folded');
    return { hardware, set };
  });
  const seen = new Set(
    designs.flatMap(({ hardware: { parity, shared, folding } }) => {
      const { hopSamples, spram = { activations: false, tables: 0 } } = folding;
      return [
        `parity ${parity ?? false}`,
        hopSamples === undefined ? 'fragments' : shared === null ? 'windows' : 'windows that share',
        `activations ${spram.activations}`,
        `tables ${spram.tables > 0}`,
      ];
    }),
  );
  expect([...seen].sort()).toEqual([
    ...['activations false', 'activations true', 'fragments', 'parity false', 'parity true'],
    ...['tables false', 'tables true', 'windows', 'windows that share'],
  ]);
  for (const { hardware, set } of designs) {
    const hop = hardware.folding.hopSamples;
    const { channels } = hardware.model.input;
    if (hop === undefined) continue;
    set.names.slice(1).forEach((_, w) => {
      const [before, window] = [windowCodes(set, w), windowCodes(set, w + 1)];
      expect(window.subarray(0, Math.max(0, before.length - hop * channels))).toEqual(before.subarray(hop * channels));
    });
  }
  expect(plans.some((plan) => designOf(realise(plan), plan, 'stream').hardware.parity)).toBe(true);
});

test('options are dropped first', () => {
  const plan = { ...planOf(1, 0), parity: 1, hop: 3, spramActivations: 1, spramTables: 2 };
  const steps = simplerPlans(plan).slice(0, 7);
  expect(
    steps.map(({ parity, hop, spramActivations, spramTables }) => [parity, hop, spramActivations, spramTables]),
  ).toEqual([
    [0, 3, 1, 2],
    ...[0, 1, 2].map((less) => [1, less, 1, 2]),
    [1, 3, 0, 2],
    ...[0, 1].map((less) => [1, 3, 1, less]),
  ]);
});

test.each(['stream', 'folded'] as const)('%s: Verilator and Icarus take the least of all networks', (architecture) =>
  inFolder(async (folder) => {
    const min = <K extends string>(ranges: Record<K, readonly number[]>) =>
      Object.fromEntries(Object.entries<readonly number[]>(ranges).map(([key, [n]]) => [key, n])) as Record<K, number>;
    const plan: Plan = {
      ...min(OPTIONS),
      ...min(CORNER_RANGES),
      ...min(RANGES),
      parity: 1,
      layers: [min(LAYER_RANGES)],
    };
    expect(await runPlan(plan, architecture, 'icarus', folder)).toMatchObject({ failures: [] });
    const { stderr } = spawnSync(
      'verilator',
      ['--lint-only', '-Irtl', '-Itb', `tb/${benchModule(`random-${architecture}`)}.v`],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    );
    expect(stderr).toBe('');
  }),
);

test.each(['stream', 'folded'] as const)(
  '%s: a wrong parity bit is a failure though every value is right',
  (architecture) =>
    inFolder(async (folder) => {
      const plans = Array.from({ length: 20 }, (_, i) => ({ ...planOf(1, i), parity: 1 }));
      const signs = ({ tree }: FuzzDesign) => [...tree.keys()].find((path) => path.endsWith('signs.hex'));
      const designs = plans.map((plan) => designOf(realise(plan), plan, architecture));
      const { design, hardware, tree, set } = designs.find((built) => signs(built) !== undefined)!;
      const memory = signs({ design, hardware, tree, set })!;
      const bits = hardware.architecture === 'folded' ? hardware.folding.tapsPerLookup : SIGN_WORD_BITS;
      const flip = (word: string) => (BigInt(`0x${word}`) ^ (1n << BigInt(bits))).toString(16);
      const flipped = tree.get(memory)!.replace(/^\w+$/gm, flip);
      writeTree(folder, design.name, new Map([...tree, [memory, flipped]]), false);
      const stimuli = { set };
      const verdict = await simulate(hardware, { folder, simulator: 'icarus', stimuli, processes: 1, waves: false });
      expect(verdict.failures).toEqual([expect.stringMatching(/^a memory failed its parity \(cycle \d+\)$/)]);
    }),
);

const sound = PLANNED_DESIGNS.stream;
afterEach(() => {
  PLANNED_DESIGNS.stream = sound;
});

const settings = (folder: string, indices: number[]): CampaignSettings => ({
  seed: 5,
  indices,
  architectures: ['stream'],
  simulator: 'icarus',
  processes: 2,
  minutes: 5,
  folder,
  shrunk: 1,
});

test('what is done is not done again', async () => {
  await inFolder(async (folder) => {
    const first = await fuzz(settings(folder, [0, 1]));
    expect(first).toMatchObject({ left: 0, records: [{ failures: [] }, { failures: [] }] });
    const told: string[] = [];
    expect(await fuzz({ ...settings(folder, [0, 1]), progress: (doing) => told.push(doing) })).toEqual(first);
    expect(told).toEqual([]);
    expect(await fuzz({ ...settings(folder, [2]), minutes: 0 })).toMatchObject({ left: 1, records: [] });
  });
});

test('a defect is found, made as small as it can be, and repeated by its steps', async () => {
  // Where there are three layers or more, the one position of the scores has a lane too many.
  const folding: typeof sound.folding = ({ lanes }, plan) => ({
    lanes: plan.layers.length < 3 ? lanes : lanes.with(-1, 2),
  });
  PLANNED_DESIGNS.stream = { ...sound, folding };
  const index = Array.from({ length: 50 }, (_, i) => i).find(
    (i) => planOf(5, i).layers.length > 3 && planOf(5, i).otherLanes === 0,
  )!;
  await inFolder(async (folder) => {
    const { records } = await fuzz(settings(folder, [index]));
    expect(records[0]!.failures[0]).toMatch(/folding.lanes.*layer scores cannot have/);
    const { path } = records[0]!;
    const smallest = follow(planOf(5, index), path!);
    expect(smallest.layers).toHaveLength(3);
    expect(smallest).toMatchObject({ samples: 1, channels: 1, fragments: 1 });
    expect(JSON.parse(readFileSync(join(records[0]!.folder!, 'plan.json'), 'utf8'))).toEqual(smallest);
    // From the last step on there is nothing left to try but what fails otherwise.
    const again = await fuzz({ ...settings(join(folder, 'again'), [index]), path: path! });
    expect(again.records[0]!.path).toEqual(path);
  });
});
