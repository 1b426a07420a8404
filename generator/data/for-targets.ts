import type { Per } from '../network/network.js';
import {
  isSeveral,
  type OutputTask,
  ofSeveral,
  outputsOf,
  saidInWords,
  type TaskKind,
  taskOf,
  type WithTask,
} from '../network/task.js';
import { forClasses, type Topology } from '../network/topology.js';
import { type Problem, UserError } from '../support/errors.js';
import { type SignalSet, targetsOf } from './signal-set.js';
import {
  type OutputTargets,
  type SeveralTargets,
  severalTargets,
  type Targets,
  targetOutputs,
  targetsInWords,
  withoutClasses,
} from './targets.js';

/** What a network says, and of what: it is compared with data. */
type Saying = WithTask & { name: string; per?: Per | undefined };

const FIELDS: Record<TaskKind, string> = {
  classes: 'classes',
  labels: 'targets',
  values: 'targets',
  several: 'targets',
};

/** What is wrong with the targets of data, where a network says something else of windows; null: nothing. */
export function otherTask(network: Saying, { targets, per, provenance }: SignalSet): Problem | null {
  const [kind, own] = [taskOf(network).kind, network.per ?? 'window'];
  const several = isSeveral(network);
  const same = targets?.kind === kind && per === own;
  // Classes may be some of the network's; of several outputs each is told.
  if (same && (!several || targetsInWords(targets, per) === saidInWords(network))) return null;
  const where = provenance.source;
  if (kind === 'classes' && own === 'window') return withoutClasses(where, targets, per);
  return {
    where,
    field: FIELDS[kind],
    message: `not what network ${network.name} says`,
    value: targets && (several ? targetsInWords(targets, per) : `${targets.kind} of each ${per}`),
    allowed: several ? saidInWords(network) : `${kind} of each ${own}: ${network.classes.join(', ')}`,
  };
}

/**
 * The network for the targets of data: for those of its classes that the data have, with the units of their values.
 *
 * @throws UserError when the data has a class that the network does not know, or targets that it does not say
 */
export function forTargets(topology: Topology, set: SignalSet): Topology {
  const network = withUnits(topology, set);
  const targets = targetsOf(set);
  return targets.kind === 'classes' ? forClasses(network, targets.names) : network;
}

/**
 * A network whose values have the units of the data, where its file says none.
 *
 * @throws UserError when the data has targets that it does not say
 */
export function withUnits(topology: Topology, set: SignalSet): Topology {
  const problem = otherTask(topology, set);
  if (problem !== null) throw new UserError(problem);
  const { task } = topology;
  const targets = targetsOf(set);
  if (task === undefined || task.kind === 'classes') return topology;
  if (!ofSeveral(task)) return ofSeveral(targets) ? topology : { ...topology, task: inUnitsOf(task, targets) };
  if (!ofSeveral(targets)) return topology;
  const outputs = task.outputs.map((own, i) => ({ ...own, task: inUnitsOf(own.task, targets.outputs[i]!.targets) }));
  return { ...topology, task: { ...task, outputs } };
}

function inUnitsOf(task: OutputTask, targets: OutputTargets): OutputTask {
  if (targets.kind !== 'values' || task.kind !== 'values' || task.units !== undefined) return task;
  return targets.units === undefined ? task : { ...task, units: targets.units };
}

/** What data know of several outputs. */
export interface KnownOutputs {
  /** Of the outputs that there are targets of; null: of none. */
  targets: SeveralTargets | null;
  /** Names of outputs without targets. */
  missing: string[];
  /** Targets that are of no output, in words. */
  strange: string[];
}

/** Targets that are those of an output by its name, or, where they have none, of the only one that says the same. */
export function targetsOfOutputs(network: WithTask, targets: Targets): KnownOutputs {
  const outputs = outputsOf(network);
  const strange: string[] = [];
  const known = targetOutputs(targets).flatMap(({ name, targets: own }) => {
    const found = outputs.filter(
      (output) =>
        (name === '' || output.name === name) &&
        output.task.kind === own.kind &&
        JSON.stringify(output.classes) === JSON.stringify(own.names),
    );
    if (found.length === 1) return [{ name: found[0]!.name, targets: own }];
    strange.push(`${name === '' ? '' : `${name}: `}${own.kind} ${own.names.join(', ')}`);
    return [];
  });
  const names = known.map(({ name }) => name);
  return {
    targets: known.length === 0 ? null : severalTargets(known),
    missing: outputs.flatMap(({ name }) => (names.includes(name) ? [] : [name])),
    strange,
  };
}
