import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import type { Hardware } from '../arch/hardware.js';
import { installed } from '../config/roots.js';
import { requireTool } from '../config/tools.js';
import { type FragmentSet, fragment } from '../data/fragment-set.js';
import { busModule } from '../emit/bus.js';
import { argmax, Interpreter } from '../model/interpreter.js';
import type { BusTest } from './bus.js';

/** What the C driver read of one fragment. */
export interface DriverResult {
  class: number;
  cycles: number;
  scores: number[];
}

const HARNESS = installed('sim/driver/harness.cpp');
const C_FLAGS = ['-std=c99', '-Wall', '-Wextra', '-Wpedantic', '-Werror'];

/** Compiles the C driver of a generated folder as strictly as gcc can; returns the object file. */
export async function compileDriver(folder: string): Promise<string> {
  const objects = resolve(folder, 'sim', 'driver');
  mkdirSync(objects, { recursive: true });
  const object = join(objects, 'bitbeat.o');
  await execa('gcc', [...C_FLAGS, '-c', '-o', object, 'sw/bitbeat.c'], { cwd: folder, stdin: 'ignore' });
  return object;
}

/**
 * Runs the C driver of a folder generated for Wishbone against its Verilog in Verilator: it identifies the core and
 * classifies fragments, [fragment][code].
 */
export async function runDriver(
  hardware: Hardware,
  folder: string,
  fragments: readonly (readonly number[])[],
): Promise<DriverResult[]> {
  const verilator = requireTool('verilator');
  const object = await compileDriver(folder);
  const objects = resolve(folder, 'sim', 'driver');
  const top = busModule(hardware.name, 'wishbone');
  const flags = [
    '--cc',
    '--exe',
    '--build',
    '-O3',
    '--x-initial',
    'unique',
    '--prefix',
    'Vdesign',
    '--top-module',
    top,
  ];
  const include = ['-CFLAGS', `-I${resolve(folder, 'sw')}`, '-MAKEFLAGS', 'OPT_FAST=-O0 OPT_SLOW=-O0 OPT_GLOBAL=-O0'];
  const sources = ['--Mdir', objects, '-Irtl', `rtl/${top}.v`, HARNESS, object];
  await execa(verilator.path, [...flags, ...include, ...sources], { cwd: folder, stdin: 'ignore' });
  const ran = await execa(join(objects, 'Vdesign'), ['+verilator+rand+reset+2', '+verilator+seed+1'], {
    cwd: folder,
    input: fragments.map((codes) => `${codes.join('\n')}\n`).join(''),
  });
  return ran.stdout.split('\n').map((line) => {
    const [label, cycles, ...scores] = line.split(' ').map(Number) as [number, number, ...number[]];
    return { class: label, cycles, scores };
  });
}

/** The driver's results of fragments of a set against the interpreter's. */
export async function driverTest(
  hardware: Hardware,
  folder: string,
  set: FragmentSet,
  indices: readonly number[],
): Promise<BusTest> {
  const fragments = indices.map((index) => [...fragment(set, index)]);
  const results = await runDriver(hardware, folder, fragments);
  const interpreter = new Interpreter(hardware.model);
  const wrong = fragments.flatMap((codes, i) => {
    const scores = [...interpreter.run(codes).at(-1)!.values];
    const [wanted, got] = [{ class: argmax(scores), scores }, results[i]].map((result) =>
      result === undefined ? 'nothing' : `class ${result.class}, scores ${result.scores}`,
    );
    return wanted === got ? [] : [`fragment ${i}: expected ${wanted}; got ${got}`];
  });
  const message = wrong.length === 0 ? null : wrong.join('\n');
  return { name: 'C driver', outcome: message === null ? 'passed' : 'failed', message };
}
