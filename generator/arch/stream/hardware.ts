import type { BuiltHardware, SizedHardware } from '../architecture.js';
import type { LayerHardware } from './engines.js';

/** The `stream` architecture before its cycles are counted. */
export interface StreamSized extends SizedHardware {
  architecture: 'stream';
  layers: LayerHardware[];
}

/** The `stream` architecture: one engine per layer, chained by ready/valid. */
export interface StreamHardware extends BuiltHardware {
  architecture: 'stream';
  layers: LayerHardware[];
}
