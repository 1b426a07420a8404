import type { LayerSizing } from '../sizing.js';
import type { Engine, LayerHardware as LayerHardwareOf } from './engine.js';
import { adder } from './engines/adder.js';
import { several } from './engines/several.js';
import { single } from './engines/single.js';
import { wide } from './engines/wide.js';

/** Every kind of engine. */
export const ENGINES = { several, single, wide, adder } satisfies Record<string, Engine<{ kind: string }>>;

export type EngineKind = keyof typeof ENGINES;
type HardwareOf<T> = T extends Engine<infer E> ? E : never;

/** What an engine has that no other kind has: `HardwareOfKind<'single'>`. */
export type HardwareOfKind<K extends EngineKind> = HardwareOf<(typeof ENGINES)[K]>;
export type EngineHardware = HardwareOfKind<EngineKind>;

/** One layer's engine, of any kind. */
export type LayerHardware = LayerHardwareOf<EngineHardware>;

export const engineNamed = (kind: EngineKind): Engine<EngineHardware> => ENGINES[kind] as Engine<EngineHardware>;

/** The kind of a layer's engine. */
export const engineOf = ({ engine }: LayerHardware) => engineNamed(engine.kind);

/** Taps of an input channel that a lane adds in a cycle. */
export type Taps = 1 | 'kernel';

/** Engines of a layer: lanes over positions, the taps that each lane takes a cycle, and how many engines share the channels. */
export interface LayerEngines {
  lanes: number;
  taps: Taps;
  parts: number;
}

/** The kinds whose lanes take so many taps in a cycle. */
const enginesOfTaps = (tapsPerCycle: Taps) =>
  Object.keys(ENGINES)
    .map((kind) => engineNamed(kind as EngineKind))
    .filter((engine) => engine.tapsPerCycle === tapsPerCycle);

/** A layer whose engine has lanes, which are chosen; an add has none. */
export const hasLanes = ({ layer }: Pick<LayerSizing, 'layer'>) => layer.align === null;

/** Lanes that a layer can have, fewest first. */
export function legalLanes({ convPositions }: LayerSizing, tapsPerCycle: Taps): number[] {
  return enginesOfTaps(tapsPerCycle)
    .flatMap((engine) => engine.lanes(convPositions))
    .sort((a, b) => a - b);
}

/** The engine of a layer with so many lanes, which must be legal. */
export function engineFor(layer: LayerSizing, lanes: number, tapsPerCycle: Taps) {
  if (!hasLanes(layer)) return engineNamed('adder');
  return enginesOfTaps(tapsPerCycle).find((engine) => engine.lanes(layer.convPositions).includes(lanes))!;
}
