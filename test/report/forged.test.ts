import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { designFile } from '../../generator/config/known-designs.js';
import { version } from '../../generator/emit/render.js';
import { readBoardResults } from '../../generator/report/board-results.js';
import { readCheck } from '../../generator/report/check-results.js';
import { reportedDesigns, simulatedFaults } from '../../generator/report/design-results.js';
import { currentDesign } from '../../generator/report/freshness.js';
import { readNetlists, reportedNetlists } from '../../generator/report/netlist-results.js';
import { PRICED, readPower, reportedPower } from '../../generator/report/power-results.js';
import { type MeasuredDesign, readResults } from '../../generator/report/results.js';
import { keptOrLeft, leftOfDesign } from '../../generator/report/take-over.js';
import { streamsOf } from '../../generator/simulate/streams.js';
import { pricingHash } from '../../generator/synth/power/power.js';
import { readSweeps } from '../../generator/synth/sweep/results.js';
import { inFolder, TINY } from '../emit/tiny.js';
import { type Forged, forge, type Json, refuses } from './forge.js';

const NOT_A_HASH = 'tree: no SHA-256 (found "0"); allowed: 64 hexadecimal digits';

describe('docs/results/<design>.json', () => {
  refuses('docs/results/ecg17-small.json', readResults, [
    ['design', 'other', 'design: not the design that the file is named after (found "other"); allowed: ecg17-small'],
    ['simulation.pass', false, 'simulation.pass: the simulation failed (found false); allowed: true'],
    ['simulation.layers[2].mismatches', 7, 'simulation.layers[2].mismatches: values differ (found 7); allowed: 0'],
    ['simulation.layers[2].mismatches', -1, 'simulation.layers[2].mismatches: too small (found -1)'],
    ['simulation.layers[0].values', 0, 'simulation.layers[0].values: too small (found 0)'],
    ['simulation.layers[0].values', 360001, 'simulation.layers[0].values: not as many of each fragment (found 360001)'],
    ['simulation.layers', [], 'simulation.layers'],
    ['simulation.fragments', 0, 'simulation.fragments: too small (found 0)'],
    ['simulation.fragments', 99.5, 'simulation.fragments: wrong type (found 99.5)'],
    [
      'simulation.cyclesCounted',
      306445,
      'simulation.cyclesCounted: not what follows from the prediction (found 306445)',
    ],
    ['simulation.intervalCounted', 1, 'simulation.intervalCounted: not what follows from the prediction (found 1)'],
    ['simulation.intervalCounted', null, 'simulation.intervalCounted'],
    ['simulation.fragmentsPerSecond', 0, 'simulation.fragmentsPerSecond: not above 0 (found 0)'],
    ['simulation.fragmentsPerSecond', '16', 'simulation.fragmentsPerSecond: wrong type'],
    ['simulation.simulator', 'very fast', 'simulation.simulator: no version of a program (found "very fast")'],
    ['simulation.tree', '0', NOT_A_HASH],
    ['simulation.generator', 'mine', 'simulation.generator: no version of the generator (found "mine")'],
    ['simulation.sponsor', 'x', 'simulation.sponsor: unknown field'],
    ['synthesis[0].lut', -4408, 'synthesis[0].lut: too small (found -4408)'],
    ['synthesis[0].lut', 44.5, 'synthesis[0].lut: wrong type (found 44.5)'],
    ['synthesis[0].family', 'asic', 'synthesis[0].family: not one of the known values (found "asic")'],
    ['synthesis[0].family', 'ecp5', 'synthesis: a family twice (found "ecp5")'],
    ['synthesis[0].tools.yosys', '', 'synthesis[0].tools.yosys: no version of a program (found "")'],
    ['synthesis', [], 'synthesis: a family is missing (found [])'],
    ['model', { name: 'x', storedBytes: 1 }, 'model: unknown field'],
    ['accuracy', { fragment: null, time: null, patient: null }, 'accuracy: unknown field'],
  ]);
});

