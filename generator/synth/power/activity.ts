import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Hardware } from '../../arch/hardware.js';
import { resetPin } from '../../arch/interface.js';
import { requireFit } from '../../data/fit.js';
import type { SignalSet } from '../../data/signal-set.js';
import { benchModule } from '../../emit/names.js';
import { projectFile } from '../../emit/render.js';
import { scoresBench } from '../../emit/scores-bench.js';
import { codesPerWindow } from '../../network/input.js';
import { compileBench, type SimulatorName } from '../../simulate/simulators.js';
import { portStreams } from '../../simulate/streams.js';
import { parseTranscript } from '../../simulate/transcript.js';
import { writeVectors } from '../../simulate/vectors.js';
import { judge } from '../../simulate/verdict.js';
import { removeAll } from '../../support/staging.js';
import { type Bit, drivenNets, type GateCell, type Gates, gatesVerilog, numberOf } from './gates.js';

/** Type of a memory that Yosys has left whole, and of the macro that stands for it (rtl-templates/power/bb_memory.v). */
export const YOSYS_MEMORY = '$mem_v2';
export const MEMORY_CELL = 'bb_memory';

/** Nets of one counter module. */
const WORD = 64;

/** What switched within one fragment, first clock cycle after the fragment before to its last score. */
export interface FragmentActivity {
  cycles: number;
  /** How often each net of `Activity.nets` changed its settled value from one cycle to the next. */
  toggles: number[];
  /** In how many cycles each of the watched expressions was 1. */
  ones: number[];
}

export interface Activity {
  simulator: string;
  /** Nets that were counted, by number. */
  nets: number[];
  fragments: FragmentActivity[];
  /** Of a core that has nothing to do, its clock running; absent if it was not asked for. */
  idle?: FragmentActivity;
  scores: { values: number; mismatches: number };
  class: { values: number; mismatches: number } | null;
  /** Why the netlist is not the network; empty: scores, classes and cycles are those of the interpreter. */
  failures: string[];
}

/** Where and when the counters of a netlist count: names of its ports, or expressions of them. */
export interface CounterPorts {
  clock: string;
  /** Another clock with whose edges it counts too. */
  also?: string;
  run: string;
  report: string;
}

/** An expression over nets, whose cycles at 1 are counted; all bits are joined with AND. */
export type Watched = readonly Bit[];

/**
 * Counters of all driven nets but those of clocks, and of what is watched, to stand in the netlist's module. `clocks`: nets of
 * clocks; that of the port if not given.
 */
export function counters(gates: Gates, watched: readonly Watched[], ports: CounterPorts, clocks?: ReadonlySet<Bit>) {
  const clock = gates.ports.find(({ name }) => name === ports.clock)!.bits[0];
  const nets = drivenNets(gates).filter((net) => (clocks === undefined ? net !== clock : !clocks.has(net)));
  const text = (name: (b: Bit) => string) => {
    const groups = (expressions: readonly string[], ones: number) =>
      Array.from({ length: Math.ceil(expressions.length / WORD) }, (_, g) => {
        const part = expressions.slice(g * WORD, (g + 1) * WORD);
        return (
          `  bb_toggles #(.BITS(${part.length}), .ONES(${ones})) count_${ones}_${g} (\n` +
          `    .clk_i(${ports.clock}), .also_i(${ports.also ?? "1'b0"}), .run_i(${ports.run}), .report_i(${ports.report}), .first_i(${g * WORD}),\n` +
          `    .nets_i({${[...part].reverse().join(', ')}}));`
        );
      });
    return [
      ...groups(nets.map(name), 0),
      ...groups(
        watched.map((bits) => (bits.length === 0 ? "1'b1" : bits.map(name).join(' & '))),
        1,
      ),
    ].join('\n');
  };
  return { nets, text };
}

/** Reads the lines of `bb_toggles`: for each report, in order, all counts so far. */
export function parseCounts(text: string, word: 'TOGGLES' | 'ONES'): number[][] {
  const reports: number[][] = [];
  const seen = new Map<number, number>();
  for (const line of text.split('\n')) {
    if (!line.startsWith(`${word} `)) continue;
    const [first, ...counts] = line.trim().split(' ').slice(1).map(Number);
    const report = seen.get(first!) ?? 0;
    seen.set(first!, report + 1);
    reports[report] ??= [];
    counts.forEach((count, i) => {
      reports[report]![first! + i] = count;
    });
  }
  return reports;
}

