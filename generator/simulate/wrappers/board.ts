import { createInterface } from 'node:readline';
import type { Hardware } from '../../arch/hardware.js';
import { boardBenchFiles } from '../../emit/wrappers/board-bench.js';
import { ToolError } from '../../support/errors.js';
import { startTool } from '../../support/run-tool.js';
import { compileBench } from '../simulators.js';

export interface BoardSettings {
  /** Folder of a `boardBench`, simulated as it lies there. */
  folder: string;
  cyclesPerBit: number;
  /** Share of the bytes on the line, either way, that are flipped, dropped or followed by one that nobody sent. */
  noise?: number | undefined;
  seed?: number | undefined;
  /** Compile quickly, simulate slowly. */
  quick?: boolean;
  /** As in `CompileOptions`. */
  patience?: number;
}

/** What went over the line of a simulated board. */
export interface BoardCount {
  cycles: number;
  bytesFromHost: number;
  bytesToHost: number;
  flipped: number;
  dropped: number;
  added: number;
}

/** A simulated board that runs: any program can open its port. */
export interface SimulatedBoard {
  /** Pseudo-terminal. */
  port: string;
  tool: string;
  /** Settles when the board has ended; rejects when it has failed. */
  ended: Promise<void>;
  /** Ends it. */
  stop(): Promise<BoardCount>;
}

/** Cycles around the core's in which the link has something to do though its line is at rest. */
const LINK_CYCLES = 10_000;
/** Most cycles of a board's clock in one of the design's. */
const CLOCK_DIVISION = 8;

/** Compiles and starts a board; Verilator only. Throws UserError if a tool is missing. */
export async function startBoard(hardware: Hardware, settings: BoardSettings): Promise<SimulatedBoard> {
  const { folder, cyclesPerBit, noise = 0, seed = 1, quick = false, patience } = settings;
  const bench = await compileBench(folder, hardware.name, 'verilator', {
    quick,
    ...(patience !== undefined && { patience }),
    ...boardBenchFiles(hardware.name),
  });
  const { program, args, cwd } = bench.command([
    `+bit=${cyclesPerBit}`,
    `+quiet=${CLOCK_DIVISION * (2 * hardware.latencyCycles + LINK_CYCLES)}`,
    `+noise=${Math.round(noise * 1e6)}`,
    `+seed=${seed}`,
  ]);
  // It ends with its standard input, so it does not outlive this program.
  const { running } = startTool(program, args, { cwd, talk: true });
  const lines = createInterface({ input: running.stdout });
  let count: BoardCount | null = null;
  const port = new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => {
      const [word, ...rest] = line.split(' ');
      if (word === 'PORT') resolve(rest.join(' '));
      if (word === 'END') count = boardCount(rest.map(Number));
    });
    running.then(({ stderr }) => reject(new ToolError(`the simulated board did not start: ${stderr}`)));
  });
  const ended = running.then(async ({ stderr, exitCode }) => {
    if (exitCode !== 0) throw new ToolError(`the simulated board failed (${exitCode}): ${stderr}`);
  });
  // Whoever stops the board, or waits for its end, is told.
  ended.catch(() => {});
  const stop = async () => {
    running.stdin.end();
    await ended;
    if (count === null) throw new Error('the simulated board did not tell what it has counted');
    return count;
  };
  return { port: await port, tool: bench.tool, ended, stop };
}

function boardCount([cycles, bytesFromHost, bytesToHost, flipped, dropped, added]: number[]): BoardCount {
  return {
    cycles: cycles!,
    bytesFromHost: bytesFromHost!,
    bytesToHost: bytesToHost!,
    flipped: flipped!,
    dropped: dropped!,
    added: added!,
  };
}
