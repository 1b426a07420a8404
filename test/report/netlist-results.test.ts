import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { keptNetlist, netlistFile, readNetlists } from '../../generator/report/netlist-results.js';
import type { NetlistResult } from '../../generator/simulate/netlist.js';
import { UserError } from '../../generator/support/errors.js';
import { inFolder } from '../emit/tiny.js';

const same = (values: number) => ({ values, mismatches: 0 });

const RESULT: NetlistResult = {
  ...{ design: 'own', target: 'up5k', generator: '0.1.0', tree: 'a'.repeat(64) },
  ...{ simulator: 'Verilator 5.006', yosys: '0.23', netlist: 'results/netlist.v', source: 'noise', fragments: 2 },
  ...{ cells: { SB_LUT4: 10 }, scores: same(8), class: same(2), labels: null, step: null },
  ...{ cycleMismatches: 0, failures: [], pass: true },
};

async function readBack(result: NetlistResult) {
  const kept = keptNetlist(result);
  let read: unknown;
  await inFolder(async (folder) => {
    writeFileSync(netlistFile(folder, kept), JSON.stringify(kept));
    read = readNetlists(folder);
  });
  return { kept, read };
}

describe('a netlist that was simulated is kept and read back', () => {
  test.each<[string, Partial<NetlistResult>, string[]]>([
    ['of classes', {}, ['scores', 'class']],
    ['of labels', { class: null, labels: same(2) }, ['scores', 'class', 'labels']],
    ['of steps', { class: null, step: same(8) }, ['scores', 'class', 'step']],
  ])('%s', async (_, own, fields) => {
    const { kept, read } = await readBack({ ...RESULT, ...own });
    expect(read).toEqual([kept]);
    expect(['scores', 'class', 'labels', 'step'].filter((field) => field in kept)).toEqual(fields);
  });

  test.each(['scores', 'class', 'labels', 'step'] as const)('%s that differ are no result', async (field) => {
    const wrong = { ...RESULT, [field]: { values: 8, mismatches: 1 } };
    await expect(readBack(wrong)).rejects.toThrow(UserError);
  });
});
