import { UserError } from '../support/errors.js';
import { isEnd, type Network, type Node } from './network.js';
import type { Task } from './task.js';

/** What is trained: everything of a `FloatModel` but the numbers. */
export interface Topology<N extends Node = Node> extends Network<N> {
  name: string;
  /** Names of the outputs, whatever they say. */
  classes: string[];
  /** What the outputs say; absent: classes. */
  task?: Task | undefined;
  /** Real value of one step of x; a power of two. */
  inputScale: number;
  layers: N[];
}

/**
 * The network for some of its classes, in the data's order: its last layer has an output for each.
 *
 * @throws UserError when the data has a class that the network does not know
 */
export function forClasses(topology: Topology, classes: readonly string[]): Topology {
  if (topology.classes.join() === classes.join()) return topology;
  const unknown = classes.filter((name) => !topology.classes.includes(name));
  if (unknown.length > 0)
    throw new UserError({
      where: `network ${topology.name}`,
      message: `the data has classes that the network does not know: ${unknown.join(', ')}`,
      allowed: topology.classes.join(', '),
    });
  const layers = topology.layers.map((l) => (isEnd(topology, l) ? { ...l, outChannels: classes.length } : l));
  return { ...topology, classes: [...classes], layers };
}
