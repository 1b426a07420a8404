import type { Design } from '../../config/design.js';
import type { IntegerModel } from '../../model/integer-model.js';
import type { LayerHardware } from './engines.js';

/** The `stream` architecture: one engine per layer, chained by ready/valid. */
export interface StreamHardware {
  architecture: 'stream';
  /** See `portsOf`. */
  ports?: Design['ports'];
  /** Each word of a weight memory has a parity bit, checked on every read. */
  parity?: boolean | undefined;
  name: string;
  model: IntegerModel;
  layers: LayerHardware[];
  /** Cycles of one fragment on its own, from its first sample taken to its last score taken, both counted. */
  latencyCycles: number;
  /** The same to the last value of each layer, [layer]. */
  layerCycles: number[];
  /** Cycles from one fragment to the next when samples never pause. */
  intervalCycles: number;
}
