import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { GatedTop } from '../../emit/wrappers/gated-board.js';
import { gatedBoardBenchFiles } from '../../emit/wrappers/gated-board-bench.js';
import { removeAll } from '../../support/staging.js';
import { compileBench, type SimulatorName } from '../simulators.js';
import { type BoardClocks, usualClocks } from './gated-board-clocks.js';
import { gatedBoardFailures } from './gated-board-said.js';
import { type GatedBoardScript, gatedBoardScript } from './gated-board-session.js';

export interface GatedBoardRun {
  /** Folder of a `gatedBoardBench`, simulated as it lies there. */
  folder: string;
  simulator: SimulatorName;
  /** As they should be, if absent. */
  clocks?: BoardClocks;
  /** As in `CompileOptions`. */
  quick?: boolean;
  patience?: number;
}

/** What a session at the pins of a gated monitor's board came to. */
export interface GatedBoardResult {
  tool: string;
  /** Results at the pins, and frames on the line, that were compared. */
  results: number;
  frames: number;
  resets: number;
  failures: string[];
}

/** Plays a signal and a button to the whole top of a gated monitor, and compares all that its pins say. */
export async function playGatedBoard(top: GatedTop, run: GatedBoardRun): Promise<GatedBoardResult> {
  const { folder, simulator, clocks = usualClocks(top), quick = false, patience } = run;
  const { name } = top.gated.hardware;
  const script = gatedBoardScript(top);
  const stimulus = writeScript(folder, script, top, clocks);
  const bench = await compileBench(folder, name, simulator, {
    quick,
    ...(patience !== undefined && { patience }),
    ...gatedBoardBenchFiles(name),
  });
  // The flip-flops of an FPGA begin at 0, as those without a clock must here; Icarus begins with unknown ones.
  const text = await bench.run([...stimulus, ...(simulator === 'verilator' ? ['+verilator+rand+reset+0'] : [])]);
  return { tool: bench.tool, ...gatedBoardFailures(top, script, clocks, text) };
}

/** Bits of a converter's code. */
const CONVERTED = 12;

/** Writes what the bench plays into a folder; the plus-arguments that it wants. */
function writeScript(folder: string, script: GatedBoardScript, top: GatedTop, clocks: BoardClocks): string[] {
  const vectors = 'vectors/board';
  const { codeBits } = top.gated.hardware.model.input;
  const spare = CONVERTED - codeBits;
  // The converter's lower bits are no part of the code: any do.
  const codes = script.samples.map(
    ({ code, leadOff, resets = false }, i) =>
      `${(code * 2 ** spare + (i % 2 ** spare)).toString(16)} ${resets ? 2 : Number(leadOff)}\n`,
  );
  const ticks = (cycles: number) => Math.round(clocks.ticks(cycles));
  const presses = script.presses.map(({ samples, cycles, held }) =>
    [samples, Math.max(1, ticks(cycles)), ticks(held)].map((value) => value.toString(16)).join(' '),
  );
  const path = (file: string) => join(folder, vectors, file);
  removeAll(join(folder, vectors));
  mkdirSync(dirname(path('codes.hex')), { recursive: true });
  writeFileSync(path('codes.hex'), codes.join(''));
  writeFileSync(path('presses.hex'), `${presses.join('\n')}\n`);
  return [`+vectors=${vectors}`, `+drain=${Math.ceil(clocks.ticks(script.drain)) + 1}`, ...clocks.arguments];
}
