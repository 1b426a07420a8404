import type { SignalSet } from '../data/signal-set.js';
import type { FloatLayer, FloatModel, FloatNetwork } from '../model/float-model.js';
import type { Joining, Node } from '../network/network.js';
import type { Topology } from '../network/topology.js';
import { type AdamState, initialAdam } from './adam.js';
import type { Backend } from './backend.js';
import { BeatHead } from './beat-head.js';
import { type EpochReport, mixSeeds, trainPhase } from './loop.js';
import { initialParameters, type Parameters, toLayers } from './network.js';
import { AdamOptimiser } from './optimiser.js';
import { inUnits, standardised } from './tasks/value-scale.js';
import { Teacher } from './teacher.js';
import type { TrainSettings } from './train-config.js';

/** Everything that training needs to go on after `epoch` epochs; chance is derived from (seed, epoch). */
export interface TrainState {
  epoch: number;
  parameters: Parameters;
  adam: AdamState;
  /** Sums over the epochs that are averaged; empty: none so far. */
  sums: Float64Array[];
}

export interface TrainHooks {
  /** Trained; as many as the settings want. */
  teachers?: readonly FloatNetwork[];
  /** Goes on from here. */
  resume?: TrainState | null;
  allowAbsentClasses?: boolean;
  /** After every epoch; `state` is live, copy what is kept. */
  onEpoch?: (report: EpochReport, state: TrainState) => void;
}

/**
 * Trains from the seed's start, or goes on from `resume`; equal seed, data and backend give equal bits. Values are learned in
 * spreads from their mean; the model gives them in their own units.
 *
 * @throws UserError as `trainPhase` does
 */
export function train<N extends Node>(
  backend: Backend,
  topology: Topology<N>,
  set: SignalSet,
  settings: TrainSettings,
  hooks: TrainHooks = {},
): FloatModel<FloatLayer | Joining<N>> {
  const { epochs, learningRate, seed } = settings;
  const scale = standardised(set.targets);
  const beats = settings.beats && new BeatHead(topology, set, settings.beats);
  const state = hooks.resume ?? startState(topology, beats, seed);
  const averaged = Math.round(epochs * settings.averageLast);
  const optimiser = new AdamOptimiser(state.parameters, settings.weightDecay, state.adam);
  const teacher = settings.teacher === null ? null : new Teacher(backend.tf, hooks.teachers!, settings.teacher);
  try {
    const { allowAbsentClasses = false } = hooks;
    const what = `training of ${topology.name}`;
    const run = { topology, set, settings, seed, teacher, scale, beats, allowAbsentClasses, what };
    const onEpoch = (report: EpochReport) => {
      state.epoch = report.epoch;
      if (report.epoch > epochs - averaged) addTo(state);
      hooks.onEpoch?.(report, state);
    };
    trainPhase(backend, run, optimiser, { epochs, from: state.epoch, to: epochs, offset: 0, learningRate, onEpoch });
  } finally {
    teacher?.dispose();
  }
  const parameters =
    averaged === 0 ? state.parameters : state.sums.map((sum) => Float32Array.from(sum, (v) => v / averaged));
  const model = { ...topology, layers: toLayers(topology.layers, parameters) };
  return scale === null ? model : inUnits(model, scale);
}

function startState({ layers }: Topology, beats: BeatHead | null, seed: number): TrainState {
  const parameters = [...initialParameters(layers, mixSeeds(seed, -1)), ...(beats?.initial(mixSeeds(seed, -3)) ?? [])];
  return { epoch: 0, parameters, adam: initialAdam(parameters), sums: [] };
}

function addTo(state: TrainState): void {
  if (state.sums.length === 0) state.sums = state.parameters.map((p) => new Float64Array(p.length));
  state.sums.forEach((sum, p) => {
    state.parameters[p]!.forEach((value, i) => {
      sum[i]! += value;
    });
  });
}
