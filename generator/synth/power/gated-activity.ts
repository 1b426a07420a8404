import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { GatedHardware } from '../../arch/gated.js';
import { requireFit } from '../../data/fit.js';
import { type SignalSet, windowCodes } from '../../data/signal-set.js';
import { projectFile } from '../../emit/render.js';
import { gatedBenchFiles, gatedNetlistBench } from '../../emit/wrappers/gated.js';
import { compileBench, type SimulatorName } from '../../simulate/simulators.js';
import { compareGated, type GatedEvent, nominalClocks, writeGatedEvents } from '../../simulate/wrappers/gated.js';
import { removeAll } from '../../support/staging.js';
import { counters, difference, parseCounts, type Watched, withImageFiles } from './activity.js';
import { type Bit, type Gates, gatesVerilog, netNames } from './gates.js';

/** Nets of the wrapper's clocks: the ports', and the core's behind its gate; those without a gate have none of their own. */
export const CLOCK_DOMAINS = ['slow', 'fast', 'core'] as const;
export type ClockDomain = (typeof CLOCK_DOMAINS)[number];

/** What happened from one report to the next. */
export interface IntervalActivity {
  /** Edges of each clock. */
  edges: Record<ClockDomain, number>;
  /** How often each net of `GatedActivity.nets` changed its settled value. */
  toggles: number[];
  /** At how many edges of its clock each of the watched expressions was 1. */
  ones: number[];
}

export interface GatedActivity {
  simulator: string;
  /** Nets that were counted, by number. */
  nets: number[];
  /** From reset to the sample before the first window is complete: the intake alone. */
  before: IntervalActivity;
  /** Of a hop each, with the work on one window. */
  windows: IntervalActivity[];
  scores: { values: number; mismatches: number };
  /** Results that were compared: class or what else there is, flags, number. */
  results: number;
  failures: string[];
}

export interface GatedActivitySettings {
  /** Generated folder. */
  folder: string;
  label: string;
  gates: Gates;
  models: string;
  /** Root of each clock. */
  roots: Readonly<Record<ClockDomain, Bit>>;
  /** Nets of all clocks, which are counted by edges. */
  clocks: ReadonlySet<Bit>;
  /** Expressions with the clock whose edges count. */
  watched: readonly { bits: Watched; clock: ClockDomain }[];
  set: SignalSet;
  simulator: SimulatorName;
  progress: (doing: string) => void;
}

/** Most expressions of one counter. */
const WORD = 16;

/**
 * Simulates a netlist of the wrapper on a continuing signal in real time, both clocks as it was sized for, the fast one standing
 * while it is not asked for, and counts what every net did and how many edges each clock had. Without delays a net changes at
 * most once from edge to edge: glitches are not counted.
 */
