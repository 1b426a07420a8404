import { copyFileSync, cpSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Hardware } from '../../arch/hardware.js';
import type { MonitorHardware } from '../../arch/monitor.js';
import type { SignalSet } from '../../data/signal-set.js';
import { benchModule } from '../../emit/names.js';
import { monitorBenchFiles } from '../../emit/wrappers/monitor.js';
import { compare } from '../../simulate/compare.js';
import { streamsOf } from '../../simulate/streams.js';
import { parseTranscript } from '../../simulate/transcript.js';
import { writeVectors } from '../../simulate/vectors.js';
import { compareMonitor, type MonitorEvent, writeEvents } from '../../simulate/wrappers/monitor.js';
import { installed } from '../../support/roots.js';
import { runSound } from '../../support/run-tool.js';
import { inTemporary } from '../../support/staging.js';
import { requireTool } from '../../support/tools.js';
import { addCounts, type Coverage } from './points.js';

const FLAGS = [
  ...['--cc', '--exe', '--build', '-j', '0', '-O3', '--noassert', '--coverage-line', '--coverage-toggle'],
  ...['--x-initial', 'unique', '--x-assign', 'unique', '-CFLAGS', '-O1', '-Wno-fatal'],
  ...['--prefix', 'Vbench', '-Irtl', '-Itb'],
];
const MAIN = installed('sim/coverage/main.cpp');

/** What a simulation reads of a generated folder. */
const PARTS = ['rtl', 'tb', 'mem'];

/** Latencies without a score after which the bench gives up. */
const PATIENCE = 12;

/** A run of a bench: what it writes into its folder before, its plus-arguments, and what failed by what it printed. */
interface Run {
  prepare(cwd: string): readonly string[];
  judge(printed: string): readonly string[];
}

/**
 * Simulates a generated folder as it lies there, without pauses and with random ones, and adds what was reached to
 * `coverage`. What is simulated must be right: returns what failed, in words.
 */
export function cover(folder: string, hardware: Hardware, set: SignalSet, coverage: Coverage): Promise<string[]> {
  const fragments = set.names.length;
  const runs = [0, 1].map(
    (stall): Run => ({
      prepare: (cwd) => {
        writeVectors(join(cwd, 'vectors'), hardware, set);
        const timeout = hardware.latencyCycles * PATIENCE;
        return ['+vectors=vectors', `+fragments=${fragments}`, `+stall=${stall}`, `+timeout=${timeout}`];
      },
      judge: (printed) => {
        const transcript = parseTranscript(printed, streamsOf(hardware));
        return compare(hardware, [{ fragments, transcript }], stall > 0).failures;
      },
    }),
  );
  return coverRuns(folder, `tb/${benchModule(hardware.name)}.v`, runs, coverage);
}

/** The same of a design's wrapper for a continuing signal, in one run. */
export function coverMonitor(
  folder: string,
  monitor: MonitorHardware,
  events: readonly MonitorEvent[],
  coverage: Coverage,
): Promise<string[]> {
  const run: Run = {
    prepare: (cwd) => writeEvents(cwd, monitor, events),
    judge: (printed) => compareMonitor(monitor, events, printed).failures,
  };
  return coverRuns(folder, monitorBenchFiles(monitor.hardware.name).bench, [run], coverage);
}

async function coverRuns(folder: string, bench: string, runs: readonly Run[], coverage: Coverage): Promise<string[]> {
  const verilator = requireTool('verilator');
  // A copy: what Verilator makes of the path of its objects ends in a make file.
  return inTemporary('coverage', async (cwd) => {
    for (const part of PARTS) cpSync(join(folder, part), join(cwd, part), { recursive: true });
    copyFileSync(MAIN, join(cwd, 'main.cpp'));
    mkdirSync(join(cwd, 'objects'));
    const failed = `coverage of ${folder} failed`;
    const flags = [...FLAGS, '--top-module', basename(bench, '.v'), '--Mdir', 'objects', bench, '../main.cpp'];
    await runSound(verilator.path, flags, { cwd }, failed, 30);
    const failures: string[] = [];
    for (const [i, { prepare, judge }] of runs.entries()) {
      const stimulus = ['+verilator+rand+reset+2', '+verilator+seed+1', ...prepare(cwd), `+coverage=${i}.dat`];
      const said = await runSound('./objects/Vbench', stimulus, { cwd }, failed, 30);
      failures.push(...judge(said.stdout));
      addCounts(coverage, readFileSync(join(cwd, `${i}.dat`), 'utf8'));
    }
    return failures;
  });
}
