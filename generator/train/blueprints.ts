import { ECG17_CLASSES, ECG17_INPUT, ECG17_LAYERS } from '../model/ecg17.js';
import type { Blueprint } from './loop.js';

/** The networks that `bitbeat train` knows, by name. */
export const BLUEPRINTS = {
  /** One step of x stands for 1/64: a normal beat then lies within about +-2. */
  ecg17: { name: 'ecg17', classes: ECG17_CLASSES, input: ECG17_INPUT, inputScale: 1 / 64, layers: ECG17_LAYERS },
} satisfies Record<string, Blueprint>;
