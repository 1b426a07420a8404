import type { LayerHardware } from './engines.js';
import type { QueueTimes } from './handshakes.js';
import { Deadlock, type NetworkTimes, simulateNetwork } from './network.js';

/*
 * Queues in front of joins: what comes early over one branch waits there for what comes late over the other.
 *
 * Their depth is the most that ever waits in them when they have no end, with ports that never pause; so with that depth
 * nothing waits longer, and every cycle is the same.
 *
 * That no pause of a port can stop such a network for ever is another matter, as pauses change what waits where. It follows
 * from a second simulation, of engines at their worst (`patient`), with queues of that depth. Which handshakes a handshake
 * there waits for - the beats before it, the place that it takes, the values that it is made of - is fixed by the network
 * alone: no data and no time chooses between branches, and nothing that may happen is taken back. If that simulation goes
 * through, the order in which things happen in it is one in which each comes behind all that it waits for. Suppose now that
 * pauses stop the hardware for ever, and take the first handshake of that order that never comes: all that it waits for has
 * come, for the hardware waits for no more than the engines at their worst, and pauses end. So it comes. And a handshake
 * waits for none of a later fragment; what it waits for in its own is the same in every fragment: so two fragments, one
 * behind the other, stand for any number.
 */

/** Fragments that are run to see what waits, and to see that nothing stops. */
const FRAGMENTS = { timed: 7, worst: 2 };

/** A memory has two words at least. */
const FEWEST_WORDS = 2;

/** The layers with the depth of every queue. An operand of which none ever waits has no queue. */
export function withQueues(layers: readonly LayerHardware[]): LayerHardware[] {
  if (layers.every((layer) => layer.reads.flat().length === 1)) return [...layers];
  const everywhere = changeQueues(layers, (_, layer) => (layer.reads.flat().length > 1 ? ENDLESS : 0));
  const all = timed(everywhere);
  const fewer = withoutIdle(everywhere, all);
  if (fewer !== null && goesThrough(fewer)) return fewer;
  const deep = deepEnough(everywhere, all);
  return goesThrough(deep) ? deep : deepEnough(everywhere, all, worst(everywhere));
}

const ENDLESS = Number.POSITIVE_INFINITY;

/** Without the queues in which nothing waits; null: that would stop the network or make it slower. */
function withoutIdle(everywhere: readonly LayerHardware[], all: NetworkTimes): LayerHardware[] | null {
  const kept = changeQueues(everywhere, (words, _, at) => (words > 0 && waits(timesAt(all, at)!) ? ENDLESS : 0));
  try {
    const times = timed(kept);
    return lastScore(times) > lastScore(all) ? null : deepEnough(kept, times);
  } catch (error) {
    if (error instanceof Deadlock) return null;
    throw error;
  }
}

/** Queues without an end as deep as the most that they hold in some runs. */
const deepEnough = (layers: readonly LayerHardware[], ...runs: NetworkTimes[]): LayerHardware[] =>
  changeQueues(layers, (words, _, at) =>
    words === 0 ? 0 : Math.max(FEWEST_WORDS, ...runs.map((run) => mostHeld(timesAt(run, at)!))),
  );

function goesThrough(layers: readonly LayerHardware[]): boolean {
  try {
    worst(layers);
    return true;
  } catch (error) {
    if (error instanceof Deadlock) return false;
    throw error;
  }
}

const timed = (layers: readonly LayerHardware[]) =>
  simulateNetwork(layers, { fragments: FRAGMENTS.timed, registered: false, from: 0 });

const worst = (layers: readonly LayerHardware[]) =>
  simulateNetwork(layers, { fragments: FRAGMENTS.worst, registered: false, from: 0, patient: true });

const lastScore = ({ layers }: NetworkTimes) => layers.at(-1)!.taken.at(-1)!;

interface QueuePlace {
  layer: number;
  operand: number;
  part: number;
}

const timesAt = ({ queues }: NetworkTimes, { layer, operand, part }: QueuePlace) => queues[layer]![operand]![part]!;

const changeQueues = (
  layers: readonly LayerHardware[],
  change: (words: number, of: LayerHardware, at: QueuePlace) => number,
): LayerHardware[] =>
  layers.map((own, layer) => ({
    ...own,
    queues: own.queues.map((parts, operand) =>
      parts.map((words, part) => change(words, own, { layer, operand, part })),
    ),
  }));

/** Some beat is not read, or not taken, as soon as it could be. */
const waits = ({ written, loaded, taken }: QueueTimes) =>
  written.some((cycle, i) => loaded[i]! > cycle + 1 || taken[i]! > cycle + 2);

/** Words that are written and not read, at most. */
function mostHeld({ written, loaded }: QueueTimes): number {
  let read = 0;
  let most = 0;
  written.forEach((cycle, i) => {
    while (read < i && loaded[read]! < cycle) read++;
    most = Math.max(most, i + 1 - read);
  });
  return most;
}
