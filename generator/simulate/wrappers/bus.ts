import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Hardware } from '../../arch/hardware.js';
import type { Bus, RegisterMap } from '../../arch/registers.js';
import { idleCompletions } from '../../arch/rhythm.js';
import { saidOutputs, saidWord } from '../../arch/said.js';
import { stepsOf } from '../../arch/steps.js';
import { requireFit } from '../../data/fit.js';
import { type SignalSet, windowCodes } from '../../data/signal-set.js';
import { busModule, streamBytes } from '../../emit/wrappers/bus.js';
import type { IntegerNetwork } from '../../model/integer-model.js';
import { Interpreter } from '../../model/interpreter.js';
import { codesPerWindow } from '../../network/input.js';
import { ToolError, UserError } from '../../support/errors.js';
import { installed, setupCommand } from '../../support/roots.js';
import { runTool } from '../../support/run-tool.js';
import { inTemporary } from '../../support/staging.js';
import { requireTool } from '../../support/tools.js';

/** What came of one test of the bench. */
export interface BusTest {
  name: string;
  outcome: 'passed' | 'failed' | 'skipped';
  message: string | null;
}

export interface BusSettings {
  /** Generated folder of the design on this bus. */
  folder: string;
  bus: Bus;
  /** At least two fragments. */
  set: SignalSet;
  /** Regular expression of the tests to run; all if absent. */
  tests?: string;
  /** Seconds after which the bench is stopped. */
  patience?: number;
}

/** Python with cocotb and its bus clients. */
export const BUS_PYTHON = 'build/venv/bin/python';

/** Why the benches cannot be run; null: they can. */
export async function busBenchProblem(): Promise<string | null> {
  if (!existsSync(BUS_PYTHON)) return 'not found';
  const modules = ['cocotb_tools.runner', 'cocotbext.axi', 'cocotbext.wishbone.driver'];
  const ran = await runTool(resolve(BUS_PYTHON), ['-c', `import ${modules.join(', ')}`], { cwd: '/' });
  return ran.ok ? null : (ran.stderr.trim().split('\n').at(-1) ?? 'broken');
}

/** Refuses a filter that no test of a bus matches: nothing would run, and nothing would fail. Throws UserError. */
export function refuseNoTests(bus: Bus, tests: string): void {
  const bench = `bench_${bus}`;
  const text = readFileSync(installed(`sim/cocotb/${bench}.py`), 'utf8');
  const names = [...text.matchAll(/^@test(?:_if\(.*\))?\nasync def (\w+)/gm)].map(([, name]) => name!);
  const problem = {
    where: '--tests',
    value: tests,
    allowed: `a regular expression that matches one of ${names.join(', ')}`,
  };
  let filter: RegExp;
  try {
    filter = new RegExp(tests);
  } catch {
    throw new UserError({ ...problem, message: 'not a regular expression' });
  }
  if (!names.some((name) => filter.test(`${bench}.${name}`)))
    throw new UserError({ ...problem, message: 'no test has such a name' });
}

/**
 * Runs the cocotb bench of a bus on a generated folder: registers, scores, classes and cycles against the interpreter and
 * the prediction.
 *
 * @throws UserError when Python, cocotb or Icarus is missing, or the fragments do not fit the model
 */
export async function simulateBus(hardware: Hardware, map: RegisterMap, settings: BusSettings): Promise<BusTest[]> {
  const { folder, bus, tests = '' } = settings;
  refuseNoTests(bus, tests);
  requireFit(settings.set, hardware.model);
  requireTool('iverilog');
  const problem = await busBenchProblem();
  if (problem !== null)
    throw new UserError({
      where: BUS_PYTHON,
      message: `cocotb cannot be used: ${problem}`,
      fix: setupCommand('boards'),
    });
  const bench = `bench_${bus}`;
  // A copy: cocotb's runner makes absolute paths of all files, and its benches lie in the installation.
  return inTemporary('bus', async (cwd) => {
    for (const part of ['rtl', 'mem']) cpSync(join(folder, part), join(cwd, part), { recursive: true });
    cpSync(installed('sim/cocotb'), join(cwd, 'cocotb'), { recursive: true });
    writeFileSync(join(cwd, 'bus.json'), `${JSON.stringify(expectations(hardware, map, settings), null, 1)}\n`);
    const args = ['cocotb/run.py', '.', busModule(hardware.name, bus), bench, 'bus.json', tests];
    const env = { PYTHONDONTWRITEBYTECODE: '1', COCOTB_LOG_LEVEL: 'WARNING' };
    const timeout = settings.patience === undefined ? {} : { timeout: settings.patience * 1000 };
    const ran = await runTool(resolve(BUS_PYTHON), args, { cwd, env, ...timeout });
    const line = /^RESULTS (.*)$/m.exec(ran.all);
    if (line === null) throw new ToolError(`the bench ${bench} gave no results:\n${ran.all.slice(-4000)}`);
    const results = JSON.parse(line[1]!) as BusTest[];
    if (results.every(({ outcome }) => outcome === 'skipped')) throw new Error(`no test of ${bench} ran: ${tests}`);
    return results;
  });
}