export async function simulateGatedActivity(
  gated: GatedHardware,
  settings: GatedActivitySettings,
): Promise<GatedActivity> {
  const { folder, label, gates, models, roots, clocks, watched, set, simulator, progress } = settings;
  requireFit(set, gated.hardware.model);
  const own = `sim/activity-${label}`;
  const work = resolve(folder, own);
  removeAll(work);
  mkdirSync(work, { recursive: true });
  // The status of a run without a fault is 0 all the time: clearing it says nothing but when to report.
  const ports = { clock: 'slow_clk_i', also: 'fast_clk_i', run: 'rst_ni', report: 'status_clear_i' };
  const { nets, text } = counters(gates, [], ports, clocks);
  const edges = edgeCounters(gates, roots, watched, ports);
  const files: [string, string][] = [
    ['netlist.v', gatesVerilog(withImageFiles(gates, resolve(folder), work), (name) => `${text(name)}\n${edges.text}`)],
    ['cells.v', models],
    ...['bb_toggles', 'bb_edges', 'bb_memory'].map((module): [string, string] => [
      `${module}.v`,
      projectFile(`rtl-templates/power/${module}.v`),
    ]),
  ];
  for (const [name, content] of files) writeFileSync(join(work, name), content);
  const { bench, ...drivers } = gatedBenchFiles(gated.hardware.name);
  const own_bench = `${own}/${bench.slice(bench.lastIndexOf('/') + 1)}`;
  writeFileSync(resolve(folder, own_bench), gatedNetlistBench(gated));
  const events = realTime(gated, set);
  const stimulus = writeGatedEvents(folder, gated, events, nominalClocks(gated));
  progress(`compiling the netlist for ${simulator}`);
  const design = files.map(([name]) => `${own}/${name}`);
  const compiled = await compileBench(folder, gated.hardware.name, simulator, { bench: own_bench, ...drivers, design });
  progress(`simulating ${events.length} samples in real time, cell by cell`);
  const transcript = await compiled.run(stimulus);
  const compared = compareGated(gated, events, transcript);
  const toggles = parseCounts(transcript, 'TOGGLES');
  const ones = parseCounts(transcript, 'ONES');
  const expected = set.names.length + 1;
  if (compared.pass && (toggles.length !== expected || ones.length !== expected))
    throw new Error(`${toggles.length} reports of toggles and ${ones.length} of edges came, not ${expected}`);
  const intervals = toggles.map((counts, i): IntervalActivity => {
    const counted = difference(ones[i]!, ones[i - 1]);
    const [slow, fast, core] = CLOCK_DOMAINS.map((domain) => counted[edges.places[domain]]!);
    return {
      edges: { slow: slow!, fast: fast!, core: core! },
      toggles: difference(counts, toggles[i - 1]),
      ones: edges.watched.map((place) => counted[place]!),
    };
  });
  return {
    simulator: compiled.tool,
    nets,
    before: intervals[0]!,
    windows: intervals.slice(1),
    scores: {
      values: compared.scores,
      mismatches: compared.failures.filter((text) => text.startsWith('score')).length,
    },
    results: compared.windows,
    failures: compared.failures,
  };
}

/** Windows in a row, as often as there are fragments, each sample in the cycle in which it is due; a report before each window. */
function realTime({ clockHz, hopSamples, hardware }: GatedHardware, set: SignalSet): GatedEvent[] {
  const { samples, channels, sampleRateHz } = hardware.model.input;
  const windows = set.names.length;
  const codes = set.names.flatMap((_, i) => [...windowCodes(set, i)]);
  const due = (n: number) => Math.round((n * clockHz) / sampleRateHz);
  return Array.from({ length: samples - 1 + windows * hopSamples }, (_, n): GatedEvent => {
    const at = (n % (codes.length / channels)) * channels;
    return {
      wait: due(n + 1) - due(n),
      codes: codes.slice(at, at + channels),
      clear: n >= samples - 2 && (n - (samples - 2)) % hopSamples === 0,
    };
  });
}

/** Counters of edges and of what is watched at them, and where in a report each count stands. */
function edgeCounters(
  gates: Gates,
  roots: Readonly<Record<ClockDomain, Bit>>,
  watched: GatedActivitySettings['watched'],
  { clock, run, report }: { clock: string; run: string; report: string },
) {
  const name = netNames(gates);
  const places: Partial<Record<ClockDomain, number>> = {};
  const watchedPlaces: number[] = [];
  const lines: string[] = [];
  let next = 0;
  for (const domain of CLOCK_DOMAINS) {
    const own = watched.flatMap(({ clock: of, bits }, w) => (of === domain ? [{ w, bits }] : []));
    const expressions = ["1'b1", ...own.map(({ bits }) => (bits.length === 0 ? "1'b1" : bits.map(name).join(' & ')))];
    places[domain] = next;
    own.forEach(({ w }, i) => {
      watchedPlaces[w] = next + 1 + i;
    });
    for (let at = 0; at < expressions.length; at += WORD) {
      const part = expressions.slice(at, at + WORD);
      lines.push(
        `  bb_edges #(.BITS(${part.length})) edges_${domain}_${at} (\n` +
          `    .clk_i(${name(roots[domain])}), .report_clk_i(${clock}), .run_i(${run}), .report_i(${report}),\n` +
          `    .first_i(${next + at}), .nets_i({${[...part].reverse().join(', ')}}));`,
      );
    }
    next += expressions.length;
  }
  return { text: lines.join('\n'), places: places as Record<ClockDomain, number>, watched: watchedPlaces };
}
