import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { PackedKinds } from '../devices/device.js';
import { FAMILIES, familyOf, type Part } from '../devices/devices.js';
import type { Program } from '../devices/programs.js';
import { instanceLayer, layerNets } from '../emit/names.js';
import { ToolError } from '../support/errors.js';
import { sum } from '../support/integers.js';
import { runSound, runTool } from '../support/run-tool.js';
import { placesOf } from './critical-path.js';
import { CORE, HARNESS, pinsFile } from './harness.js';
import { countCells } from './yosys.js';

const used = z.object({ used: z.number(), available: z.number() });
const cell = z.object({ cell: z.string() });

const reportSchema = z.object({
  fmax: z.record(z.string(), z.object({ achieved: z.number() })),
  utilization: z.record(z.string(), used),
  critical_paths: z.array(
    z.object({
      from: z.string(),
      to: z.string(),
      path: z.array(z.object({ delay: z.number(), from: cell, to: cell })),
    }),
  ),
});

/** One run of nextpnr, harness included. */
export interface RoutedReport {
  /** Of the slowest clock. */
  fmaxMHz: number;
  lc: number;
  bram: number;
  spram: number;
  dsp: number;
  criticalPath: CriticalPath | null;
}

/** The slowest path from flip-flop to flip-flop. */
export interface CriticalPath {
  ns: number;
  /** Instances it begins and ends in. */
  from: string;
  to: string;
  /** All that it goes through, in a reader's words. */
  through: string[];
}

/**
 * Reads the file that nextpnr writes for `--report`. `cores` are instances whose names are left out of the places
 * on the slowest path. Throws Error naming `where`.
 */
export function readReport(text: string, packed: PackedKinds, where: string, cores = [CORE]): RoutedReport {
  const parsed = reportSchema.safeParse(JSON.parse(text));
  if (!parsed.success) throw new Error(`${where}: not a report of nextpnr: ${parsed.error.message}`);
  const { fmax, utilization, critical_paths: paths } = parsed.data;
  const clocks = Object.values(fmax).map(({ achieved }) => achieved);
  if (clocks.length === 0) throw new Error(`${where}: has no clock`);
  for (const kind of packed.lc) if (utilization[kind] === undefined) throw new Error(`${where}: has no ${kind}`);
  // A part without the block has no entry.
  const count = (kinds: readonly string[]) => kinds.reduce((sum, kind) => sum + (utilization[kind]?.used ?? 0), 0);
  const clocked = paths
    // Between two clocks there is no relation that nextpnr knows of.
    .filter(({ from, to }) => from !== '<async>' && clockOf(from) === clockOf(to))
    .map(({ path }) => ({ path, ns: path.reduce((sum, { delay }) => sum + delay, 0) }))
    .sort((a, b) => b.ns - a.ns)[0];
  return {
    fmaxMHz: Math.min(...clocks),
    lc: count(packed.lc),
    bram: count(packed.bram),
    spram: count(packed.spram),
    dsp: count(packed.dsp),
    criticalPath:
      clocked === undefined
        ? null
        : {
            ns: clocked.ns,
            from: instanceOf(clocked.path[0]!.from.cell),
            to: instanceOf(clocked.path.at(-1)!.to.cell),
            through: placesOf([...clocked.path.map(({ from }) => from.cell), clocked.path.at(-1)!.to.cell], cores),
          },
  };
}

/** Clock of an end of a path, which is told with its edge. */
const clockOf = (end: string) => end.replace(/^(posedge|negedge) /, '');

/** Instance of the design that a cell of the netlist belongs to; the harness for others. */
export function instanceOf(name: string): string {
  const parts = name.split('.');
  return parts[0] === CORE ? instanceLayer(parts.slice(1, -1).join('.')) || 'top' : 'harness';
}

/** Lines of the log in which nextpnr tells what the packed design takes, by its names; empty if it did not come so far. */
export function readUtilisation(log: string): Record<string, { used: number; available: number }> {
  const lines = log.matchAll(/^Info:\s+(\w+):\s*(\d+)\/\s*(\d+)\s+\d+%$/gm);
  return Object.fromEntries(
    [...lines].map(([, name, takes, available]) => [name!, { used: Number(takes), available: Number(available) }]),
  );
}

/** Logic cells that the packed design takes, by nextpnr's log; 0 if it did not come so far. */
export function usedLogic(log: string, { lc }: PackedKinds): number {
  const told = readUtilisation(log);
  return sum(lc.map((kind) => told[kind]?.used ?? 0));
}

/** One placement and routing, or null if the design does not fit; then `log` tells why. */
export interface Routing {
  report: RoutedReport | null;
  log: string;
}

/** What a netlist is routed for: a part in its harness, or a board. */
export interface Routed extends Pick<Part, 'name' | 'route' | 'targetMHz'> {
  packed: PackedKinds;
  /** Instances whose names are left out of the places on the slowest path, the innermost first. */
  cores: string[];
  /** nextpnr's further arguments, by the seed. */
  files: (seed: number) => readonly string[];
}