/** What sim/cocotb/expected.py reads. */
function expectations(hardware: Hardware, map: RegisterMap, { set }: BusSettings) {
  const { model } = hardware;
  const interpreter = new Interpreter(model);
  const constants = map.blocks.flatMap(({ offset, values }) =>
    (values ?? []).map((value, i): [number, number] => [offset + 4 * i, value]),
  );
  const identity = map.registers
    .filter(({ fields }) => fields.every(({ access }) => access === 'constant'))
    .map(({ offset, fields }): [number, number] => [
      offset,
      fields.reduce((word, { reset, lsb }) => word + reset * 2 ** lsb, 0),
    ]);
  return {
    addressBits: map.addressBits,
    codeBits: model.input.codeBits,
    sampleBytes: streamBytes(model.input.codeBits),
    scoreBytes: streamBytes(hardware.layers.at(-1)!.outBits),
    outputs: model.classes.length,
    // Registers that say a result beside its scores, each above the one before on AXI4-Stream.
    said: saidOutputs(model).map(({ name, bits }) => ({ register: name, bits })),
    // Bits of a step's position, which lies below what is said on AXI4-Stream; null: results are those of fragments.
    positionBits: stepsOf(hardware)?.positionBits ?? null,
    // Results that are held at once.
    places: map.steps?.places ?? 1,
    fifoDepth: map.fifoDepth,
    scores: map.blocks.find(({ values }) => values === null)!.offset,
    constants: constants.map(([offset]) => offset),
    identity: [...identity, ...constants],
    registers: Object.fromEntries(
      map.registers.map(({ name, offset, fields }) => [
        name,
        {
          offset,
          readable: fields.some(({ access }) => access !== 'wo'),
          writable: fields.some(({ access }) => access !== 'constant' && access !== 'ro'),
          fields: Object.fromEntries(fields.map(({ name: own, lsb, bits }) => [own, (2 ** bits - 1) * 2 ** lsb])),
        },
      ]),
    ),
    fragments: set.names.map((_, i) => {
      const codes = [...windowCodes(set, i)];
      const steps = interpreter.steps(codes).map((scores) => ({ scores: [...scores], said: saidOnBus(model, scores) }));
      return { codes, steps };
    }),
    cycles: fragmentCycles(hardware, set.names.length),
    idle: hardware.idle.from,
    // Nanoseconds without a packet; cycles of 10 ns, most of them pauses.
    patience: 10 * PATIENCE * hardware.latencyCycles,
    // Of a test: all fragments, or as many as the FIFO holds, and some accesses to each address, with pauses.
    limit: 10 * LIMIT * (queuedCycles(hardware, map, set.names.length) + 2 ** map.addressBits * ADDRESS_CYCLES),
    cuts: [1, 2, 3, 5, 8, 13, hardware.latencyCycles >> 1, hardware.latencyCycles],
  };
}

/** The number in each of those registers, and with the last score on AXI4-Stream. */
export const saidOnBus = (model: IntegerNetwork, scores: ArrayLike<number>): number[] =>
  saidOutputs(model).map((one) => Number(saidWord(one, scores)));

const PATIENCE = 20;
const LIMIT = 3;
const ADDRESS_CYCLES = 10;
/** Of a result, beside its scores. */
const RESULT_READS = 4;

/** Of fragments that are written, computed and read; short ones fill the FIFO many times over. */
function queuedCycles(
  { model, latencyCycles }: Hardware,
  { fifoDepth, steps }: RegisterMap,
  fragments: number,
): number {
  const codes = codesPerWindow(model.input);
  const queued = steps === null ? 0 : Math.ceil(steps.places / steps.steps) + 1;
  const max = Math.max(fragments, queued, Math.ceil((fifoDepth + 1) / codes));
  const results = (steps?.steps ?? 1) * (model.classes.length + RESULT_READS);
  return max * (latencyCycles + (codes + results) * ADDRESS_CYCLES);
}

/** What the counter of `bb_supervisor` shows for each of some fragments in a row when nothing waits. */
export function fragmentCycles(hardware: Hardware, fragments: number): number[] {
  const { first } = hardware.idle;
  const ends = idleCompletions(hardware, fragments);
  return ends.map((end, i) => (i === 0 ? end - first + 1 : end - ends[i - 1]! - hardware.pauseCycles));
}
