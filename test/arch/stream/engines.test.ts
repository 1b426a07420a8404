import { describe, expect, test } from 'vitest';
import { layerSizings } from '../../../generator/arch/sizing.js';
import {
  ENGINES,
  type EngineKind,
  engineFor,
  engineNamed,
  legalLanes,
} from '../../../generator/arch/stream/engines.js';
import { layerHardware } from '../../../generator/arch/stream/layer.js';
import { buildTiny } from '../../emit/tiny.js';

const sizings = layerSizings(buildTiny().hardware.model);
const conv1 = sizings[0]!; // 17 positions
const KINDS = Object.keys(ENGINES) as EngineKind[];

test.each([
  [1, [1, 2, 4, 8, 16, 32]],
  ['kernel', Array.from({ length: 17 }, (_, i) => i + 1)],
] as const)('lanes that take %s of the taps in a cycle', (taps, lanes) => {
  expect(legalLanes(conv1, taps)).toEqual(lanes);
});

test.each([1, 'kernel'] as const)('every legal number of lanes is that of exactly one kind; taps %s', (taps) => {
  const kinds = KINDS.map(engineNamed).filter((engine) => engine.tapsPerCycle === taps);
  for (const lanes of legalLanes(conv1, taps)) {
    const able = kinds.filter((engine) => engine.lanes(conv1.convPositions).includes(lanes));
    expect(able).toEqual([engineFor(conv1, lanes, taps)]);
  }
});

describe.each(KINDS.filter((kind) => engineNamed(kind).tapsPerCycle !== null))('%s', (kind) => {
  const engine = engineNamed(kind);
  const lanes = sizings.map(({ convPositions }) => engine.lanes(convPositions)[0] ?? 1);
  const own = layerHardware(sizings, lanes, engine.tapsPerCycle!).filter((layer) => layer.engine.kind === kind);

  test('is what layers with its lanes have', () => {
    expect(own.length).toBeGreaterThan(0);
  });

  test('a tile takes what its outputs take, a fragment what its tiles take', () => {
    for (const layer of own) {
      const outputs = engine.outputCycles(layer, layer.lanes);
      expect(outputs).toHaveLength(layer.shape.outChannels);
      expect(layer.tileCycles).toBe(outputs.reduce((sum, n) => sum + n, 0));
      expect(layer.cycles).toBe(layer.tiles * layer.tileCycles);
    }
  });
});
