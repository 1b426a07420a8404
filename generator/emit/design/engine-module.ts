import type { Memory } from '../../arch/memory.js';
import type { LayerHardware } from '../../arch/stream/engine.js';

export type ModuleParameters = Record<string, number | string>;

/** A memory of the engine, without parity, and its image as the top names it. */
export type RomNamed = (name: string) => Pick<Memory, 'words' | 'bits'> & { file: string };

/** The hand-written module of a kind of engine. */
export interface EngineModule<E> {
  module: string;
  /** In the order of its declaration, but for PARITY, which every module has last. */
  parameters(layer: LayerHardware<E>, rom: RomNamed): ModuleParameters;
}