describe('docs/results/<design>.json beside the designs', () => {
  const made = { model: { name: 'x', storedBytes: 1, averageBitwidth: 1, compression: 1 }, templates: 'a'.repeat(64) };
  refuses('docs/results/ecg17-small.json', reportedDesigns, [
    ['made', made, 'made: taken from the model itself, which is here'],
  ]);
  refuses('docs/results/ecg17-published.json', reportedDesigns, [
    ['made', undefined, 'made: missing field'],
    ['made.model.storedBytes', 0, 'made.model.storedBytes: too small (found 0)'],
    ['made.templates', 'x', 'made.templates: no SHA-256 (found "x")'],
    ['synthesis[1].tree', 'b'.repeat(64), 'synthesis: of other files than simulated'],
  ]);
  test('a name that no design has: refused, all names told', () =>
    inFolder((folder) => {
      const valid = JSON.parse(readFileSync('docs/results/ecg17-small.json', 'utf8'));
      writeFileSync(join(folder, 'ecg17-smal.json'), JSON.stringify({ ...valid, design: 'ecg17-smal' }));
      expect(() => reportedDesigns(folder)).toThrow(/design: no such design \(found "ecg17-smal"\).*try: ecg17-small/);
    }));
});

describe('docs/results/boards/<board>.json', () => {
  refuses('docs/results/boards/icebreaker.json', readBoardResults, [
    ['board', 'hx8k', 'board: not the board that the file is named after (found "hx8k"); allowed: icebreaker'],
    ['board', 'mine', 'board: not one of the known values (found "mine")'],
    ['device', 'iCE40HX1K', 'device: not the one of the board (found "iCE40HX1K")'],
    ['tree', '0', NOT_A_HASH],
    ['lut', 5281, 'lut: more than the part has (found 5281); allowed: at most 5280'],
    ['lc', 5281, 'lc: more than the part has (found 5281); allowed: at most 5280'],
    ['lc', 900, 'lc: not what follows from the fastest seed (found 900)'],
    ['bram', 31, 'bram: more than the part has (found 31); allowed: at most 30'],
    ['dsp', 9, 'dsp: more than the part has (found 9); allowed: at most 8'],
    ['network.lut', 5280, 'network.lut: more than all (found 5280)'],
    ['ff', -1, 'ff: too small (found -1)'],
    ['clockMHz', 48, 'clockMHz: not what follows from the board (found 48); allowed: 12'],
    ['fmaxMHz', 270, 'fmaxMHz: not what follows from the fastest seed (found 270)'],
    ['fmaxMHz', null, 'fmaxMHz: not what follows from the fastest seed (found null)'],
    ['seeds', [], 'seeds: none (found 0)'],
    ['fragmentsPerSecond', 8400, 'fragmentsPerSecond: not what follows from clock and cycles (found 8400)'],
    ['criticalPath.ns', 3, 'criticalPath.ns: not the time of a cycle of the clock that is reached (found 3)'],
    ['bitstream.file', 'other.bin', 'bitstream.file: of another design or board (found "other.bin")'],
    ['bitstream.bytes', 0, 'bitstream.bytes: too small (found 0)'],
    ['tools', {}, 'tools: no program'],
    ['tools.yosys', 'latest', 'tools.yosys: no version of a program (found "latest")'],
  ]);
  refuses('docs/results/boards/artya7.json', readBoardResults, [
    ['seeds', [{ seed: 1, lc: 900, fmaxMHz: 90 }], 'seeds: no open tool places it (found 1)'],
    [
      'bitstream',
      { file: 'x.bit', bytes: 9, sha256: 'a'.repeat(64) },
      'bitstream: the clock is not reached, or nothing was placed',
    ],
  ]);
});

