import { join, resolve } from 'node:path';
import { architectureOf } from '../../arch/architectures.js';
import { circuits, estimate } from '../../arch/estimate/estimate.js';
import type { Program } from '../../devices/programs.js';
import { generated } from '../../emit/generated.js';
import { topModule } from '../../emit/names.js';
import { version } from '../../emit/render.js';
import { sha256, type Tree } from '../../emit/tree.js';
import { treeHash, writeTree } from '../../emit/write-tree.js';
import type { Tell } from '../../support/progress.js';
import { writeStaged } from '../../support/write-staged.js';
import { type Implementation, implement, type Misfit, performance } from '../implement.js';
import { SWEEP_FOLDER, type Sweep, type SweepPoint } from './config.js';
import { readRow, type SweepRow } from './results.js';

export interface SweepSettings {
  programs: (point: SweepPoint) => { yosys: Program; nextpnr: Program };
  processes: number;
  progress: Tell;
}

/**
 * Generates, places and routes every point of a sweep. Each row is kept under its tree, tools and commands: what has been
 * measured before is not measured again, so a sweep that was interrupted goes on where it stopped.
 */
export async function runSweep({ model, seeds, points }: Sweep, settings: SweepSettings): Promise<SweepRow[]> {
  const rows: SweepRow[] = [];
  for (const [i, point] of points.entries()) {
    const { name, part, design, hardware } = point;
    const tree = generated(design, hardware).tree;
    const programs = settings.programs(point);
    const key = sha256(JSON.stringify([synthesisedHash(tree), part, programs.yosys, programs.nextpnr, seeds]));
    const kept = join(SWEEP_FOLDER, model, 'rows', `${key}.json`);
    const found = readRow(kept);
    if (found !== undefined) {
      // Sizes are cheap, and the estimate may have been changed.
      rows.push({ ...found, ...sizes(point) });
      continue;
    }
    const folder = resolve(SWEEP_FOLDER, model, name);
    writeTree(folder, design.name, tree, true);
    const told = `${i + 1} of ${points.length}`;
    const routed = await implement(folder, design.name, topModule(design.name), part, {
      seeds,
      programs,
      processes: settings.processes,
      progress: (doing) => settings.progress(`${told}: ${doing}`, i / points.length),
    });
    const row = sweepRow(point, tree, routed);
    writeStaged(kept, `${JSON.stringify(row, null, 2)}\n`);
    rows.push(row);
  }
  return rows;
}

/** Hash of the files that synthesis reads: a bench or a text may change without a row becoming stale. */
export function synthesisedHash(tree: Tree): string {
  return treeHash(new Map([...tree].filter(([path]) => /^(rtl|mem)\//.test(path))));
}

function sweepRow(point: SweepPoint, tree: Tree, found: Implementation | Misfit): SweepRow {
  const { hardware, part } = point;
  const fits = !('shortages' in found);
  const { cyclesPerFragment, realTimeMHz, fragmentsPerSecond, lcCycles } = performance(
    fits ? found : { fmaxMHz: 0, lc: 0 },
    hardware,
  );
  return {
    name: point.name,
    part: part.name,
    architecture: hardware.architecture,
    lanes: architectureOf(hardware).lanesText(hardware),
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

function sizes({ hardware, part }: SweepPoint): Pick<SweepRow, 'circuits' | 'blocks'> {
  const { bram, spram, dsp } = estimate(hardware, part);
  return { circuits: circuits(hardware, part), blocks: { bram, spram, dsp } };
}