export interface ActivitySettings {
  /** Generated folder. */
  folder: string;
  /** Tells the netlists of a folder apart, for files. */
  label: string;
  gates: Gates;
  /** Verilog of the netlist's cells, memories apart. */
  models: string;
  watched: readonly Watched[];
  /** Nets of clocks, which are not counted; that of the port if not given. */
  clocks?: ReadonlySet<Bit>;
  /** Cycles without work are counted too, after the last fragment. */
  idle?: boolean;
  set: SignalSet;
  simulator: SimulatorName;
  progress?: (doing: string) => void;
}

/** Cycles of a core that has nothing to do: so many until it is at rest, and so many that are counted then. */
const REST = 1024;
const IDLE = 1024;

/** What says in a netlist when to report of an idle core; the bench goes on until then. */
function idleReports(hardware: Hardware, run: string, last: string) {
  const text = `  wire idle_report;
  bb_idle #(.SAMPLES(${codesPerWindow(hardware.model.input)}), .REST(${REST}), .IDLE(${IDLE})) idle (
    .clk_i(clk_i), .run_i(${run}), .offered_i(sample_valid_i), .taken_i(sample_valid_i && sample_ready_o),
    .last_i(${last}), .report_o(idle_report));
`;
  const bench = scoresBench(hardware);
  const end = 'if (over) $finish;';
  if (bench.split(end).length !== 2) throw new Error(`the bench does not end by "${end}"`);
  return { text, bench: bench.replace(end, `if (over && quiet > ${REST + IDLE + 8}) $finish;`) };
}

/**
 * Simulates a netlist of a design on fragments without delays, compares scores, classes and their cycles with the
 * interpreter, and counts what every net did. Without delays a net changes at most once a cycle: glitches are not counted.
 */
export async function simulateActivity(hardware: Hardware, settings: ActivitySettings): Promise<Activity> {
  const { folder, label, gates, models, watched, clocks, set, simulator, progress = () => {} } = settings;
  requireFit(set, hardware.model);
  const own = `sim/activity-${label}`;
  const work = resolve(folder, own);
  removeAll(work);
  mkdirSync(work, { recursive: true });
  const { port, asserted } = resetPin(hardware);
  const run = asserted === 1 ? `!${port}` : port;
  const last = 'score_valid_o && score_ready_i && score_last_o';
  const idle = settings.idle ? idleReports(hardware, run, last) : { text: '', bench: scoresBench(hardware) };
  const report = settings.idle ? `(${last}) || idle_report` : last;
  const { nets, text } = counters(gates, watched, { clock: 'clk_i', run, report }, clocks);
  const netlist = gatesVerilog(withImageFiles(gates, resolve(folder), work), (name) => idle.text + text(name));
  const modules = ['bb_toggles', 'bb_memory', ...(settings.idle ? ['bb_idle'] : [])];
  const files: [string, string][] = [
    ['netlist.v', netlist],
    ['cells.v', models],
    ...modules.map((name): [string, string] => [`${name}.v`, projectFile(`rtl-templates/power/${name}.v`)]),
  ];
  for (const [name, content] of files) writeFileSync(join(work, name), content);
  const module = benchModule(hardware.name);
  const bench = `${own}/${module}.v`;
  writeFileSync(join(work, `${module}.v`), idle.bench);
  const vectors = `${own}/vectors`;
  writeVectors(join(work, 'vectors'), hardware, set);

  progress(`compiling the netlist for ${simulator}`);
  const design = files.map(([name]) => `${own}/${name}`);
  const compiled = await compileBench(folder, hardware.name, simulator, { bench, design });
  progress(`simulating ${set.names.length} fragments, cell by cell`);
  const timeout = 3 * hardware.latencyCycles + (settings.idle ? 2 * (REST + IDLE) : 0);
  const transcript = await compiled.run([
    `+vectors=${vectors}`,
    `+fragments=${set.names.length}`,
    `+timeout=${timeout}`,
  ]);
  const compared = portStreams(hardware);
  const judged = { fragments: set.names.length, transcript: parseTranscript(transcript, compared) };
  const { streams, failures } = judge(hardware, compared, [judged]);
  const { fragments } = judged.transcript;
  const [scores, classes] = streams.map(({ values, mismatches }) => ({ values, mismatches }));
  const toggles = parseCounts(transcript, 'TOGGLES');
  const ones = watched.length > 0 ? parseCounts(transcript, 'ONES') : toggles.map(() => []);
  // The last two are of the idle core.
  const reports = set.names.length + (settings.idle ? 2 : 0);
  if (failures.length === 0 && toggles.length !== reports)
    throw new Error(`${toggles.length} reports of toggles came, not ${reports}`);
  const counted = (r: number, cycles: number): FragmentActivity => ({
    cycles,
    toggles: difference(toggles[r]!, toggles[r - 1]),
    ones: difference(ones[r]!, ones[r - 1]),
  });
  return {
    simulator: compiled.tool,
    nets,
    fragments: toggles
      .slice(0, Math.min(fragments.length, set.names.length))
      .map((_, f) => counted(f, fragments[f]!.cycle - (f === 0 ? -1 : fragments[f - 1]!.cycle))),
    ...(settings.idle && failures.length === 0 ? { idle: counted(reports - 1, IDLE) } : {}),
    scores: scores!,
    class: classes ?? null,
    failures,
  };
}