describe('docs/results/sweep/<model>.json', () => {
  refuses('docs/results/sweep/ecg17.json', readSweeps, [
    ['model', 'other', 'model: not the model that the file is named after (found "other"); allowed: ecg17'],
    ['rows[0].part', 'up6k', 'rows[0].part: not one of the known values (found "up6k")'],
    ['rows[0].routed.lc', 5281, 'rows[0].routed.lc: more than the part has (found 5281)'],
    ['rows[0].routed.lc', 12, 'rows[0].routed.lc: not what follows from the median of its seeds (found 12)'],
    ['rows[0].routed.fmaxMHz', 99, 'rows[0].routed.fmaxMHz: not what follows from the median of its seeds (found 99)'],
    ['rows[0].routed.bram', 31, 'rows[0].routed.bram: more than the part has (found 31)'],
    ['rows[0].routed.lcCycles', 1, 'rows[0].routed.lcCycles: not what follows from logic cells and cycles (found 1)'],
    ['rows[0].routed.fragmentsPerSecond', 1, 'fragmentsPerSecond: not what follows from clock and cycles (found 1)'],
    ['rows[0].routed.seeds', [], 'rows[0].routed.seeds'],
    ['rows[0].cyclesPerFragment', 0, 'rows[0].cyclesPerFragment: too small (found 0)'],
    ['rows[0].routed', null, 'rows[0].shortages: none, yet it was not routed (found 0)'],
    ['rows[2].name', 'folded-4', 'rows[2].name: a second row of the design on this part (found "folded-4")'],
    ['rows[2].shortages[0].needed', 30, 'rows[2].shortages[0].needed: no shortage (found 30); allowed: above 30'],
    ['rows[2].shortages[0].available', 20, 'rows[2].shortages[0].available: not what follows from the part (found 20)'],
    ['rows[0].tree', '0', NOT_A_HASH],
  ]);
});

describe('docs/results/power/<design>-<target>.json', () => {
  refuses('docs/results/power/ecg17-small-folded-osu018.json', readPower, [
    ['design', 'other', 'design: not the design and target that the file is named after (found "other-osu018")'],
    ['target', 'tsmc', 'target: not one of the known values (found "tsmc")'],
    ['modelled', false, 'modelled: not one of the known values (found false)'],
    ['scores.mismatches', 1, 'scores.mismatches: the netlist is not the network (found 1)'],
    ['class.mismatches', 1, 'class.mismatches: the netlist is not the network (found 1)'],
    ['class.values', 4, 'class.values: not what follows from the fragments (found 4); allowed: 5'],
    ['fragments', 0, 'fragments: too small (found 0)'],
    ['clockMHz', 120, 'clockMHz: not reached (found 120)'],
    ['parts[0].energyUj', 6, 'parts: not what follows from the mean of fragmentsUj'],
    ['parts[0].energyUj', -6, 'parts[0].energyUj: too small (found -6)'],
    ['fragmentsUj[0]', 1, 'parts: not what follows from the mean of fragmentsUj'],
    ['energyPerFragmentUj', 17, 'energyPerFragmentUj: not what follows from parts and staticUw (found 17)'],
    ['averageUw.clockStopped', 2, 'averageUw.clockStopped: not what follows from parts and staticUw (found 2)'],
    ['averageUw.clockRunning', 2, 'averageUw.clockRunning: below that with the clock stopped (found 2)'],
    ['memories[0].energyUj', 1, 'memories[0].energyUj: not what follows from its accesses and their prices (found 1)'],
    ['tree', '0', NOT_A_HASH],
  ]);
  test('of these very files, but priced otherwise: stale', () =>
    inFolder((folder) => {
      const name = 'ecg17-small-folded-osu018.json';
      const kept = JSON.parse(readFileSync(`docs/results/power/${name}`, 'utf8'));
      const now = { ...kept, generator: version(), tree: currentDesign(designFile('ecg17-small-folded')).hash };
      for (const [pricing, stale] of [
        [pricingHash(), null],
        ['00000000', PRICED],
      ]) {
        writeFileSync(join(folder, name), JSON.stringify({ ...now, pricing }));
        expect(reportedPower(folder)).toMatchObject([{ stale }]);
      }
    }));
});

