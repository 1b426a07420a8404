import type { Per } from '../network/network.js';
import { type TaskKind, taskOf, type WithTask } from '../network/task.js';
import { forClasses, type Topology } from '../network/topology.js';
import { type Problem, UserError } from '../support/errors.js';
import { type SignalSet, targetsOf } from './signal-set.js';
import { withoutClasses } from './targets.js';

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
  if (targets?.kind === kind && per === own) return null;
  const where = provenance.source;
  if (kind === 'classes' && own === 'window') return withoutClasses(where, targets, per);
  return {
    where,
    field: FIELDS[kind],
    message: `not what network ${network.name} says`,
    value: targets && `${targets.kind} of each ${per}`,
    allowed: `${kind} of each ${own}: ${network.classes.join(', ')}`,
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
  if (targets.kind !== 'values' || task?.kind !== 'values' || task.units !== undefined) return topology;
  return targets.units === undefined ? topology : { ...topology, task: { ...task, units: targets.units } };
}
