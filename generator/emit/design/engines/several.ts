import type { HardwareOfKind } from '../../../arch/stream/engines.js';
import type { EngineModule } from '../engine-module.js';
import { layerParameters } from './layer-parameters.js';

export const several: EngineModule<HardwareOfKind<'several'>> = { module: 'bb_layer', parameters: layerParameters };
