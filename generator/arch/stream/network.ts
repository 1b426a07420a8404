import { type Edge, INPUT } from '../../network/network.js';
import { sum } from '../../support/integers.js';
import { engineOf, type LayerHardware } from './engines.js';
import { dequeue, fork, type QueueTimes, queue, sampleSlice, samples, sink } from './handshakes.js';
import { patient } from './patient.js';
import { byTurns, noBeats, noTimes, type Outlet, type Source, sourceOf, type Times } from './times.js';

/** How a network is run. */
export interface Running {
  fragments: number;
  /** A register slice on the sample port. */
  registered: boolean;
  /** Samples are offered from this cycle on. */
  from: number;
  /** Engines do nothing beside waiting: see `patient`. */
  patient?: boolean;
}

/** Cycles of everything in a network of engines. */
export interface NetworkTimes {
  /** The samples are taken at the port. */
  codes: number[];
  /** [layer]. */
  layers: Times[];
  /** Of the queues that there are, [layer][operand][part]. */
  queues: (QueueTimes | null)[][][];
  /** All lists of cycles, each with as many for every fragment. */
  traces: number[][];
}

/** Codes of one fragment. */
export function codesOf(layers: readonly LayerHardware[]): number {
  const readers = layers.filter(({ reads }) => reads.flat().some(({ edge }) => edge === INPUT));
  const { channels } = readers[0]!.reads.flat().find(({ edge }) => edge === INPUT)!;
  // What goes on is read by some no further than by the others.
  return channels * Math.max(...readers.map(({ inputBursts }) => sum([...inputBursts])));
}

/**
 * Times of everything that happens. Every engine, queue and fork is a process, or two, that runs until it needs a time that
 * is not known yet; they take turns until all are done.
 */
export function simulateNetwork(layers: readonly LayerHardware[], running: Running): NetworkTimes {
  const { fragments } = running;
  const codes = fragments * codesOf(layers);
  const input = noBeats();
  const own = layers.map(noTimes);
  const entered = running.registered ? [] : input.taken;
  const processes = [
    running.registered ? sampleSlice(input, entered, codes, running.from) : samples(input, codes, running.from),
  ];
  const traces = [entered, input.loaded, input.taken, ...own.flatMap((times) => Object.values(times) as number[][])];

  // Each reader of a stream has an outlet of its own, in the order in which they are asked for.
  const outlets = new Map<Edge, Outlet>([[INPUT, input], ...layers.map(({ name }, i) => [name, own[i]!] as const)]);
  const reads = layers.flatMap((layer) => layer.reads.flat());
  const readers = new Map<Edge, Outlet[]>();
  for (const [edge, { loaded }] of outlets) {
    const count = reads.filter((read) => read.edge === edge).length;
    if (count > 1)
      readers.set(
        edge,
        Array.from({ length: count }, () => ({ loaded, taken: [] })),
      );
  }
  const asked = new Map<Edge, number>();
  const outletFor = (edge: Edge): Outlet => {
    const n = asked.get(edge) ?? 0;
    asked.set(edge, n + 1);
    return readers.get(edge)?.[n] ?? outlets.get(edge)!;
  };

  const queues = layers.map((layer, i) => {
    const made = layer.reads.map((parts, operand) =>
      parts.map(({ edge }, part) => {
        const from = outletFor(edge);
        traces.push(from.taken);
        const words = layer.queues[operand]![part]!;
        if (words === 0) return { source: sourceOf(from), times: null };
        const times: QueueTimes = { written: [], ...noBeats() };
        const beats = fragments * beatsOf(layers, edge);
        processes.push(queue(times, sourceOf(from), words, beats), dequeue(times, beats));
        traces.push(times.written, times.loaded, times.taken);
        return { source: sourceOf(times), times };
      }),
    );
    const operands = made.map((parts, operand) => joined(layer, operand, parts));
    const ofEngine = running.patient
      ? patient(own[i]!, layer, operands, fragments)
      : engineOf(layer).processes(own[i]!, layer, operands, fragments);
    processes.push(...ofEngine);
    return made.map((parts) => parts.map(({ times }) => times));
  });
  for (const [edge, list] of readers) processes.push(fork(outlets.get(edge)!, list, beatsOf(layers, edge) * fragments));
  const last = layers.at(-1)!;
  processes.push(sink(own.at(-1)!, beatsOf(layers, last.name) * fragments));

  runAll(processes, traces, last.continuing);
  // Where a signal is cut off, engines at their worst may hold a tile back that waits for what is cut; one that stops stops sooner.
  const share = running.patient && last.continuing ? PIECE_SHARE : 1;
  if (own.at(-1)!.taken.length < beatsOf(layers, last.name) * fragments * share) throw new Deadlock();
  return { codes: entered, layers: own, queues, traces };
}

/** Of the scores of a piece, those that do not depend on where it is cut off. */
const PIECE_SHARE = 0.5;

/** Beats of a stream in a fragment. */
function beatsOf(layers: readonly LayerHardware[], edge: Edge): number {
  if (edge === INPUT) return codesOf(layers);
  const { shape, lengths } = layers.find(({ name }) => name === edge)!;
  return shape.outChannels * lengths.output;
}

/** The streams of an operand as one: burst by burst the channels of each. */
function joined({ reads, inputBursts }: LayerHardware, operand: number, parts: readonly { source: Source }[]): Source {
  if (parts.length === 1) return parts[0]!.source;
  const turns = inputBursts.flatMap((length) =>
    reads[operand]!.flatMap(({ channels }, part) => new Array<number>(channels * length).fill(part)),
  );
  const sources = parts.map(({ source }) => source);
  return byTurns(sources, turns);
}

/** `cut`: what is missing is missing as the signal ends here. */
function runAll(processes: Generator<void>[], traces: readonly number[][], cut: boolean): void {
  const known = () => sum(traces.map(({ length }) => length));
  let running = processes;
  while (running.length > 0) {
    const [before, waiting] = [known(), running.length];
    running = running.filter((process) => !process.next().done);
    // What a process waits for is a time: with none more, it would wait for ever.
    if (known() !== before || running.length !== waiting) continue;
    if (cut) return;
    throw new Deadlock();
  }
}

/** Engines and queues that wait for each other for ever. */
export class Deadlock extends Error {
  constructor() {
    super('the engines wait for each other for ever');
  }
}