describe('docs/results/netlists/<design>-<target>.json', () => {
  refuses('docs/results/netlists/ecg17-small-ecp5-25f.json', readNetlists, [
    ['design', 'other', 'design: not the design and target that the file is named after (found "other-ecp5-25f")'],
    ['scores.mismatches', 1, 'scores.mismatches: the netlist is not the network (found 1)'],
    ['scores.values', 0, 'scores.values: too small (found 0)'],
    ['class.mismatches', 1, 'class.mismatches: the netlist is not the network (found 1)'],
    ['class.values', 2, 'class.values: not what follows from the fragments (found 2); allowed: 1'],
    ['cycleMismatches', 1, 'cycleMismatches: other cycles than predicted (found 1)'],
    ['cells', {}, 'cells: none'],
    ['cells.LUT4', 0, 'cells.LUT4: too small (found 0)'],
    ['tree', '0', NOT_A_HASH],
  ]);
  test('other scores than those of the design, of its very files: refused', () =>
    inFolder((folder) => {
      const kept = JSON.parse(readFileSync('docs/results/netlists/ecg17-small-ecp5-25f.json', 'utf8'));
      const fresh = { ...kept, generator: version(), tree: currentDesign(designFile('ecg17-small')).hash };
      const path = join(folder, 'ecg17-small-ecp5-25f.json');
      writeFileSync(path, JSON.stringify(fresh));
      expect(reportedNetlists(folder)).toMatchObject([{ stale: null }]);
      writeFileSync(path, JSON.stringify({ ...fresh, scores: { ...fresh.scores, values: 18 } }));
      expect(() => reportedNetlists(folder)).toThrow('scores.values: not what follows from the design (found 18)');
    }));
});

describe('docs/results/checks', () => {
  refuses('docs/results/checks/fuzz.json', (folder) => readCheck('fuzz', folder), [
    ['failures', 1, 'failures: the check failed (found 1); allowed: 0'],
    ['networks', 0, 'networks: too small (found 0)'],
    ['networks', 7, 'networks: not what follows from its parts (found 7)'],
    ['rows', [], 'rows'],
    ['rows[0].values', 0, 'rows[0].values: too small (found 0)'],
    ['rows[0].failures', 1, 'failures: not what follows from its parts (found 0); allowed: 1'],
    ['tree', '0', NOT_A_HASH],
    ['generator', '', 'generator: no version of the generator'],
  ]);
  refuses('docs/results/checks/mutation.json', (folder) => readCheck('mutation', folder), [
    ['unexplained', 1, 'unexplained: defects that nothing noticed (found 1)'],
    ['killed', 999, 'killed: not what follows from its parts (found 999)'],
    ['killed', 0, 'killed: nothing was noticed (found 0)'],
    ['mutants', 9000, 'mutants: not what follows from its parts (found 9000)'],
    ['modules[0].killed', 1, 'modules[0].mutants: not what follows from its outcomes'],
    ['survivors', [], 'survivors.length: not what follows from equivalent and unexplained (found 0)'],
    [
      'survivors[0].reason',
      null,
      'unexplained: not what follows from survivors without a reason (found 0); allowed: 1',
    ],
  ]);
  const made = { generator: '0.1.0', tree: 'a'.repeat(64) };
  const proof = { ...made, tools: 'z3 4.8', lemmas: [{ lemma: 'lane', cases: 4, result: 'proved' }] };
  refuses(
    'formal.json',
    (folder) => readCheck('formal', folder),
    [
      ['lemmas[0].result', 'refuted', 'lemmas[0].result: not one of the known values (found "refuted")'],
      ['lemmas[0].cases', 0, 'lemmas[0].cases: too small (found 0)'],
      ['lemmas[1]', proof.lemmas[0], 'lemmas: a lemma twice (found "lane")'],
      ['lemmas', [], 'lemmas'],
    ],
    proof,
  );
  const modules = [{ module: 'bb_lane', lines: 9, linesReached: 8, bits: 20, bitsToggled: 19 }];
  refuses(
    'coverage.json',
    (folder) => readCheck('coverage', folder),
    [
      ['modules[0].linesReached', 10, 'modules[0].linesReached: more than all (found 10); allowed: at most 9'],
      ['modules[0].bitsToggled', 21, 'modules[0].bitsToggled: more than all (found 21)'],
      ['modules[0].linesReached', 7, 'waived: not what follows from the branches never taken (found 1); allowed: 2'],
      ['modules', [], 'modules'],
    ],
    { ...made, modules, waived: 1 },
  );
});

