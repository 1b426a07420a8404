import { expect, test } from 'vitest';
import { buildDesign } from '../../generator/arch/built-design.js';
import { completions } from '../../generator/arch/rhythm.js';
import { streamsOf } from '../../generator/simulate/streams.js';
import type { Transcript } from '../../generator/simulate/transcript.js';
import { judge } from '../../generator/simulate/verdict.js';

const { hardware } = buildDesign('test/goldens/tiny.json');
const compared = streamsOf(hardware).slice(-2);
const [, last] = compared;
const FRAGMENTS = 2;

/** What a bench says when all is right. */
const right = (): Transcript => ({
  firstSample: 0,
  streams: compared.map(({ name, order }) => ({
    ...{ name, values: FRAGMENTS * order.length, mismatches: 0, first: null, firstEnd: 9 },
  })),
  fragments: completions(hardware, FRAGMENTS).map((cycle) => ({ class: 0, cycle })),
  steps: [],
  hang: null,
  parity: null,
});

const DIFFERS = { fragment: 1, channel: 0, position: 0, expected: 2, got: 1 };

test.each<[string, (transcript: Transcript) => void, (string | RegExp)[]]>([
  ['nothing', () => {}, []],
  ['a hang', (t) => Object.assign(t, { hang: 77 }), ['no score came any more (given up in cycle 77)']],
  ['parity', (t) => Object.assign(t, { parity: 5 }), ['a memory failed its parity (cycle 5)']],
  [
    'a class',
    (t) => Object.assign(t.streams[1]!, { mismatches: 1, first: DIFFERS }),
    [`${last!.name}: 1 of 2 values differ; first at fragment 1: expected 2, got 1`],
  ],
  [
    'too few values',
    (t) => Object.assign(t.streams[1]!, { values: 1 }),
    [`${last!.name}: 1 values came, 2 should have`],
  ],
  [
    'a late end',
    (t) => Object.assign(t.fragments[1]!, { cycle: t.fragments[1]!.cycle + 1 }),
    ['1 fragments ended in another cycle than predicted'],
  ],
])('%s: what is wrong is said', (_, change, failures) => {
  const transcript = right();
  change(transcript);
  expect(judge(hardware, compared, [{ fragments: FRAGMENTS, transcript }]).failures).toEqual(failures);
});

test('with pauses cycles are not judged; a fragment is counted over all runs', () => {
  const [first, second] = [right(), right()];
  second.fragments[1]!.cycle += 1;
  Object.assign(second.streams[1]!, { mismatches: 1, first: DIFFERS });
  const runs = [first, second].map((transcript) => ({ fragments: FRAGMENTS, transcript }));
  const { cycleMismatches, failures } = judge(hardware, compared, runs, true);
  expect(cycleMismatches).toBeNull();
  expect(failures).toEqual([`${last!.name}: 1 of 4 values differ; first at fragment 3: expected 2, got 1`]);
});