export const difference = (now: readonly number[], before: readonly number[] | undefined) =>
  now.map((count, i) => count - (before?.[i] ?? 0));

/**
 * The netlist with a cell `bb_memory` in the place of each memory that Yosys has left whole; its image is the parameter
 * IMAGE, last word first, until the simulation writes it into a file. Throws Error for a memory that has not one registered
 * read port and at most one write port of whole words.
 */
export function withMacros(gates: Gates): Gates {
  const input = (bits: Bit[]) => ({ direction: 'input' as const, bits });
  const cells = gates.cells.map((cell): GateCell => {
    if (cell.type !== YOSYS_MEMORY) return cell;
    const { name, parameters, pins } = cell;
    const bits = (pin: string) => pins[pin]?.bits ?? [];
    const number = (parameter: string) => numberOf(parameters[parameter]);
    const enables = [...new Set(bits('WR_EN'))];
    const clocks = [...new Set([...bits('RD_CLK'), ...(number('WR_PORTS') > 0 ? bits('WR_CLK') : [])])];
    const fits =
      number('RD_PORTS') === 1 &&
      number('RD_CLK_ENABLE') === 1 &&
      number('WR_PORTS') <= 1 &&
      enables.length <= 1 &&
      clocks.length <= 2 &&
      number('OFFSET') === 0 &&
      number('RD_TRANSPARENCY_MASK') === 0;
    if (!fits) throw new Error(`memory ${name}: not one registered read port, at most one write port of whole words`);
    const writable = number('WR_PORTS') === 1;
    const address = bits('RD_ADDR');
    const image = parameters.INIT ?? 'x';
    return {
      name,
      type: MEMORY_CELL,
      parameters: {
        WORDS: decimal(number('SIZE')),
        WIDTH: decimal(number('WIDTH')),
        AW: decimal(address.length),
        WRITABLE: decimal(writable ? 1 : 0),
        ...(clocks.length > 1 ? { CLOCKS: decimal(2) } : {}),
        ...(/[01]/.test(image) ? { IMAGE: image } : {}),
      },
      pins: {
        clk_i: input(clocks.slice(0, 1)),
        ...(clocks.length > 1 ? { write_clk_i: input(clocks.slice(1)) } : {}),
        re_i: input(bits('RD_EN')),
        raddr_i: input(address),
        rdata_o: { direction: 'output', bits: bits('RD_DATA') },
        we_i: input(writable ? enables : ['0']),
        waddr_i: input(writable ? bits('WR_ADDR') : address.map(() => '0' as const)),
        wdata_i: input(writable ? bits('WR_DATA') : bits('RD_DATA').map(() => '0' as const)),
      },
    };
  });
  return { ...gates, cells };
}

const decimal = (n: number) => n.toString(2).padStart(32, '0');

/** The netlist with the images of its memories in files of `folder`, named from `base`, where the simulation runs. */
export function withImageFiles(gates: Gates, base: string, folder: string): Gates {
  const cells = gates.cells.map((cell, c): GateCell => {
    const { IMAGE: image, ...parameters } = cell.parameters;
    if (cell.type !== MEMORY_CELL || image === undefined) return cell;
    const file = join(folder, `memory-${c}.txt`);
    const width = numberOf(parameters.WIDTH);
    const lines = Array.from({ length: numberOf(parameters.WORDS) }, (_, w) => {
      const end = image.length - w * width;
      return image.slice(end - width, end);
    });
    writeFileSync(file, `${lines.join('\n')}\n`);
    return { ...cell, parameters: { ...parameters, FILE: relative(base, file) } };
  });
  return { ...gates, cells };
}