/** Places and routes a netlist for a part once. Throws as `routeOn`. */
export function route(folder: string, netlist: string, part: Part, seed: number, nextpnr: Program): Promise<Routing> {
  const { packed } = familyOf(part.family).router!;
  const files = () => pinArguments(part);
  return routeOn(folder, netlist, { ...part, packed, cores: [CORE], files }, seed, nextpnr);
}

/** Where the harness's pins are, for a router that does not choose them. */
const pinArguments = ({ name, family, harnessPins }: Part) =>
  harnessPins === null ? [] : familyOf(family).router!.pins(pinsFile(name));

/** Places and routes a netlist once. Throws Error with nextpnr's last lines when it fails for anything but space. */
export async function routeOn(
  folder: string,
  netlist: string,
  on: Routed,
  seed: number,
  nextpnr: Program,
): Promise<Routing> {
  const report = `results/nextpnr-${on.name}-${seed}.json`;
  const ran = await runTool(
    nextpnr.path,
    [
      ...on.route,
      ...on.files(seed),
      ...['--json', netlist, '--seed', String(seed), '--report', report],
      // The clock reached is a result; without the second flag missing the target is a failure.
      ...['--freq', String(on.targetMHz), '--timing-allow-fail'],
    ],
    { cwd: folder },
  );
  if (ran.ok) {
    const file = join(folder, report);
    return { report: readReport(readFileSync(file, 'utf8'), on.packed, file, on.cores), log: ran.all };
  }
  if (/no BELs remaining|Unable to find a placement location|Unable to place cell/.test(ran.all))
    return { report: null, log: ran.all };
  throw new ToolError(`${nextpnr.name} failed:\n${ran.all.split('\n').slice(-8).join('\n')}`);
}

/** Cells of one instance of the design. */
export interface InstanceCells {
  lc: number;
  lut: number;
  ff: number;
}

/**
 * Logic cells, LUTs and flip-flops of each of the design's own instances. Cells whose name tells no instance (nextpnr's own,
 * such as those that feed a carry) are shared out in proportion.
 */
export async function cellsByInstance(
  folder: string,
  netlist: string,
  part: Part,
  nextpnr: Program,
): Promise<Record<string, InstanceCells>> {
  const packed = `results/packed-${part.name}.json`;
  const args = [...part.route, ...pinArguments(part), '--json', netlist, '--pack-only', '--write', packed, '--quiet'];
  await runSound(nextpnr.path, args, { cwd: folder }, `${nextpnr.name} failed`, 30);
  const kinds: readonly string[] = FAMILIES[part.family].harness.logic;
  const logic = typesByInstance(join(folder, packed), (type) => kinds.includes(type));
  const logicOf = (name: string) => sum(Object.values(logic[name] ?? {}));
  const { [HARNESS]: _, [NAMELESS]: __, ...own } = typesByInstance(join(folder, netlist), () => true);
  const cells = Object.entries(own).map(([name, types]): [string, InstanceCells] => {
    const { lut, ff } = countCells(types, part.family);
    return [name, { lc: logicOf(name), lut, ff }];
  });
  const nameless = logicOf(NAMELESS);
  const all = sum(cells.map(([, { lc }]) => lc));
  return Object.fromEntries(cells.map(([name, c]) => [name, { ...c, lc: c.lc * (1 + nameless / all) }]));
}

/** Instances of cells that belong to none of the design's own. */
const NAMELESS = '';

/** For each instance of the design, the number of its cells of every type. */
function typesByInstance(file: string, counts: (type: string) => boolean): Record<string, Record<string, number>> {
  const { modules } = netlistSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const cells = Object.values(modules)
    .flatMap(({ cells }) => Object.entries(cells))
    .filter(([, { type }]) => counts(type))
    .map(([name, { type }]) => ({ path: name.split('.'), name, type }));
  const instances = new Set(cells.flatMap(({ path }) => (path[0] === CORE && path.length > 2 ? [path[1]!] : [])));
  // Of `a` and `a_b` the longer name says more.
  const longest = [...instances].sort((a, b) => b.length - a.length);
  const owner = (name: string, [head, own, ...rest]: readonly string[]) => {
    if (head !== CORE) return /^(in|out|fold)_\d/.test(name) ? HARNESS : NAMELESS;
    if (rest.length > 0) return instanceLayer(own!);
    // A net between two instances is named after the one that drives it.
    const driver = longest.find((instance) =>
      [instance, ...layerNets(instanceLayer(instance))].some((net) => own!.startsWith(`${net}_`)),
    );
    return driver === undefined ? TOP : instanceLayer(driver);
  };
  const found: Record<string, Record<string, number>> = {};
  for (const { name, path, type } of cells) {
    const own = owner(name, path);
    found[own] ??= {};
    found[own][type] = (found[own][type] ?? 0) + 1;
  }
  return found;
}

/** What lies in the top module itself, named after its ports. */
export const TOP = 'top';

const netlistSchema = z.object({
  modules: z.record(z.string(), z.object({ cells: z.record(z.string(), z.object({ type: z.string() })) })),
});
