import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Hardware } from '../../arch/hardware.js';
import { saidOutputs } from '../../arch/said.js';
import { type SignalSet, windowCodes } from '../../data/signal-set.js';
import { busModule } from '../../emit/wrappers/bus.js';
import { cMember, driverFiles, withOwnSymbols } from '../../emit/wrappers/bus-software.js';
import { Interpreter } from '../../model/interpreter.js';
import { installed } from '../../support/roots.js';
import { runSound } from '../../support/run-tool.js';
import { atPlainPath } from '../../support/staging.js';
import { requireTool } from '../../support/tools.js';
import { type BusTest, saidOnBus } from './bus.js';

/** What the C driver read of one fragment, or of one step. */
export interface DriverResult {
  /** The class, or label bits, of each output that is no value. */
  said: number[];
  /** The step in its fragment; 0 of a whole one. */
  position: number;
  cycles: number;
  scores: number[];
}

const HARNESS = installed('sim/driver/harness.cpp');
const C_FLAGS = ['-std=c99', '-Wall', '-Wextra', '-Wpedantic', '-Werror'];

/** Objects of the driver, relative to the generated folder. */
const OBJECTS = 'sim/driver';

/** Compiles the C driver of a design's folder as strictly as gcc can; returns the object file, relative to the folder. */
export async function compileDriver(design: string, folder: string): Promise<string> {
  mkdirSync(join(folder, OBJECTS), { recursive: true });
  const object = `${OBJECTS}/bitbeat.o`;
  const flags = [...C_FLAGS, '-c', '-o', object, driverFiles(design).source];
  await runSound('gcc', flags, { cwd: folder }, `the C driver of ${folder} does not compile`, 30);
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
  await compileDriver(hardware.name, folder);
  const top = busModule(hardware.name, 'wishbone');
  const said = saidOutputs(hardware.model);
  const flags = [
    ...['--cc', '--exe', '--build', '-O3', '--x-initial', 'unique', '--prefix', 'Vdesign', '--top-module', top],
    // Make works in the folder of the objects.
    ...['-CFLAGS', '-I../../sw', '-MAKEFLAGS', 'OPT_FAST=-O0 OPT_SLOW=-O0 OPT_GLOBAL=-O0'],
    ...['--Mdir', OBJECTS, '-Irtl', `rtl/${top}.v`, 'harness.cpp', 'bitbeat.o'],
  ];
  const failed = `${verilator.path} could not compile ${folder}`;
  await atPlainPath(folder, { sources: ['rtl', 'sw', OBJECTS], made: OBJECTS }, async (cwd) => {
    const harness = withOwnSymbols(hardware.name, readFileSync(HARNESS, 'utf8'));
    writeFileSync(join(cwd, OBJECTS, 'harness.cpp'), harness);
    const members = said.map((one) => `(result).${cMember(one)}`);
    writeFileSync(join(cwd, OBJECTS, 'said.h'), `#define SAID(result) {${members.join(', ')}}\n`);
    await runSound(verilator.path, flags, { cwd }, failed, 30);
  });
  const ran = await runSound(
    `./${OBJECTS}/Vdesign`,
    ['+verilator+rand+reset+2', '+verilator+seed+1'],
    { cwd: folder, input: fragments.map((codes) => `${codes.join('\n')}\n`).join('') },
    `the C driver failed on ${hardware.name}`,
  );
  return ran.stdout.split('\n').map((line) => {
    const [position, cycles, ...rest] = line.split(' ').map(Number) as [number, number, ...number[]];
    return { position, cycles, said: rest.slice(0, said.length), scores: rest.slice(said.length) };
  });
}

/** The driver's results of fragments of a set against the interpreter's. */
export async function driverTest(hardware: Hardware, folder: string, set: SignalSet): Promise<BusTest> {
  const fragments = set.names.map((_, i) => [...windowCodes(set, i)]);
  const results = await runDriver(hardware, folder, fragments);
  const interpreter = new Interpreter(hardware.model);
  const names = saidOutputs(hardware.model).map(({ name }) => name);
  const expected = fragments.flatMap((codes, fragment) =>
    interpreter.steps(codes).map((scores, position) => ({ fragment, position, scores: [...scores] })),
  );
  const wrong = expected.flatMap(({ fragment, position, scores }, i) => {
    const own = { said: saidOnBus(hardware.model, scores), position, scores };
    const [right, got] = [own, results[i]].map((result) =>
      result === undefined
        ? 'nothing'
        : `step ${result.position}, ${names.map((name, n) => `${name} ${result.said[n]}, `).join('')}scores ${result.scores}`,
    );
    return right === got ? [] : [`fragment ${fragment}: expected ${right}; got ${got}`];
  });
  const message = wrong.length === 0 ? null : wrong.join('\n');
  return { name: 'C driver', outcome: message === null ? 'passed' : 'failed', message };
}
