import type { BuiltHardware, SizedHardware } from '../architecture.js';
import type { ContinuingRhythm } from './continuing.js';
import type { LayerHardware } from './engines.js';

/** The `stream` architecture before its cycles are counted. */
export interface StreamSized extends SizedHardware {
  architecture: 'stream';
  layers: LayerHardware[];
}

/** The `stream` architecture: one engine per layer, joined by ready/valid. */
export interface StreamHardware extends BuiltHardware {
  architecture: 'stream';
  layers: LayerHardware[];
  /** It takes a signal without an end; undefined: windows. */
  continuing?: ContinuingRhythm | undefined;
}
