import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Hardware } from '../arch/hardware.js';
import { requireFit } from '../data/fit.js';
import type { SignalSet } from '../data/signal-set.js';
import type { CellModels } from '../devices/device.js';
import { FAMILIES, type FamilyName, familyOf } from '../devices/devices.js';
import { yosysOf } from '../devices/programs.js';
import { measuredOn } from '../emit/measured-on.js';
import { benchModule, partModule, topModule } from '../emit/names.js';
import { scoresBench } from '../emit/scores-bench.js';
import { UserError } from '../support/errors.js';
import { runSound } from '../support/run-tool.js';
import { madeOnce, removeAll } from '../support/staging.js';
import { writeStaged } from '../support/write-staged.js';
import { instancesIn, modelsOf } from './cell-models.js';
import { compileBench, type SimulatorName } from './simulators.js';
import { portStreams } from './streams.js';
import { parseTranscript } from './transcript.js';
import { writeVectors } from './vectors.js';
import { judge } from './verdict.js';
import { keptNets, netlistGroups, withSeenNets } from './waves/netlist-nets.js';
import { recordWaves, type Waveform, type WaveSettings } from './waves/record.js';
import { type WaveOptions, waveRequest } from './waves/request.js';

// Lanes are kept apart during synthesis; the netlist is one module.
const FLATTEN = 'setattr -mod -unset keep_hierarchy *; flatten; opt_clean -purge';

/** What a netlist is made for: a part, or a board's. */
export interface NetlistTarget {
  name: string;
  family: FamilyName;
  /** Yosys' commands; the top module is appended. */
  synthesis: string;
}

export interface NetlistResult {
  design: string;
  /** Name of what it was synthesised for. */
  target: string;
  /** Version of the generator, and hash of the synthesised files (`folderHash`). */
  generator: string;
  tree: string;
  simulator: string;
  yosys: string;
  /** File of the netlist in the generated folder. */
  netlist: string;
  source: string;
  fragments: number;
  /** Cells of every kind. */
  cells: Record<string, number>;
  scores: { values: number; mismatches: number };
  /** What the core says beside them, as in `SimulationResult`. */
  class: { values: number; mismatches: number } | null;
  labels: { values: number; mismatches: number } | null;
  step: { values: number; mismatches: number } | null;
  /** Fragments whose last score came in another cycle than predicted. */
  cycleMismatches: number;
  failures: string[];
  pass: boolean;
  /** The waveform, if one was asked for. */
  recorded?: Waveform;
}

export interface NetlistSettings {
  /** Generated folder, synthesised as it lies there. */
  folder: string;
  target: NetlistTarget;
  simulator: SimulatorName;
  set: SignalSet;
  /** A waveform of some windows; none if absent. */
  record?: WaveOptions | undefined;
  progress?: (doing: string) => void;
}

/**
 * Synthesises a generated design and simulates what came out, cell by cell, on the same fragments as `simulate`: scores,
 * classes and their cycles must be the same. The netlist is kept and used again while no source changes. Throws UserError for a
 * family whose cells have no models.
 */
export async function simulateNetlist(hardware: Hardware, settings: NetlistSettings): Promise<NetlistResult> {
  const { folder, target, simulator, set, record, progress = () => {} } = settings;
  const models = modelsFor(target);
  requireFit(set, hardware.model);
  // What is asked for wrongly is refused before anything is synthesised.
  const request = record && waveRequest(hardware, record, { all: set.names.length, stall: 0 });
  progress(`synthesising ${hardware.name} for ${target.name}`);
  const measured = measuredOn(folder);
  const { files, yosys, cells } = await netlist(folder, topModule(hardware.name), measured.tree, target, models);
  const bench = `${dirname(files[0]!)}/${benchModule(hardware.name)}.v`;
  writeFileSync(join(folder, bench), scoresBench(hardware));
  const vectors = 'vectors/netlist';
  removeAll(join(folder, vectors));
  writeVectors(join(folder, vectors), hardware, set);

  progress(`compiling the netlist for ${simulator}`);
  const compiled = await compileBench(folder, hardware.name, simulator, { bench, design: files });
  progress(`simulating ${set.names.length} fragments, cell by cell`);
  const timeout = 3 * hardware.latencyCycles;
  const text = await compiled.run([`+vectors=${vectors}`, `+fragments=${set.names.length}`, `+timeout=${timeout}`]);
  const compared = portStreams(hardware);
  const run = { fragments: set.names.length, transcript: parseTranscript(text, compared) };
  const { streams, cycleMismatches, failures } = judge(hardware, compared, [run]);
  const recorded =
    request &&
    (await recordWaves(hardware, request, {
      ...{ folder, simulator, stimuli: { set }, stall: 0, progress },
      instead: netlistWaves(hardware, folder, files),
    }));
  const counts = streams.map(({ name, values, mismatches }) => ({ name, values, mismatches }));
  const count = (wanted: string) => {
    const found = counts.find(({ name }) => name === wanted);
    return found ? { values: found.values, mismatches: found.mismatches } : null;
  };
  return {
    design: hardware.name,
    target: target.name,
    ...measured,
    simulator: compiled.tool,
    yosys,
    netlist: files[0],
    source: set.provenance.source,
    fragments: set.names.length,
    cells,
    scores: count(compared[0]!.name)!,
    ...{ class: count('class'), labels: count('labels'), step: count('step') },
    cycleMismatches: cycleMismatches!,
    failures,
    pass: failures.length === 0,
    ...(recorded && { recorded }),
  };
}

