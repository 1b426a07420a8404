import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { MadeModel } from '../../generator/evaluate/networks/integer-model.js';
import { MEASURED, networkDocuments } from '../../generator/report/networks.js';
import { readHardwareCampaign } from '../../generator/report/networks-hardware/config.js';
import { fitText, networksHardwarePage } from '../../generator/report/networks-hardware/page.js';
import { readHardware } from '../../generator/report/networks-hardware/results.js';
import { type Doing, runHardware } from '../../generator/report/networks-hardware/run.js';
import { folderOf } from '../data/readers/files.js';

const { config, results } = MEASURED.hardware;
const kept = readHardware(results)!;
const yosys = '0.23';

test('all pages and pictures of networks are what report writes now, stale ones marked (npx bitbeat report)', async () => {
  const documents = await networkDocuments();
  expect(documents.size).toBeGreaterThan(3);
  for (const [file, text] of documents) expect([file, readFileSync(file, 'utf8')]).toEqual([file, text]);
});

test('what was made by another program, or of other templates, is marked', () => {
  const [first] = kept.designs;
  const now = { program: first!.model.split('-')[1]!, templates: first!.templates };
  const page = (made: typeof now) => networksHardwarePage({ ...kept, designs: [first!] }, made);
  expect(page(now)).not.toContain('(stale)');
  expect(page({ ...now, program: 'deadbeef' })).toContain(`| ${first!.network} (stale) |`);
  expect(page({ ...now, templates: '0' })).toContain(`| ${first!.network} (stale) |`);
});

test('what a part is short of is said, with the smallest that holds the design', () => {
  const up5k = { lut: 400, ff: 200, bram: 31, spram: 0, dsp: 9, yosys };
  expect(fitText({ cells: { up5k: { ...up5k, bram: 30, dsp: 8 } } }, 'up5k')).toBe('yes');
  const ecp5 = { lut: 600, ff: 400, bram: 56, spram: 0, dsp: 8, yosys };
  const short = 'no: needs 31 of 30 block RAMs, 9 of 8 DSP blocks; ';
  expect(fitText({ cells: { up5k } }, 'up5k')).toBe(`${short}no part counted here holds it`);
  expect(fitText({ cells: { up5k, 'ecp5-25f': ecp5 } }, 'up5k')).toBe(`${short}ecp5-25f holds it`);
  const more = { up5k, 'ecp5-25f': { ...ecp5, bram: 57 } };
  expect(fitText({ cells: more }, 'up5k')).toBe(`${short}ecp5-85f holds it`);
  expect(fitText({ cells: more }, 'ecp5-25f')).toBe('no: needs 57 of 56 block RAMs; ecp5-85f holds it');
});

test('a simulation that says that it passed, and did not, is refused', () => {
  const copy = join(folderOf({}), 'hardware.json');
  const read = (change: object) => {
    const [first, ...others] = kept.designs;
    const verilator = { ...first!.simulations.verilator, ...change };
    const designs = [{ ...first, simulations: { ...first!.simulations, verilator } }, ...others];
    writeFileSync(copy, JSON.stringify({ ...kept, designs }));
    return () => readHardware(copy);
  };
  expect(read({})()).toEqual(kept);
  expect(read({ mismatches: 1 })).toThrow(/verilator\.mismatches/);
  expect(read({ cyclesCounted: 1 })).toThrow(/verilator\.cyclesCounted/);
});

test('a run measures what is not measured on the same files, and goes on where it was stopped', async () => {
  const path = join(folderOf({}), 'hardware.json');
  const campaign = readHardwareCampaign(config);
  const networks = campaign.networks.slice(0, 1);
  const done: string[] = [];
  const told: string[] = [];
  const [first] = kept.designs;
  const doing = (stopAt = '', model = 'sim/mutation/deep.alq.json'): Doing => ({
    tell: (text) => told.push(text),
    model: async (): Promise<MadeModel> => ({ key: 'a-b', model, test: 'test.json' }),
    simulated: async ({ design }, simulator, data, windows) => {
      done.push(`${design.architecture} ${simulator} ${data} ${windows}`);
      return { ...first!.simulations.verilator!, windows };
    },
    synthesised: async ({ design }, part) => {
      const name = `${design.architecture} ${part}`;
      if (name === stopAt) throw new Error('stopped');
      done.push(name);
      return { lut: 1, ff: 1, bram: 0, spram: 0, dsp: 0, yosys };
    },
  });
  const run = (...how: Parameters<typeof doing>) => runHardware('.', { ...campaign, networks }, path, doing(...how));
  await expect(run('stream up5k')).rejects.toThrow('stopped');
  const before = ['folded', 'stream'].flatMap((own) => [`${own} verilator test.json 20`, `${own} icarus test.json 1`]);
  expect(done.splice(0)).toEqual([...before, 'folded up5k', 'folded ecp5-25f']);
  expect(readHardware(path)!.designs).toHaveLength(2);
  await run();
  expect(done.splice(0)).toEqual(['stream up5k', 'stream ecp5-25f']);
  expect(told.at(-1)).toMatch(/^9 of 9, .* left: .*stream: synthesised for ecp5-25f$/);
  // Another network: other files.
  await run('', 'sim/mutation/full.alq.json');
  expect(done).toHaveLength(8);
});
