import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { buildDesign } from '../../generator/cli/designs.js';
import { designTree } from '../../generator/emit/tree.js';
import { treeHash } from '../../generator/emit/write-tree.js';
import { storage } from '../../generator/model/storage.js';
import { measuredAccuracy } from '../../generator/report/accuracy.js';
import { withResults } from '../../generator/report/readme.js';
import { RESULTS_FOLDER, readResults } from '../../generator/report/results.js';

const designs = readdirSync('configs')
  .filter((file) => /^[^.]+\.json$/.test(file))
  .map((file) => file.slice(0, -'.json'.length))
  .sort();
const results = readResults(RESULTS_FOLDER);
const mend = 'BITBEAT_DATA=... make report writes it again';

test(`the table in README.md is the one that the results give (${mend})`, () => {
  const readme = readFileSync('README.md', 'utf8');
  expect(readme).toBe(withResults(readme, 'README.md', results));
  // Every design of configs/ that can be measured here has its column.
  expect(results.map((r) => r.design)).toEqual(designs);
});

test('every result passed: no difference, cycles as predicted', () => {
  for (const { simulation } of results) {
    expect(simulation.pass).toBe(true);
    expect(simulation.layers.map((l) => l.mismatches)).toEqual(simulation.layers.map(() => 0));
    expect(simulation.cyclesCounted).toBe(simulation.cyclesPredicted);
    expect(simulation.intervalCounted).toBe(simulation.intervalPredicted);
  }
});

describe.each(['ecg17-small', 'ecg17'])('the results of %s are those of its design as it is generated now', (name) => {
  const { design, hardware } = buildDesign(name);
  const hash = treeHash(designTree(design, hardware));
  const own = results.find((r) => r.design === name)!;

  test(`simulation and synthesis (${mend})`, () => {
    expect([own.simulation.tree, ...own.synthesis.map((s) => s.tree)]).toEqual([hash, hash, hash]);
  });

  test(`model, accuracy and cycles (${mend})`, () => {
    const { totalBytes, averageBitwidth, compression } = storage(hardware.model);
    expect(own.model).toEqual({ name: hardware.model.name, storedBytes: totalBytes, averageBitwidth, compression });
    expect(own.accuracy).toEqual(measuredAccuracy(design.model));
    expect(own.simulation.cyclesPredicted).toBe(hardware.latencyCycles);
    expect(own.simulation.intervalPredicted).toBe(hardware.intervalCycles);
  });
});
