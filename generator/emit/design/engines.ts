import { memoryNamed } from '../../arch/memory.js';
import {
  type EngineHardware,
  type EngineKind,
  engineOf,
  type HardwareOfKind,
  type LayerHardware,
} from '../../arch/stream/engines.js';
import { imageParameter } from '../memory-images.js';
import type { EngineModule, ModuleParameters } from './engine-module.js';
import { adder } from './engines/adder.js';
import { several } from './engines/several.js';
import { single } from './engines/single.js';
import { wide } from './engines/wide.js';

/** The module of every kind of engine. */
const MODULES = { several, single, wide, adder } satisfies { [K in EngineKind]: EngineModule<HardwareOfKind<K>> };

/** The module of a layer's engine and its parameters. */
export function engineModule(design: string, layer: LayerHardware): { module: string; parameters: ModuleParameters } {
  const { module, parameters } = MODULES[layer.engine.kind] as EngineModule<EngineHardware>;
  const memories = engineOf(layer).memories(layer);
  const rom = (name: string) => {
    const memory = memoryNamed(memories, name);
    return { ...memory, file: imageParameter(design, memory) };
  };
  return { module, parameters: parameters(layer, rom) };
}
