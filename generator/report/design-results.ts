import { join } from 'node:path';
import type { Hardware } from '../arch/hardware.js';
import { storedBytes } from '../arch/memories.js';
import { readDesign } from '../config/design.js';
import { claim, type Fault, follows } from '../config/result-fields.js';
import { storage } from '../model/storage.js';
import { streamsOf } from '../simulate/streams.js';
import { type Problem, UserError } from '../support/errors.js';
import { type MeasuredAccuracy, measuredAccuracy, NOT_MEASURED } from './accuracy.js';
import {
  type CurrentDesign,
  currentDesign,
  fileOfDesign,
  hasKeptModel,
  type Measured,
  staleMark,
} from './freshness.js';
import { type MeasuredDesign, type ModelFacts, readResults } from './results.js';
import { templatesHash } from './templates-hash.js';

/** What the report says of a design: what was measured, and what follows from the design itself. */
export interface DesignResults extends Omit<MeasuredDesign, 'made'> {
  model: ModelFacts;
  accuracy: MeasuredAccuracy;
  /** See `staleMark`. */
  stale: { simulation: string | null; synthesis: string | null };
}

/** Size of a design's network, by itself and in the design. */
export function modelFacts(hardware: Hardware): ModelFacts {
  const { model } = hardware;
  const { totalBytes, averageBitwidth, compression } = storage(model);
  return {
    name: model.name,
    storedBytes: totalBytes,
    designBytes: storedBytes(hardware),
    averageBitwidth,
    compression,
  };
}

/**
 * The results of a folder with what their designs are now. Stale ones are marked. Throws UserError with all that is malformed,
 * did not pass, or is of these very files and yet not what they do.
 */
export function reportedDesigns(folder: string): DesignResults[] {
  const problems: Problem[] = [];
  const reported = readResults(folder).map((result) => {
    const where = join(folder, `${result.design}.json`);
    const file = fileOfDesign(result.design, where);
    const kept = file !== null && hasKeptModel(file);
    const { faults, ...known } = kept ? ofKept(result, currentDesign(file, result.design)) : ofMade(result, where);
    problems.push(...faults.map((fault) => ({ where, ...fault })));
    const accuracy = file === null ? NOT_MEASURED : measuredAccuracy(readDesign(file).model);
    const { design, simulation, synthesis } = result;
    return { design, simulation, synthesis, ...known, accuracy };
  });
  if (problems.length > 0) throw new UserError(problems);
  return reported;
}

type Known = Pick<DesignResults, 'model' | 'stale'> & { faults: Fault[] };

function ofKept({ made, simulation, synthesis }: MeasuredDesign, { hardware, hash }: CurrentDesign): Known {
  const faults = [
    ...claim(made === undefined, 'made', 'taken from the model itself, which is here', made, 'no such field'),
    ...(simulation.tree === hash ? simulatedFaults(simulation, hardware) : []),
  ];
  return {
    model: modelFacts(hardware),
    stale: { simulation: staleMark(simulation, hash), synthesis: staleOf(synthesis, (of) => staleMark(of, hash)) },
    faults,
  };
}

/** Nothing of a model that may be missing can be computed; the templates at least are known. */
function ofMade({ made, simulation, synthesis }: MeasuredDesign, where: string): Known {
  if (made === undefined)
    throw new UserError({
      ...{ where, field: 'made', message: 'missing field', allowed: 'facts of the model, as its file may be missing' },
      fix: 'npx bitbeat report --design with the model in its place',
    });
  const mark = (of: Measured) => (made.templates === templatesHash('networks') ? null : staleMark(of, ''));
  const other = synthesis.find(({ tree }) => tree !== simulation.tree);
  return {
    model: made.model,
    stale: { simulation: mark(simulation), synthesis: staleOf(synthesis, mark) },
    faults: claim(other === undefined, 'synthesis', 'of other files than simulated', other?.tree, simulation.tree),
  };
}

const staleOf = (some: readonly Measured[], mark: (of: Measured) => string | null) =>
  some.map(mark).find((text) => text !== null) ?? null;

/** What a simulation of these files must have compared and counted. */
export function simulatedFaults(simulation: MeasuredDesign['simulation'], hardware: Hardware): Fault[] {
  const orders = streamsOf(hardware).map(({ order }) => order.length);
  const { layers, fragments, cyclesPredicted, intervalPredicted } = simulation;
  return [
    ...follows('simulation.layers.length', layers.length, hardware.layers.length, 'the design'),
    ...layers.flatMap(({ values }, i) =>
      follows(`simulation.layers[${i}].values`, values, fragments * (orders[i] ?? 0), 'the design and its fragments'),
    ),
    ...follows('simulation.cyclesPredicted', cyclesPredicted, hardware.latencyCycles, 'the design'),
    ...(intervalPredicted === null
      ? []
      : follows('simulation.intervalPredicted', intervalPredicted, hardware.intervalCycles, 'the design')),
  ];
}
