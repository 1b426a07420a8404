import { expect, test } from 'vitest';
import { buildDesign } from '../../../generator/arch/built-design.js';
import { generated } from '../../../generator/emit/generated.js';
import { randomFragments } from '../../../generator/verify/fuzz/random-model.js';
import {
  type Candidate,
  drawDataMutants,
  drawMutants,
  type Trial,
  trialTree,
} from '../../../generator/verify/mutation/candidates.js';
import { mutate } from '../../../generator/verify/mutation/mutate.js';
import { buildTiny, inFolder } from '../../emit/tiny.js';

const { design, hardware } = buildTiny();
const tree = trialTree(generated(design, hardware).tree);
const trial: Trial = {
  name: 'tiny',
  design,
  hardware,
  tree,
  set: randomFragments(hardware.model.input, 3, 1),
  stall: 1,
};

/** A change of one file by hand. */
function changed(path: string, before: string, after: string): Candidate {
  const text = tree.get(path)!;
  expect(text).toContain(before);
  const files = new Map([[path, text.replace(before, after)]]);
  return { module: path, operator: 'by hand', line: 1, before, after, files, original: { path, text }, trial: null };
}

const settings = (folder: string, candidates: readonly Candidate[]) => ({
  trials: [trial],
  candidates,
  processes: 2,
  folder,
});

test('a defect is killed, an equivalent change survives, what does not compile is neither; each is judged once', async () => {
  const argmax = 'rtl/bb_argmax.v';
  const candidates = [
    changed(argmax, 'better ? index_q : best_index_q', 'better ? best_index_q : index_q'),
    changed(argmax, '// Class of', '// A class of'),
    changed(argmax, 'endmodule', ''),
  ];
  await inFolder(async (folder) => {
    const judged = await mutate(settings(folder, candidates));
    expect(judged.map(({ outcome }) => outcome)).toEqual(['killed', 'survived', 'invalid']);
    expect(judged[0]).toMatchObject({ by: 'tiny', how: expect.stringMatching(/^class: .* values differ/) });
    const told: string[] = [];
    expect(await mutate({ ...settings(folder, candidates), progress: (doing) => told.push(doing) })).toEqual(judged);
    expect(told).toEqual([]);
  });
});

test('with parity, a defect of its logic is killed: an alarm without a cause, and a flipped bit without one', async () => {
  const { design, hardware } = buildDesign('sim/mutation/single.json');
  const set = randomFragments(hardware.model.input, 1, 1);
  const own = { ...trial, name: design.name, design, hardware, tree: trialTree(generated(design, hardware).tree), set };
  const rom = 'rtl/bb_rom.v';
  const alarm = 'assign error_o = read_q && ^word_q;';
  const candidates = ["assign error_o = 1'b1;", "assign error_o = 1'b0;", `${alarm} `].map((by) =>
    changed(rom, alarm, by),
  );
  await inFolder(async (folder) => {
    const judged = await mutate({ ...settings(folder, candidates), trials: [own] });
    expect(judged.map(({ how }) => how)).toEqual([
      expect.stringMatching(/^a memory failed its parity \(cycle \d+\)$/),
      expect.stringMatching(/^a flipped bit of mem\/\w+\.hex is not told$/),
      null,
    ]);
  });
});

test('a changed sign, alpha, bias, padding or shift that changes a value is found', async () => {
  const candidates = drawDataMutants([trial], 8, 3);
  expect(candidates).toHaveLength(8);
  expect(new Set(candidates.map(({ operator }) => operator)).size).toBeGreaterThan(2);
  await inFolder(async (folder) => {
    for (const { outcome } of await mutate(settings(folder, candidates))) expect(outcome).toBe('killed');
  });
});

test('a trial that fails as it is is refused', async () => {
  await inFolder(async (folder) => {
    const broken = { ...trial, tree: new Map(tree).set('rtl/bb_argmax.v', 'module bb_argmax; endmodule') };
    const candidates = [changed('rtl/bb_lane.v', '// One lane', '// A lane')];
    await expect(mutate({ ...settings(folder, candidates), trials: [broken] })).rejects.toThrow(
      'fails without any change',
    );
  });
});

test('mutants are the same for the same seed, and from every module of the design', () => {
  const mutants = drawMutants([trial], 60, 1);
  expect(drawMutants([trial], 60, 1)).toEqual(mutants);
  expect(mutants).toHaveLength(60);
  const modules = [...tree.keys()].filter((path) => path.startsWith('rtl/')).length;
  expect(new Set(mutants.map(({ module }) => module)).size).toBe(modules);
});
