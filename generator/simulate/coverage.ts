import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import type { Hardware } from '../arch/hardware.js';
import { onInterrupt } from '../config/clean-up.js';
import { installed } from '../config/roots.js';
import { requireTool } from '../config/tools.js';
import type { FragmentSet } from '../data/fragment-set.js';
import { benchModule } from '../emit/names.js';
import { compare } from './compare.js';
import { addCounts, type Coverage } from './coverage-points.js';
import { parseTranscript } from './transcript.js';
import { streamsOf, writeVectors } from './vectors.js';

const FLAGS = [
  ...['--cc', '--exe', '--build', '-j', '0', '-O3', '--noassert', '--coverage-line', '--coverage-toggle'],
  ...['--x-initial', 'unique', '--x-assign', 'unique', '-CFLAGS', '-O1', '-Wno-fatal'],
  ...['--prefix', 'Vbench', '-Irtl', '-Itb'],
];
const MAIN = installed('sim/coverage/main.cpp');

/** Latencies without a score after which the bench gives up. */
const PATIENCE = 12;

/**
 * Simulates a generated folder as it lies there, without pauses and with random ones, and adds what was reached to
 * `coverage`. What is simulated must be right: returns what failed, in words.
 */
export async function cover(
  folder: string,
  hardware: Hardware,
  set: FragmentSet,
  indices: readonly number[],
  coverage: Coverage,
): Promise<string[]> {
  const verilator = requireTool('verilator');
  const work = mkdtempSync(join(tmpdir(), 'bitbeat-coverage-'));
  const remove = () => rmSync(work, { recursive: true, force: true });
  const release = onInterrupt(remove);
  try {
    const cwd = resolve(folder);
    const bench = benchModule(hardware.name);
    const objects = join(work, 'objects');
    mkdirSync(objects);
    await ran(verilator.path, [...FLAGS, '--top-module', bench, '--Mdir', objects, `tb/${bench}.v`, MAIN], cwd);
    const vectors = join(work, 'vectors');
    writeVectors(vectors, hardware, set, indices);
    const failures: string[] = [];
    for (const stall of [0, 1]) {
      const counts = join(work, `${stall}.dat`);
      const stimulus = [
        ...['+verilator+rand+reset+2', '+verilator+seed+1', `+vectors=${vectors}`, `+fragments=${indices.length}`],
        ...[`+stall=${stall}`, `+timeout=${hardware.latencyCycles * PATIENCE}`, `+coverage=${counts}`],
      ];
      const said = await ran(join(objects, 'Vbench'), stimulus, cwd);
      const transcript = parseTranscript(said, streamsOf(hardware));
      failures.push(...compare(hardware, [{ fragments: indices.length, transcript }], stall > 0).failures);
      addCounts(coverage, readFileSync(counts, 'utf8'));
    }
    return failures;
  } finally {
    remove();
    release();
  }
}

async function ran(program: string, flags: readonly string[], cwd: string): Promise<string> {
  const result = await execa(program, flags, { cwd, reject: false, all: true, stdin: 'ignore' });
  if (result.exitCode !== 0) throw new Error(`${program} failed in ${cwd}:\n${result.all.slice(-3000)}`);
  return result.stdout;
}
