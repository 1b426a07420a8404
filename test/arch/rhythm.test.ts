import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ARCHITECTURE_NAMES, architectureOf } from '../../generator/arch/architectures.js';
import { completions, firstTake, idleCompletions } from '../../generator/arch/rhythm.js';
import { RESET_STYLES } from '../../generator/config/ports.js';
import { codesPerWindow } from '../../generator/network/input.js';
import { designOf, planOf } from '../../generator/verify/fuzz/fuzz.js';
import { realise } from '../../generator/verify/fuzz/random-model.js';
import { buildTinyFolded } from '../emit/tiny.js';

/** More than any rhythm is read off from. */
const FRAGMENTS = 20;

describe.each(ARCHITECTURE_NAMES)('%s', (architecture) => {
  const network = fc.record({
    index: fc.integer({ min: 0, max: 10_000 }),
    registered: fc.constantFrom(0, 1),
    reset: fc.nat(RESET_STYLES.length - 1),
  });

  test('the rhythm that is kept as data is that of every fragment counted', () => {
    fc.assert(
      fc.property(network, ({ index, registered, reset }) => {
        const plan = { ...planOf(11, index * 8), registered, reset };
        const { hardware } = designOf(realise(plan), plan, architecture);
        const counted = (from: number) => architectureOf(hardware).completions(hardware, FRAGMENTS, from);
        const released = completions(hardware, 1)[0]! - hardware.run.completions[0]!;
        expect(completions(hardware, FRAGMENTS)).toEqual(counted(0).map((cycle) => cycle + released));
        expect(idleCompletions(hardware, FRAGMENTS)).toEqual(counted(hardware.idle.from));
        expect(firstTake(hardware)).toBe(hardware.run.first + released);
        expect(released).toBe(RESET_STYLES[reset] === 'async-low' ? 2 : 0);
        const { run, latencyCycles, layerCycles, window } = hardware;
        expect(run.completions[0]! - run.first + 1).toBe(latencyCycles);
        expect(layerCycles.at(-1)).toBe(latencyCycles);
        // Codes that no score needs may be taken behind the last score.
        expect(window.codes).toHaveLength(codesPerWindow(hardware.model.input));
        expect(window.codes.every((cycle, i) => i === 0 || cycle > window.codes[i - 1]!)).toBe(true);
      }),
      { numRuns: 25 },
    );
  });
});

describe('windows that are offered to one engine for all layers', () => {
  const { hardware } = buildTinyFolded();
  const { run, intervalCycles, codeCycles } = hardware;
  const ends = (windows: [cycle: number, follows: boolean][]) =>
    architectureOf(hardware).windowEnds(
      hardware,
      windows.map(([cycle, follows]) => ({ cycle, follows })),
    )!;
  const alone = run.completions[0]! - codeCycles.first[0]!;

  test('one that it waits for takes what a fragment takes from its first sample on', () => {
    expect(ends([[1000, false]])).toEqual([1000 + alone]);
  });

  test('one that comes before the last is done begins when that is done', () => {
    const [first, second] = ends([
      [1000, false],
      [1001, true],
    ]);
    expect(second! - first!).toBe(intervalCycles);
  });

  test('one that comes long after the last waits for nothing', () => {
    const [, second] = ends([
      [1000, false],
      [900_000, true],
    ]);
    expect(second).toBe(900_000 + intervalCycles - codeCycles.next[0]!);
  });
});
