import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FOLDERS, templatesHash } from '../../generator/report/templates-hash.js';

/** Models of cells, tops of boards around a gated monitor, what lies beside Verilog in packages and projects, and counters for the estimate of power. */
const OF_NO_CHECK = ['cells', 'flows', 'gatedboards', 'package', 'power', 'project'];

test('each folder of templates makes a check stale, or is known to be of none', () => {
  const all = readdirSync('rtl-templates').sort();
  expect([...new Set([...Object.values(FOLDERS).flat(), ...OF_NO_CHECK])].sort()).toEqual(all);
});

test('a result on shipped networks is another one than one with other lanes or with wrappers', () => {
  const names = Object.keys(FOLDERS) as (keyof typeof FOLDERS)[];
  expect(new Set(names.map(templatesHash)).size).toBe(names.length);
});