/** Levels of scopes that Icarus writes: bench, and netlist or checks. What is in the cells is not written. */
const LEVELS = 2;

/** The bench, and the clock of Icarus, that write a waveform of a netlist: beside it, as no generated tree has them. */
function netlistWaves(
  hardware: Hardware,
  folder: string,
  design: [string, string],
): NonNullable<WaveSettings['instead']> {
  const nets = keptNets(readFileSync(join(folder, design[0]), 'utf8'));
  const made = `${dirname(design[0])}/waves`;
  mkdirSync(join(folder, made), { recursive: true });
  const bench = `${made}/${benchModule(hardware.name)}.v`;
  writeFileSync(join(folder, bench), withSeenNets(scoresBench(hardware), nets));
  const own = `${partModule(hardware.name, 'clock')}.v`;
  const clock = `${made}/${own}`;
  const text = readFileSync(join(folder, 'tb', own), 'utf8');
  writeFileSync(join(folder, clock), text.replace('$dumpvars(0,', `$dumpvars(${LEVELS},`));
  // The same for Verilator, which fails over parameters of cells that it would have to write.
  const cells = `${made}/cells.v`;
  const models = readFileSync(join(folder, design[1]), 'utf8');
  writeFileSync(join(folder, cells), `/* verilator tracing_off */\n${models}/* verilator tracing_on */\n`);
  return { compile: { bench, clock, design: [design[0], cells] }, groups: netlistGroups(hardware, nets) };
}

function modelsFor({ name, family }: NetlistTarget): CellModels {
  const { models } = familyOf(family);
  if (models !== null) return models;
  throw new UserError({
    where: name,
    message: 'netlists for it are not simulated: not all of its cells have a model',
    allowed: Object.entries(FAMILIES)
      .flatMap(([other, { models }]) => (models === null ? [] : other))
      .join(', '),
  });
}

interface Netlist {
  /** The netlist, and the models of the cells in it, relative to the folder. */
  files: [string, string];
  yosys: string;
  cells: Record<string, number>;
}

/** Memory images are in the netlist: they are part of `tree`. */
async function netlist(
  folder: string,
  top: string,
  tree: string,
  target: NetlistTarget,
  models: CellModels,
): Promise<Netlist> {
  const { name, family, synthesis } = target;
  const yosys = yosysOf(family);
  const commands = `read_verilog rtl/*.v; ${synthesis} -top ${top}; ${FLATTEN}; check -assert`;
  const key = createHash('sha256').update([tree, yosys.version, commands].join('\0')).digest('hex').slice(0, 16);
  const made = `sim/netlist-${name}-${key}`;
  const files: [string, string] = [`${made}/netlist.v`, `${made}/cells.v`];
  await madeOnce(resolve(folder, made), async (staging) => {
    mkdirSync(staging, { recursive: true });
    // Relative: a Yosys in WebAssembly sees the present folder as another one.
    const written = `${relative(resolve(folder), staging)}/netlist.v`;
    const script = `${commands}; write_verilog -noattr ${written}`;
    await runSound(yosys.path, ['-q', '-p', script], { cwd: folder }, `yosys failed in ${folder}`);
  });
  const cells = instancesIn(readFileSync(join(folder, files[0]), 'utf8'));
  writeStaged(join(folder, files[1]), modelsOf(models, yosys.path, Object.keys(cells)));
  return { files, yosys: yosys.version, cells };
}