describe('what simulate and synth left of the design as it is now', () => {
  const now = currentDesign(TINY);
  const { design, hardware, hash } = { ...now, design: { ...now.design, name: 'tiny-forged' } };
  const folder = join('build', design.name, 'results');
  afterAll(() => rmSync(join(folder, '..'), { recursive: true, force: true }));
  const measured = { generator: version(), tree: hash };
  const orders = streamsOf(hardware).map(({ order }) => order.length);
  const simulation = {
    ...measured,
    ...{ simulator: 'Verilator 5.006', fragments: 2, fragmentsPerSecond: 5, pass: true, failures: [] as string[] },
    layers: hardware.layers.map(({ name }, i) => ({ name, values: 2 * orders[i]!, mismatches: 0 })),
    class: { values: 2, mismatches: 0 },
    ...{ cyclesPredicted: hardware.latencyCycles, cyclesCounted: hardware.latencyCycles, cycleMismatches: 0 },
    ...{ intervalPredicted: hardware.intervalCycles, intervalCounted: hardware.intervalCycles },
  };
  const synthesis = { ...measured, lut: 900, ff: 90, bram: 1, dsp: 1, tools: { yosys: '0.23' } };
  const left = {
    simulate: simulation,
    ice40: { ...synthesis, family: 'ice40' },
    ecp5: { ...synthesis, family: 'ecp5' },
  };
  const take = (files: Json): MeasuredDesign => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'simulate-verilator.json'), JSON.stringify(files.simulate));
    for (const family of ['ice40', 'ecp5'])
      writeFileSync(join(folder, `synth-${family}.json`), JSON.stringify(files[family]));
    return leftOfDesign({ ...now, design }, 'tiny-forged', TINY);
  };

  test('as it is: taken, without what is not published', () => {
    const { simulation: taken, synthesis: cells } = take(left);
    expect(taken.layers[0]).toEqual({ values: 2 * orders[0]!, mismatches: 0 });
    expect(cells.map(({ family }) => family)).toEqual(['ice40', 'ecp5']);
  });

  test.each<Forged>([
    ['simulate.tree', 'a'.repeat(64), 'simulate-verilator.json: tree: of other files than the design has now'],
    ['ice40.tree', 'a'.repeat(64), 'synth-ice40.json: tree: of other files than the design has now'],
    ['ice40.family', 'ecp5', 'synth-ice40.json: family: of another family (found "ecp5"); allowed: ice40'],
    ['simulate.failures', ['it hangs'], 'failures: the simulation failed (found ["it hangs"])'],
    ['simulate.cycleMismatches', 1, 'cycleMismatches: cycles differ, or were not compared (found 1)'],
    ['simulate.cycleMismatches', null, 'cycleMismatches: cycles differ, or were not compared (found null)'],
    ['simulate.class.mismatches', 1, 'class.mismatches: classes differ (found 1)'],
    ['simulate.layers[0].values', 2, 'layers[0].values: not what follows from the design and its fragments (found 2)'],
    ['simulate.pass', false, 'pass: the simulation failed (found false)'],
  ])('%s %j: refused, %s', (field, value, message) => {
    expect(() => take(forge(left, field, value))).toThrow(message);
  });

  test('nothing left: what was kept is not made to look as if it was of these files', () => {
    take(left);
    const kept = { ...take(left), simulation: { ...take(left).simulation, tree: 'a'.repeat(64) } };
    expect(keptOrLeft({ ...now, design }, TINY, undefined)).not.toBeNull();
    rmSync(join(folder, 'simulate-verilator.json'));
    // Its model is of no design that is known by name: one hash of templates would stand for both parts.
    expect(keptOrLeft({ ...now, design }, TINY, kept)).toBeNull();
    rmSync(folder, { recursive: true });
    expect(keptOrLeft({ ...now, design }, TINY, kept)).toBeNull();
  });

  test('other cycles and layers than the design has', () => {
    const faults = simulatedFaults({ ...simulation, cyclesPredicted: 5, intervalPredicted: 6, layers: [] }, hardware);
    expect(faults.map(({ field }) => field)).toEqual([
      'simulation.layers.length',
      'simulation.cyclesPredicted',
      'simulation.intervalPredicted',
    ]);
  });
});
