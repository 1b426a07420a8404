import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { designFolder } from '../config/design.js';
import { knownDesigns } from '../config/known-designs.js';
import { claim, count, type Fault, readResult, some } from '../config/result-fields.js';
import { COUNTED_FAMILIES, findBoard } from '../devices/devices.js';
import { generated } from '../emit/generated.js';
import { bitstreamTree } from '../emit/wrappers/board.js';
import { treeHash } from '../emit/write-tree.js';
import { UserError } from '../support/errors.js';
import type { BoardResult } from '../synth/bitstream.js';
import { readBoardResult } from './board-results.js';
import type { BoardRow } from './board-rows.js';
import { modelFacts, simulatedFaults } from './design-results.js';
import { type CurrentDesign, hasKeptModel } from './freshness.js';
import { type MeasuredDesign, type Synthesis, simulationFaults, simulationSchema, synthesisSchema } from './results.js';
import { templatesHash } from './templates-hash.js';

/** What `simulate` leaves, as far as it is taken over or judged. */
const leftSimulationSchema = z.object({
  ...simulationSchema.shape,
  layers: z.array(z.object({ values: some, mismatches: count })).min(1),
  class: z.object({ values: some, mismatches: count }).nullable(),
  cycleMismatches: count.nullable(),
  failures: z.array(z.string()),
});

const leftSynthesisSchema = z.object(synthesisSchema.shape);

/** A file that a verb left of a design. Throws UserError unless it is of the design as it is now and has no fault. */
function readLeft<T extends { tree: string }>(
  { design, hash }: CurrentDesign,
  file: string,
  command: string,
  schema: z.ZodType<T>,
  faults: (result: T) => Fault[],
): T {
  const path = join(designFolder(design.name), 'results', file);
  const fix = `npx bitbeat ${command}`;
  if (!existsSync(path)) throw new UserError({ where: path, message: 'not measured yet', fix });
  return readResult(path, schema, (result) => [
    ...ofThese(result.tree, hash).map((fault) => ({ ...fault, fix })),
    ...faults(result),
  ]);
}

/** What simulate left. Throws UserError unless it is there, passed and is of the design as it is now. */
export function leftSimulation(now: CurrentDesign, named: string): MeasuredDesign['simulation'] {
  const found = readLeft(
    now,
    'simulate-verilator.json',
    `simulate --design ${named}`,
    leftSimulationSchema,
    (result) => [
      ...simulationFaults(result),
      ...simulatedFaults(result, now.hardware).map(({ field = '', ...rest }) => ({
        ...rest,
        field: field.replace('simulation.', ''),
      })),
      ...claim(result.failures.length === 0, 'failures', 'the simulation failed', result.failures, 'none'),
      ...claim(!result.class?.mismatches, 'class.mismatches', 'classes differ', result.class?.mismatches ?? null, '0'),
      ...claim(
        result.cycleMismatches === 0,
        'cycleMismatches',
        'cycles differ, or were not compared',
        result.cycleMismatches,
        '0',
      ),
    ],
  );
  const { failures, class: _, cycleMismatches, ...kept } = found;
  return kept;
}

/** What synth left, a result a family. Throws UserError as `leftSimulation`. */
export function leftSynthesis(now: CurrentDesign, named: string): Synthesis[] {
  return COUNTED_FAMILIES.map((family) => {
    const of = ({ family: found }: Synthesis) => claim(found === family, 'family', 'of another family', found, family);
    return readLeft(now, `synth-${family}.json`, `synth --design ${named}`, leftSynthesisSchema, of);
  });
}

/** What simulate and synth left of a design, in the form of `docs/results`. Throws UserError unless it has all of both. */
export function leftOfDesign(now: CurrentDesign, named: string, file: string): MeasuredDesign {
  return inForm(now, file, leftSimulation(now, named), leftSynthesis(now, named));
}

/** The same, with what was kept in the place of what was not measured again; null: nothing was left, or of one part there is neither. */
export function keptOrLeft(now: CurrentDesign, file: string, kept: MeasuredDesign | undefined): MeasuredDesign | null {
  const left = {
    simulation: ifThere(() => leftSimulation(now, now.design.name)),
    synthesis: ifThere(() => leftSynthesis(now, now.design.name)),
  };
  // What was measured on other files must not come to look as if it was of these.
  if (left.simulation === undefined && left.synthesis === undefined) return null;
  const { simulation = kept?.simulation, synthesis = kept?.synthesis } = left;
  if (simulation === undefined || synthesis === undefined) return null;
  const found = inForm(now, file, simulation, synthesis);
  // One hash of templates stands for both.
  return found.made !== undefined && synthesis.some(({ tree }) => tree !== simulation.tree) ? null : found;
}

/** Undefined instead of a UserError. */
export function ifThere<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function inForm(
  { design, hardware }: CurrentDesign,
  file: string,
  simulation: MeasuredDesign['simulation'],
  synthesis: Synthesis[],
): MeasuredDesign {
  const known = knownDesigns().some((own) => own.file === file);
  const made =
    known && hasKeptModel(file) ? {} : { made: { model: modelFacts(hardware), templates: templatesHash('networks') } };
  return { design: design.name, ...made, simulation, synthesis };
}

/** What `bitstream` left of a row of the table of boards. Throws UserError as `leftOfDesign`. */
export function leftOfBoard(row: BoardRow, { design, hardware }: CurrentDesign, path: string): BoardResult {
  const fix = `npx bitbeat bitstream --board ${row.board}${row.name === row.board ? '' : ` --design ${row.design}`}`;
  if (!existsSync(path)) throw new UserError({ where: path, message: 'not measured yet', fix });
  const result = readBoardResult(path);
  const hash = treeHash(bitstreamTree(generated(design, hardware), findBoard(row.board, '--board')));
  const faults = ofThese(result.tree, hash);
  if (faults.length > 0) throw new UserError(faults.map((fault) => ({ where: path, ...fault, fix })));
  return result;
}

const ofThese = (found: string, now: string) =>
  claim(found === now, 'tree', 'of other files than the design has now', found, now);
