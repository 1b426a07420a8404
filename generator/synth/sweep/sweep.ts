import { join, resolve } from 'node:path';
import { architectureOf } from '../../arch/architectures.js';
import { copiesOf, estimatePlaced } from '../../arch/copies.js';
import { circuits } from '../../arch/estimate/estimate.js';
import type { Toolchain } from '../../devices/programs.js';
import { generated } from '../../emit/generated.js';
import { topModule } from '../../emit/names.js';
import { version } from '../../emit/render.js';
import { sha256, type Tree } from '../../emit/tree.js';
import { copiesModule } from '../../emit/wrappers/copies.js';
import { treeHash, writeTree } from '../../emit/write-tree.js';
import type { Tell } from '../../support/progress.js';
import { writeStaged } from '../../support/write-staged.js';
import {
  type Implementation,
  implement,
  type Misfit,
  type Placement,
  performance,
  type SynthesisPrograms,
} from '../implement.js';
import { type PlaceAhead, type WantedPlacement, wantedSeeds } from '../wanted.js';
import { SWEEP_FOLDER, type Sweep, type SweepPoint } from './config.js';
import { readRow, type SweepRow } from './results.js';

export interface SweepSettings {
  programs: (point: SweepPoint) => SynthesisPrograms;
  processes: number;
  progress: Tell;
  /** Makes placements of points that are not measured yet somewhere else, by these programs. */
  ahead?: { toolchain: Toolchain; place: PlaceAhead } | undefined;
}

/**
 * Generates, places and routes every point of a sweep. Each row is kept under its tree, tools and commands: what has been
 * measured before is not measured again, so a sweep that was interrupted goes on where it stopped.
 */
export async function runSweep({ model, seeds, points }: Sweep, settings: SweepSettings): Promise<SweepRow[]> {
  const rows: SweepRow[] = [];
  const lookUp = (point: SweepPoint) => {
    const tree = generated(point.design, point.hardware).tree;
    const programs = settings.programs(point);
    const key = sha256(JSON.stringify([synthesisedHash(tree), point.part, programs.yosys, programs.nextpnr, seeds]));
    const kept = join(SWEEP_FOLDER, model, 'rows', `${key}.json`);
    return { tree, programs, kept, found: readRow(kept) };
  };
  const placed = await placedAhead(points, seeds, lookUp, settings);
  for (const [i, point] of points.entries()) {
    const { name, part, design } = point;
    const wrapper = copiesOf(point);
    const { tree, programs, kept, found } = lookUp(point);
    if (found !== undefined) {
      // Sizes are cheap, and the estimate may have been changed.
      rows.push({ ...found, ...sizes(point) });
      continue;
    }
    const folder = resolve(SWEEP_FOLDER, model, name);
    writeTree(folder, design.name, tree, true);
    const told = `${i + 1} of ${points.length}`;
    const routed = await implement(
      folder,
      design.name,
      wrapper === null ? topModule(design.name) : copiesModule(design.name),
      part,
      {
        seeds,
        programs,
        processes: settings.processes,
        placed: placed.get(point),
        progress: (doing) => settings.progress(`${told}: ${doing}`, i / points.length),
      },
    );
    const row = sweepRow(point, tree, routed);
    writeStaged(kept, `${JSON.stringify(row, null, 2)}\n`);
    rows.push(row);
  }
  return rows;
}

/** Placements of the points that have no row yet, by point and seed, where somewhere else makes them. */
async function placedAhead(
  points: readonly SweepPoint[],
  seeds: number,
  lookUp: (point: SweepPoint) => { tree: Tree; programs: SynthesisPrograms; found: SweepRow | undefined },
  { ahead }: SweepSettings,
): Promise<Map<SweepPoint, Map<number, Placement>>> {
  const placed = new Map<SweepPoint, Map<number, Placement>>();
  if (ahead === undefined) return placed;
  const owners = new Map<WantedPlacement, SweepPoint>();
  for (const point of points) {
    const { tree, programs, found } = lookUp(point);
    if (found !== undefined) continue;
    const { toolchain } = ahead;
    const { design, part } = point;
    const top = copiesOf(point) && { top: copiesModule(design.name) };
    const own = { design: design.name, ...top, tree, part, toolchain, programs };
    for (const wanted of wantedSeeds<WantedPlacement>(own, seeds)) owners.set(wanted, point);
  }
  for (const [wanted, placement] of await ahead.place([...owners.keys()])) {
    const point = owners.get(wanted)!;
    placed.set(point, (placed.get(point) ?? new Map()).set(wanted.seed, placement));
  }
  return placed;
}

/** Hash of the files that synthesis reads: a bench or a text may change without a row becoming stale. */
export function synthesisedHash(tree: Tree): string {
  return treeHash(new Map([...tree].filter(([path]) => /^(rtl|mem)\//.test(path))));
}

function sweepRow(point: SweepPoint, tree: Tree, found: Implementation | Misfit): SweepRow {
  const { hardware, part } = point;
  const wrapper = copiesOf(point);
  const fits = !('shortages' in found);
  const { cyclesPerFragment, realTimeMHz, fragmentsPerSecond, lcCycles } = performance(
    fits ? found : { fmaxMHz: 0, lc: 0 },
    hardware,
    wrapper,
  );
  return {
    name: point.name,
    part: part.name,
    architecture: hardware.architecture,
    lanes: architectureOf(hardware).lanesText(hardware),
    ...(wrapper && { copies: wrapper.copies }),
    generator: version(),
    tree: synthesisedHash(tree),
    tools: found.tools,
    synthesis: part.synthesis,
    cyclesPerFragment,
    realTimeMHz,
    routed: fits
      ? {
          ...pick(found),
          fmaxMHz: found.fmaxMHz,
          fragmentsPerSecond,
          lcCycles,
          seeds: found.seeds.map(({ seed, lc, fmaxMHz }) => ({ seed, lc, fmaxMHz })),
          instances: found.instances,
        }
      : null,
    shortages: fits ? [] : found.shortages,
    ...(fits ? {} : { packed: found.instances }),
    ...sizes(point),
  };
}

const pick = ({ lc, lut, ff, bram, spram, dsp }: Implementation) => ({ lc, lut, ff, bram, spram, dsp });

/** Circuits are those of one core, blocks those of all. */
function sizes(point: SweepPoint): Pick<SweepRow, 'circuits' | 'blocks'> {
  const { hardware, part } = point;
  const { bram, spram, dsp } = estimatePlaced(hardware, copiesOf(point), part);
  return { circuits: circuits(hardware, part), blocks: { bram, spram, dsp } };
}
