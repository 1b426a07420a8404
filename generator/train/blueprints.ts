import type { NETWORKS, TeacherConfig, TrainConfig } from '../config/train-config.js';
import { ECG17_CLASSES, ECG17_INPUT, ECG17_LAYERS } from '../model/ecg17.js';
import { chained, type LayerShape, type Convolution as Node } from '../network/network.js';
import { UserError } from '../support/errors.js';
import type { TeacherSettings, TrainSettings } from './float-training.js';
import type { Blueprint } from './loop.js';

/** One step of x stands for 1/64: a normal beat then lies within about +-2. */
const ECG17 = { classes: ECG17_CLASSES, input: ECG17_INPUT, inputScale: 1 / 64 };

/** The networks that `bitbeat train` knows, by name. */
export const BLUEPRINTS: Readonly<Record<(typeof NETWORKS)[number], Blueprint>> = {
  ecg17: { name: 'ecg17', ...ECG17, layers: ECG17_LAYERS },
  'ecg17-small': { name: 'ecg17-small', ...ECG17, layers: smallLayers() },
};

/** A configuration as network and settings of a training. */
export function trainingOf(config: TrainConfig): { blueprint: Blueprint; settings: TrainSettings } {
  const { network, teacher, ...settings } = config;
  const blueprint = BLUEPRINTS[network];
  return { blueprint, settings: { ...settings, teacher: teacherOf(teacher, blueprint) } };
}

export function teacherOf(config: TeacherConfig | null, student: Blueprint): TeacherSettings | null {
  if (config === null) return null;
  const { network, ...share } = config;
  return { ...share, blueprint: network === undefined ? student : BLUEPRINTS[network] };
}

/**
 * The network for some of its classes, in the data's order: its last layer has an output for each.
 *
 * @throws UserError when the data has a class that the network does not know
 */
export function forClasses(blueprint: Blueprint, classes: readonly string[]): Blueprint {
  if (blueprint.classes.join() === classes.join()) return blueprint;
  const unknown = classes.filter((name) => !blueprint.classes.includes(name));
  if (unknown.length > 0)
    throw new UserError({
      where: `network ${blueprint.name}`,
      message: `the data has classes that the network does not know: ${unknown.join(', ')}`,
      allowed: blueprint.classes.join(', '),
    });
  const last = blueprint.layers.length - 1;
  const layers = blueprint.layers.map((l, i) => (i === last ? { ...l, outChannels: classes.length } : l));
  return { ...blueprint, classes: [...classes], layers };
}

/** `[channels, taps, stride, pool]` of a convolution with half a kernel of padding. */
type Convolution = [number, number, number, LayerShape['pool']];

/**
 * Six convolutions whose positions fall from 3600 to 13, the sum over these, and one score for each class from the 64
 * sums: a dense layer without positions of its own, so that the same weights serve every time. Early pools are smaller than
 * ecg17's: what tells the rhythms apart is when beats come.
 */
function smallLayers(): Node[] {
  const max = (kernel: number, stride: number) => ({ kind: 'max' as const, kernel, stride });
  const convolutions: Convolution[] = [
    [8, 16, 2, max(4, 4)],
    [24, 9, 2, max(4, 2)],
    [48, 7, 1, max(4, 2)],
    [64, 5, 1, max(2, 2)],
    [64, 5, 1, max(2, 2)],
    [64, 3, 1, { kind: 'sum', kernel: 13, stride: 13 }],
  ];
  let inChannels = 1;
  const layers = convolutions.map(([outChannels, kernel, stride, pool], i): LayerShape => {
    const padding = (kernel - 1) >> 1;
    const layer = { name: `conv${i + 1}`, inChannels, outChannels, kernel, stride, padding, pool };
    inChannels = outChannels;
    return layer;
  });
  const head = { name: 'head', inChannels, outChannels: ECG17_CLASSES.length, kernel: 1, stride: 1, padding: 0 };
  return chained([...layers, { ...head, pool: null }]);
}
