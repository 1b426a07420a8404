import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ran } from '../../cli/tiny-package.js';
import { inFolder } from '../tiny.js';
import { FOLDERS, put } from './folders.js';

const NAMES = Object.keys(FOLDERS);
const written = <T>(name: string, use: (folder: string, top: string) => T | Promise<T>) =>
  inFolder((folder) => {
    const { tree, top } = FOLDERS[name]!();
    put(folder, tree);
    return use(folder, top.module);
  });

describe('file lists', () => {
  test.each(NAMES)('%s: Icarus and Verilator elaborate the module', { timeout: 60_000 }, (name) =>
    written(name, (folder, top) => {
      const icarus = ['-g2005', '-s', top, '-t', 'null', '-c', `${top}.f`];
      expect(ran(folder, 'iverilog', ...icarus)).toEqual({ status: 0, text: '' });
      // From anywhere: paths of -F are from the list's own folder.
      const verilator = ['--lint-only', '-Wno-fatal', '--top-module', top, '-F', join(folder, `${top}.f`)];
      expect(ran(join(folder, '..'), 'verilator', ...verilator).status).toBe(0);
    }),
  );

  test('that of the bench has all that it needs', () =>
    written('a core', (folder, top) => {
      const bench = `${top}__tb`;
      const flags = ['-g2005', '-s', bench, '-t', 'null', '-c', `${bench}.f`];
      expect(ran(folder, 'iverilog', ...flags)).toEqual({ status: 0, text: '' });
    }));

  test('a file that is missing is noticed', () =>
    written('a core', (folder, top) => {
      const list = join(folder, `${top}.f`);
      writeFileSync(list, readFileSync(list, 'utf8').replace(`rtl/${top}__lane.v\n`, ''));
      const { status, text } = ran(folder, 'iverilog', '-g2005', '-s', top, '-t', 'null', '-c', `${top}.f`);
      expect([status === 0, text]).toEqual([false, expect.stringContaining(`${top}__lane`)]);
    }));
});

/** Calls of a script, each a command with its arguments, as real Tcl makes them. */
function calls(folder: string, script: string, commands: readonly string[], ...args: string[]): string[][] {
  const stubs = resolve('test/emit/flows/stubs.tcl');
  // In another folder than the script's.
  const { status, stdout, stderr } = spawnSync('tclsh', [stubs, ...commands, '--', join(folder, script), ...args], {
    cwd: join(folder, 'rtl'),
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, '']);
  return stdout
    .split('\n.\n')
    .filter((call) => call !== '')
    .map((call) => call.split('\n'));
}

const VIVADO = [
  ...['create_project', 'add_files', 'get_files', 'set_property', 'current_fileset', 'update_compile_order'],
  ...['synth_design', 'report_utilization', 'report_timing_summary'],
];
const QUARTUS = ['project_new', 'project_close', 'set_global_assignment', 'set_instance_assignment', 'set_parameter'];

/** Of a tree, as a folder has them. */
const expected = (tree: ReadonlyMap<string, string>, pattern: RegExp) =>
  [...tree.keys()].filter((path) => pattern.test(path)).sort();

// Debian's `tcl`; OpenSTA brings it along.
describe.skipIf(spawnSync('tclsh', [], { input: '' }).error !== undefined)('project scripts under real Tcl', () => {
  test.each(NAMES)('%s: Vivado is given every file, the images, the constraints and the top', (name) =>
    written(name, (folder, top) => {
      const { tree } = FOLDERS[name]!();
      const made = calls(folder, 'vivado/project.tcl', VIVADO, 'xc7a100tcsg324-1', 'synth');
      expect(made.map(([command]) => command)).toEqual(expect.arrayContaining(['create_project', 'synth_design']));
      const files = made.filter(([command]) => command === 'add_files').map((call) => call.at(-1)!);
      expect(files.filter((file) => !existsSync(file))).toEqual([]);
      const own = files.map((file) => relative(folder, file)).sort();
      expect(own).toEqual(expected(tree, /^(rtl|mem)\/|^constraints\/.*\.xdc$/));
      const property = (key: string) => made.filter((call) => call[0] === 'set_property' && call[1] === key);
      expect(property('top').map((call) => call[2])).toEqual([top]);
      expect(property('generic').map((call) => call[2])).toEqual([`MEM="${folder}/mem/"`]);
      expect(property('file_type').length).toBe(expected(tree, /^mem\//).length);
      expect(made.find(([command]) => command === 'synth_design')).toContain('xc7a100tcsg324-1');
    }),
  );

  test('without a part the project is made and nothing is synthesised', () =>
    written('a core', (folder) => {
      const made = calls(folder, 'vivado/project.tcl', VIVADO);
      expect(made.map(([command]) => command)).not.toContain('synth_design');
    }));

  test.each(NAMES)('%s: Quartus is given every file, the constraints and the top', (name) =>
    written(name, (folder, top) => {
      const { tree } = FOLDERS[name]!();
      const made = calls(folder, 'quartus/project.tcl', QUARTUS, 'Cyclone V', '5CSEMA5F31C6');
      const assigned = (key: string) =>
        made.filter((call) => call[0] === 'set_global_assignment' && call[2] === key).map((call) => call[3]!);
      const files = [...assigned('VERILOG_FILE'), ...assigned('SDC_FILE')];
      expect(files.filter((file) => !existsSync(file))).toEqual([]);
      expect(files.map((file) => relative(folder, file)).sort()).toEqual(
        expected(tree, /^rtl\/|^constraints\/.*\.sdc$/),
      );
      expect(assigned('TOP_LEVEL_ENTITY')).toEqual([top]);
      expect(assigned('DEVICE')).toEqual(['5CSEMA5F31C6']);
      expect(made.find(([command]) => command === 'set_parameter')!.slice(1)).toEqual([
        '-name',
        'MEM',
        `${folder}/mem/`,
      ]);
      expect(made.at(-1)).toEqual(['project_close']);
    }),
  );
});
