import type { HardwareOfKind } from '../../../arch/stream/engines.js';
import type { EngineModule } from '../engine-module.js';
import { layerParameters } from './layer-parameters.js';

export const wide: EngineModule<HardwareOfKind<'wide'>> = {
  module: 'bb_wide',
  parameters: (layer, rom) => {
    const { multipliers, maxOf, held, blockWindow } = layer.engine;
    return {
      ...layerParameters(layer, rom),
      WINDOW_STYLE: blockWindow ? '"block"' : '"auto"',
      MULTIPLIERS: multipliers,
      MAX_OF: maxOf,
      HELD: held,
    };
  },
};
