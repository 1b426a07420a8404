import type { LayerHardware } from './engines.js';
import type { QueueTimes } from './handshakes.js';
import { Deadlock, type NetworkTimes, simulateNetwork } from './network.js';

/*
 * Queues in front of joins: what comes early over one branch waits there for what comes late over the other.
 *
 * Of the streams that a layer joins, the one that comes last, its main one, needs none as a rule; were all queued, they would
 * fill without end while the layer is slow. The others' depth is the most that ever waits in them when they have no end, with
 * ports that never pause; so with that depth nothing waits longer, and every cycle is the same. Where that stops the network, or
 * makes it clearly slower than queues without end everywhere, main streams get short queues too.
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

/** So much slower than with queues without end a network may be: a little speed would be dear. */
const TOLERANCE = 1.02;

const ENDLESS = Number.POSITIVE_INFINITY;

/** The layers with the depth of every queue. */
export function withQueues(layers: readonly LayerHardware[]): LayerHardware[] {
  if (layers.every((layer) => !joins(layer))) return [...layers];
  const everywhere = changeQueues(layers, (_, layer) => (joins(layer) ? ENDLESS : 0));
  const free = timed(everywhere);
  const isMain = mainStreams(everywhere, free);
  // Operands that come at the same time need none.
  let best = attempt(() => queued(changeQueues(layers, () => 0)));
  const enough = interval(free) * TOLERANCE;
  for (let words = 0; best === null || best.interval > enough; words = Math.max(FEWEST_WORDS, 2 * words)) {
    const found = attempt(() => queued(changeQueues(everywhere, (own, _, at) => (isMain(at) ? words : own))));
    if (found !== null && (best === null || found.interval < best.interval)) best = found;
    // Deeper than a fragment nothing can be of use.
    if (words > mostBeats(layers)) break;
  }
  if (best === null) throw new Deadlock();
  return best.layers;
}

interface Queued {
  layers: LayerHardware[];
  interval: number;
}

const joins = (layer: LayerHardware) => layer.reads.flat().length > 1;

/** Queues without an end get one, or go where nothing ever waits in them. Throws Deadlock. */
function queued(layers: readonly LayerHardware[]): Queued {
  const all = timed(layers);
  const needed = changeQueues(layers, (words, _, at) => (words === ENDLESS && !waits(timesAt(all, at)!) ? 0 : words));
  const fewer = attempt(() => timed(needed));
  const [kept, times] = fewer === null || interval(fewer) > interval(all) ? [layers, all] : [needed, fewer];
  const found = changeQueues(kept, (words, _, at) =>
    words === ENDLESS ? Math.max(FEWEST_WORDS, mostHeld(timesAt(times, at)!)) : words,
  );
  worst(found);
  return { layers: found, interval: interval(times) };
}

function attempt<T>(make: () => T): T | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof Deadlock) return null;
    throw error;
  }
}

/** Of the streams of every join the one whose tiles come last. */
function mainStreams(layers: readonly LayerHardware[], { queues }: NetworkTimes): (at: QueuePlace) => boolean {
  const mains = layers.map((layer, i) => {
    if (!joins(layer)) return null;
    const late = layer.reads.flat().map(({ channels }, read) => {
      const { written } = queues[i]!.flat()[read]!;
      // The last of each tile.
      let beat = -1;
      return layer.inputBursts.reduce((sum, length) => {
        beat += channels * length;
        return sum + written[beat]!;
      }, 0);
    });
    return late.indexOf(Math.max(...late));
  });
  return ({ layer, operand, part }) => {
    const before = layers[layer]!.reads.slice(0, operand).flat().length;
    return mains[layer] === before + part;
  };
}

/** Most beats of a fragment that a join reads of a stream. */
const mostBeats = (layers: readonly LayerHardware[]) =>
  Math.max(
    ...layers
      .filter(joins)
      .flatMap(({ reads, lengths }) => reads.flat().map(({ channels }) => channels * lengths.input)),
  );

const timed = (layers: readonly LayerHardware[]) =>
  simulateNetwork(layers, { fragments: FRAGMENTS.timed, registered: false, from: 0 });

/** Throws Deadlock. */
const worst = (layers: readonly LayerHardware[]) =>
  simulateNetwork(layers, { fragments: FRAGMENTS.worst, registered: false, from: 0, patient: true });

/** Cycles from the end of a fragment to that of the next, at the end of a run. */
function interval({ layers }: NetworkTimes): number {
  const { taken } = layers.at(-1)!;
  return taken.at(-1)! - taken.at(-1 - taken.length / FRAGMENTS.timed)!;
}

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
