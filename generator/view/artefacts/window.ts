import { basename } from 'node:path';
import { architectureOf } from '../../arch/architectures.js';
import type { Hardware } from '../../arch/hardware.js';
import { layerStreams } from '../../arch/layer-streams.js';
import type { Schedule } from '../../arch/schedule.js';
import { type SignalSet, windowCodes } from '../../data/signal-set.js';
import { decisionOf, shownValue, unitOf } from '../../model/decision.js';
import type { IntegerNetwork } from '../../model/integer-model.js';
import { Interpreter, type Stream, scoresOf } from '../../model/interpreter.js';
import { outputModels, ownScores } from '../../model/outputs.js';
import type { Difference, LayerValues, WindowData } from '../data.js';
import { packed } from '../packed.js';
import type { SimulatedResult } from './results.js';

/** A window of a set, its way through the hardware, and its scores. */
export interface WindowFacts {
  data: WindowData;
  /** As the set calls it, and where that comes from. */
  name: string;
  source: string;
  outputs: OutputFacts[];
  /** The layers of which the page has all values; of the others it has the cycle of the last alone. */
  left: string[];
}

/** What one output says of the window. */
export interface OutputFacts {
  /** Empty: it is the only one. */
  name: string;
  /** Of each step, of a window's scores there is one; at most `STEPS`. */
  scores: { label: string; scores: number[]; cycles: number[] | null; says: string[] }[];
  /** Steps that there are. */
  steps: number;
}

/** Steps whose scores are told. */
const STEPS = 6;

/** Bytes of values and cycles that a page holds at most, before base64. */
const ROOM = 1_200_000;

export function windowFacts(
  hardware: Hardware,
  schedule: Schedule,
  set: SignalSet,
  window: number,
  simulated: SimulatedResult | null,
): WindowFacts {
  const { model, latencyCycles } = hardware;
  const codes = windowCodes(set, window);
  const streams = new Interpreter(model).run(codes);
  const given = layerStreams(hardware, streams);
  const orders = architectureOf(hardware).orders(hardware);
  let room = ROOM;
  const left: string[] = [];
  const layers = hardware.layers.flatMap(({ name }, i): LayerValues[] => {
    const stream = given[i]!;
    const size = 6 * stream.values.length;
    if (size > room) {
      left.push(name);
      return [];
    }
    room -= size;
    return [
      layerValues(name, stream, cyclesOf(stream, orders[i]!, schedule.layers[i]!.values), hardware.layerCycles[i]!),
    ];
  });
  const { channels, samples, sampleRateHz } = model.input;
  return {
    data: {
      codes: packed(
        Array.from({ length: codes.length }, (_, i) => codes[(i % samples) * channels + Math.floor(i / samples)]!),
      ),
      channels,
      samples,
      rateHz: sampleRateHz,
      codeCycles: packed(schedule.codes),
      layers,
      differences: differencesOf(layers, simulated),
      latencyCycles,
    },
    name: set.names[window]!,
    source: basename(set.provenance.source),
    outputs: outputsOf(hardware, given.at(-1)!, (stream) =>
      cyclesOf(stream, orders.at(-1)!, schedule.layers.at(-1)!.values),
    ),
    left,
  };
}

/** Cycles of a stream's values, [channel][position]; null: they are not known, or the bench sees no values of the layer. */
function cyclesOf(
  { channels, positions }: Stream,
  order: readonly { channel: number; position: number }[],
  values: number[] | null,
) {
  if (values === null || values.length !== channels * positions) return null;
  const cycles = new Int32Array(values.length);
  order.forEach(({ channel, position }, i) => {
    cycles[channel * positions + position] = values[i]!;
  });
  return cycles;
}

function layerValues(
  name: string,
  { values, channels, positions }: Stream,
  cycles: Int32Array | null,
  lastCycle: number,
): LayerValues {
  const [min, max] = values.reduce(([low, high], value) => [Math.min(low!, value), Math.max(high!, value)], [0, 0]);
  return {
    ...{ name, channels, positions, lastCycle },
    values: packed(values),
    cycles: cycles === null ? null : packed(cycles),
    ...{ min: min!, max: max! },
  };
}

/** Where the last simulation first differed in each layer that is shown. */
function differencesOf(layers: readonly LayerValues[], simulated: SimulatedResult | null): Difference[] {
  return (simulated?.layers ?? []).flatMap(({ name, first }) => {
    const layer = layers.findIndex((one) => one.name === name);
    if (first === null || layer < 0) return [];
    const { channel, position, expected, got } = first;
    return [{ layer, channel, position, expected: `${expected ?? 'none'}`, got: `${got}` }];
  });
}

function outputsOf(
  { model }: Hardware,
  scores: Stream,
  cyclesOf: (stream: Stream) => Int32Array | null,
): OutputFacts[] {
  const steps = Array.from({ length: Math.min(STEPS, scores.positions) }, (_, step) => step);
  const cycles = cyclesOf(scores);
  return outputModels(model).map(({ output, model: own }) => {
    const says = steps.map((step) => wordsOf(own, ownScores(output, scoresOf(scores, step))));
    return {
      name: output.name,
      steps: scores.positions,
      scores: own.classes.map((label, c) => {
        const at = (step: number) => (output.first + c) * scores.positions + step;
        return {
          label,
          scores: steps.map((step) => scores.values[at(step)]!),
          cycles: cycles === null ? null : steps.map((step) => cycles[at(step)]!),
          says: says.map((words) => words[c]!),
        };
      }),
    };
  });
}

/** What scores of a window or a step say of each class, label or value. */
function wordsOf(model: IntegerNetwork, scores: readonly number[]): string[] {
  const decision = decisionOf(model, scores);
  switch (decision.kind) {
    case 'classes':
      return scores.map((_, i) => (i === decision.index ? 'the class' : ''));
    case 'labels':
      return decision.set.map((set) => (set ? 'holds' : ''));
    case 'values':
      return decision.values.map((value, i) => `${shownValue(value)}${unitOf(model, i)}`);
    case 'several':
      throw new Error('an output of one kind says what several do');
  }
}
