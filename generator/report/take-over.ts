import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { designFolder } from '../config/design.js';
import { UserError } from '../config/errors.js';
import { knownDesigns } from '../config/known-designs.js';
import { claim, count, type Fault, readResult, some } from '../config/result-fields.js';
import { bitstreamTree } from '../emit/board.js';
import { templatesHash } from '../emit/templates-hash.js';
import { treeHash } from '../emit/write-tree.js';
import type { BoardResult } from '../synth/bitstream.js';
import { findBoard } from '../synth/boards.js';
import { FAMILY_NAMES } from '../synth/parts.js';
import { readBoardResult } from './board-results.js';
import { modelFacts, simulatedFaults } from './design-results.js';
import { type CurrentDesign, hasKeptModel } from './freshness.js';
import { type MeasuredDesign, type Synthesis, simulationFaults, simulationSchema, synthesisSchema } from './results.js';

/** What `simulate` leaves, as far as it is taken over or judged. */
const leftSimulation = z.object({
  ...simulationSchema.shape,
  layers: z.array(z.object({ values: some, mismatches: count })).min(1),
  class: z.object({ values: some, mismatches: count }),
  cycleMismatches: count.nullable(),
  failures: z.array(z.string()),
});

const leftSynthesis = z.object(synthesisSchema.shape);

/**
 * What simulate and synth left of a design, in the form of `docs/results`. Throws UserError unless all of it is there, passed
 * and is of the design as it is now.
 */
export function leftOfDesign(now: CurrentDesign, named: string, file: string): MeasuredDesign {
  const { design, hardware, hash } = now;
  const left = <T extends { tree: string }>(
    name: string,
    verb: string,
    schema: z.ZodType<T>,
    faults: (t: T) => Fault[],
  ) => {
    const path = join(designFolder(design.name), 'results', name);
    const fix = `npx bitbeat ${verb} --design ${named}`;
    if (!existsSync(path)) throw new UserError({ where: path, message: 'not measured yet', fix });
    return readResult(path, schema, (result) => [
      ...ofThese(result.tree, hash).map((fault) => ({ ...fault, fix })),
      ...faults(result),
    ]);
  };
  const simulation = left('simulate-verilator.json', 'simulate', leftSimulation, (result) => [
    ...simulationFaults(result),
    ...simulatedFaults(result, hardware).map(({ field = '', ...rest }) => ({
      ...rest,
      field: field.replace('simulation.', ''),
    })),
    ...claim(result.failures.length === 0, 'failures', 'the simulation failed', result.failures, 'none'),
    ...claim(result.class.mismatches === 0, 'class.mismatches', 'classes differ', result.class.mismatches, '0'),
    ...claim(
      result.cycleMismatches === 0,
      'cycleMismatches',
      'cycles differ, or were not compared',
      result.cycleMismatches,
      '0',
    ),
  ]);
  const synthesis = FAMILY_NAMES.map((family) => {
    const of = ({ family: found }: Synthesis) => claim(found === family, 'family', 'of another family', found, family);
    return synthesisSchema.parse(left(`synth-${family}.json`, 'synth', leftSynthesis, of));
  });
  const { failures, class: _, cycleMismatches, ...kept } = simulation;
  const known = knownDesigns().some((own) => own.file === file);
  const made = known && hasKeptModel(file) ? {} : { made: { model: modelFacts(hardware), templates: templatesHash() } };
  return { design: design.name, ...made, simulation: kept, synthesis };
}

/** What `bitstream` left of a board's own design. Throws UserError as `leftOfDesign`. */
export function leftOfBoard(name: string, { design, hardware }: CurrentDesign, path: string): BoardResult {
  const fix = `npx bitbeat bitstream --board ${name}`;
  if (!existsSync(path)) throw new UserError({ where: path, message: 'not measured yet', fix });
  const result = readBoardResult(path);
  const hash = treeHash(bitstreamTree(design, hardware, findBoard(name, '--board')));
  const faults = ofThese(result.tree, hash);
  if (faults.length > 0) throw new UserError(faults.map((fault) => ({ where: path, ...fault, fix })));
  return result;
}

const ofThese = (found: string, now: string) =>
  claim(found === now, 'tree', 'of other files than the design has now', found, now);
