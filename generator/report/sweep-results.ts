import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { architectureOf } from '../arch/architectures.js';
import { copiesOf } from '../arch/copies.js';
import { claim, type Fault, follows } from '../config/result-fields.js';
import { generated } from '../emit/generated.js';
import { type Problem, UserError } from '../support/errors.js';
import { performance } from '../synth/implement.js';
import { readSweep, type SweepPoint } from '../synth/sweep/config.js';
import { readSweeps, type SweepRow, sweepFile } from '../synth/sweep/results.js';
import { synthesisedHash } from '../synth/sweep/sweep.js';
import { staleMark } from './freshness.js';

/** A row with its `staleMark`. */
export type ReportedRow = SweepRow & { stale?: string | null };

/** A sweep with what its configuration asks for now. */
export interface ReportedSweep {
  model: string;
  rows: ReportedRow[];
  /** Designs of the configuration that have no row yet. */
  missing?: { name: string; part: string }[];
  /** What the configuration says of each design, in its order. */
  designs?: { name: string; architecture: string; folding: object; copies?: number | undefined }[];
}

/**
 * Sweeps beside their configurations as they are now. Throws UserError with all that is malformed, inconsistent, or of these
 * very files and yet not what they do.
 */
export function reportedSweeps(results: string, configs: string): ReportedSweep[] {
  const problems: Problem[] = [];
  const sweeps = readSweeps(results).map(({ model, rows }) => {
    const file = join(configs, `${model}.json`);
    const points = existsSync(file) ? readSweep(file).points : [];
    const reported = rows.map((row, i) => {
      const point = points.find(({ name, part }) => name === row.name && part.name === row.part);
      const { stale, faults } =
        point === undefined ? { stale: 'stale: no longer asked for', faults: [] } : of(row, point);
      const where = sweepFile(results, model);
      problems.push(...faults.map((fault) => ({ where, ...fault, field: `rows[${i}].${fault.field}` })));
      return { ...row, stale };
    });
    const missing = points
      .filter(({ name, part }) => !rows.some((row) => row.name === name && row.part === part.name))
      .map(({ name, part }) => ({ name, part: part.name }));
    const designs = new Map(
      points.map(({ name, design: { architecture, folding, copies } }) => [
        name,
        { name, architecture, folding, copies },
      ]),
    );
    return { model, rows: reported, missing, designs: [...designs.values()] };
  });
  if (problems.length > 0) throw new UserError(problems);
  return sweeps;
}

function of(row: SweepRow, { design, hardware, part }: SweepPoint): { stale: string | null; faults: Fault[] } {
  const hash = synthesisedHash(generated(design, hardware).tree);
  // Other commands of synthesis give other cells of the same files.
  const stale = staleMark(row, row.synthesis === part.synthesis ? hash : '');
  if (stale !== null) return { stale, faults: [] };
  const { cyclesPerFragment, realTimeMHz } = performance(
    { fmaxMHz: 0, lc: 0 },
    hardware,
    copiesOf({ design, hardware }),
  );
  const { architecture } = hardware;
  const lanes = architectureOf(hardware).lanesText(hardware);
  return {
    stale,
    faults: [
      ...follows('cyclesPerFragment', row.cyclesPerFragment, cyclesPerFragment, 'the design'),
      ...follows('realTimeMHz', row.realTimeMHz, realTimeMHz, 'the design'),
      ...claim(row.architecture === architecture, 'architecture', "not the design's", row.architecture, architecture),
      ...follows('copies', row.copies ?? null, design.copies ?? null, 'the design'),
      ...claim(row.lanes === lanes, 'lanes', "not the design's", row.lanes, lanes),
    ],
  };
}
