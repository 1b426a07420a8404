import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readDataset } from '../../../generator/data/dataset-file.js';
import { openSignals } from '../../../generator/data/open.js';
import type { SignalSet } from '../../../generator/data/signal-set.js';
import { interpreting, simulating } from '../../../generator/evaluate/continuous/classifiers.js';
import { evaluateContinuous } from '../../../generator/evaluate/continuous/evaluate-continuous.js';
import { continuousFaults, readContinuous } from '../../../generator/evaluate/continuous/faults.js';
import type { ContinuousResult } from '../../../generator/evaluate/continuous/result.js';
import {
  continuousFile,
  continuousResult,
  continuousSchema,
} from '../../../generator/evaluate/continuous/result-file.js';
import type { GivenSettings } from '../../../generator/evaluate/continuous/settings.js';
import { type Classify, codesOf } from '../../../generator/evaluate/continuous/sliding.js';
import { spansOfGroups } from '../../../generator/evaluate/continuous/spans.js';
import { readIntegerModel } from '../../../generator/model/file.js';
import { continuousMarkdown, continuousReport } from '../../../generator/report/continuous.js';
import { finish } from '../../../generator/support/long-work.js';
import { loadBackend } from '../../../generator/train/backend.js';
import { problemsOf } from '../../data/readers/files.js';
import { besideData } from '../../data/sets.js';
import { type Json, refuses } from '../../report/forge.js';
import { asCoded, beating, recordedSet } from './recorded.js';

/** Seconds of fibrillation, code 2, from 10 s to 20 s of 30 s; else code 0. */
const seconds = Array.from({ length: 30 }, (_, s) => (s >= 10 && s < 20 ? 2 : 0));
const marks = beating(30, [
  [10, '(AFIB'],
  [20, '(N'],
]);
const set = recordedSet([
  { name: 'one', group: 'p', seconds, marks },
  // Says fibrillation from 2 s to 8 s, where there is none.
  { name: 'two', group: 'q', seconds: seconds.map((code, s) => (s >= 2 && s < 8 ? 2 : code)), marks },
]);
const whole = (recording: number) => ({ recording, from: 0, to: 300 });
const QUIET: GivenSettings = { durations: { shortestAlarm: 2, bridgedAlarm: 1 }, guard: null };

const evaluate = (given: GivenSettings = QUIET, classify: Classify = asCoded, of: SignalSet = set) =>
  finish(
    evaluateContinuous(
      [
        { spans: [whole(0)], classify },
        { spans: [whole(1)], classify },
      ],
      of,
      given,
    ),
  );

describe('two recordings of two patients', () => {
  const result = evaluate();
  const [condition] = result.conditions;

  test('hops, episodes, false alarms and delay by hand', () => {
    expect(result.recordings).toEqual({ names: ['one', 'two'], folds: 2, spans: 2, hours: 58 / 3600 });
    // 29 hops each; half of a window in fibrillation is no class: one hop on its way in. On its way out half is none either.
    expect(condition!.hops).toEqual({ all: 58, known: 54, flagged: 0, knownFlagged: 0 });
    const [n, , a] = condition!.perClass;
    expect(a).toMatchObject({
      alarm: true,
      episodes: { count: 2, detected: 2 },
      alarms: { right: 2, false: 1, unjudged: 0 },
      // 9 hops an episode; the alarms have 9 of it each, and 6 false ones.
      duration: { referenceHops: 18, alarmHops: 24, sharedHops: 18 },
      // On at 10 s: the first hop that says so ends at 11 s and has no class yet, the second raises the alarm.
      delay: { episodes: 2, median: 2, percentile90: 2 },
    });
    expect(n).toMatchObject({ name: 'n', alarm: false, episodes: { count: 4, detected: 4 } });
    expect(condition!.falseAlarms).toEqual({ count: 1, perHour: 1 / (54 / 3600), unjudged: 0 });
    expect(condition!.byEpisode).toMatchObject({ episodes: 2, detected: 2, alarms: 3, right: 2 });
  });

  test('time right, and its standard error of two patients', () => {
    expect(condition!.groups).toEqual([
      { name: 'p', scored: 27, right: 27 },
      { name: 'q', scored: 27, right: 21 },
    ]);
    // Each 3 off the mean of 24, of 54 hops in all.
    expect(condition!.right).toEqual({ hops: 48, share: 48 / 54, standardError: expect.closeTo(6 / 54, 12) });
  });

  test('the file holds counts alone, and all that follows from them is read of it', () => {
    const file = continuousFile(result);
    expect(file.recordings.groups).toEqual(['p', 'q']);
    expect(file.conditions[0]).toMatchObject({
      perClass: { episodes: [4, 0, 2], falseAlarms: [0, 0, 1], delays: [2, 0, 2], medianDelay: [1, null, 2] },
      groups: { scored: [27, 27], right: [27, 21] },
    });
    expect(continuousFaults(file)).toEqual([]);
    expect(continuousResult(continuousSchema.parse(JSON.parse(JSON.stringify(file))))).toEqual(result);
    expect(evaluate()).toEqual(result);
  });

  test('a class that is no alarm raises none', () => {
    const [quiet] = evaluate({ ...QUIET, quiet: ['n', 'a'] }).conditions;
    expect(quiet!.falseAlarms.count).toBe(0);
    expect(quiet!.byEpisode).toMatchObject({ episodes: 0, sensitivity: null });
  });
});

test('adjacent spans of a fold are one, those of two folds are not', () => {
  const hops = (spans: { recording: number; from: number; to: number }[][]) =>
    finish(
      evaluateContinuous(
        spans.map((own) => ({ spans: own, classify: asCoded })),
        set,
        QUIET,
      ),
    ).conditions[0]!.hops.all;
  const halves = [
    { recording: 0, from: 0, to: 150 },
    { recording: 0, from: 150, to: 300 },
  ];
  expect([hops([halves]), hops(halves.map((half) => [half]))]).toEqual([29, 28]);
  expect(() => hops([halves, [{ recording: 0, from: 140, to: 200 }]])).toThrow('in the spans of two folds');
});

test('with the guard on, what is no signal has no class', () => {
  // Windows of one code are flat.
  const guard = { flat: { range: 1, samples: 20, within: 0 } };
  const { conditions, settings } = evaluate({ ...QUIET, guard });
  expect(settings.guard).toEqual(guard);
  expect(conditions.map((one) => one.guard)).toEqual([false, true]);
  const [off, on] = conditions;
  expect(off).toEqual(evaluate().conditions[0]);
  // All but the windows with a change of code in them: two in the one, four in the other recording.
  expect(on!.hops).toMatchObject({ all: 58, known: 54, flagged: 52 });
  expect(on!.byEpisode.detected).toBe(0);
});

describe('noise', () => {
  const beats = Array.from({ length: 60 }, (_, s) => (s % 2 === 0 ? 1000 : 1400));
  const noisy = recordedSet([{ name: 'r', seconds: beats, marks: Array.from({ length: 59 }, (_, s) => [s + 1, 'N']) }]);
  const kinds = ['wander', 'motion'] as const;
  const run = (classify: Classify) =>
    finish(
      evaluateContinuous([{ spans: [{ recording: 0, from: 0, to: 600 }], classify }], noisy, {
        ...QUIET,
        noise: { kinds: [...kinds], snrDb: [24, 6], seed: 3 },
      }),
    );

  test('each kind at each ratio is a condition, with other codes', () => {
    const seen = new Map<string, Int16Array>();
    const result = run((windows) => {
      seen.set(`${seen.size}`, Int16Array.from(windows[0]!));
      return windows.map(() => 0);
    });
    expect(result.conditions.map(({ noise }) => noise)).toEqual([
      null,
      ...kinds.flatMap((kind) => [24, 6].map((snrDb) => ({ kind, snrDb }))),
    ]);
    const first = codesOf(noisy, 0).subarray(0, 20);
    const off = [...seen.values()].map((codes) => codes.reduce((sum, code, i) => sum + Math.abs(code - first[i]!), 0));
    expect(off[0]).toBe(0);
    expect(new Set(off).size).toBe(5);
    for (const [weak, strong] of [off.slice(1, 3), off.slice(3, 5)]) expect(strong!).toBeGreaterThan(4 * weak!);
    expect(continuousFaults(continuousFile(result))).toEqual([]);
    expect(continuousResult(continuousFile(result))).toEqual(result);
  });

  test('needs beats to measure the signal by, and a rate that has it', () => {
    const mute = recordedSet([{ name: 'mute', seconds: beats, marks: [[3, '(AFIB']] }]);
    const problems = (kind: 'wander' | 'muscle') =>
      problemsOf(() =>
        evaluate({ ...QUIET, noise: { kinds: [kind] } }, asCoded, {
          ...mute,
          recorded: {
            ...mute.recorded!,
            recordings: [mute.recorded!.recordings[0]!, { ...mute.recorded!.recordings[0]!, name: 'b' }],
          },
        }),
      );
    expect(problems('wander').map(({ field }) => field)).toEqual(['mute', 'b']);
    expect(problems('muscle')).toMatchObject([{ field: 'continuous.noise.kinds[0]', value: 'muscle' }]);
  });
});

describe('refuses', () => {
  test.each<[string, GivenSettings, string, string | undefined]>([
    ['a class that there is not', { quiet: ['n', 'A1'] }, 'continuous.quiet[1]', undefined],
    ['the same among those scored', { scored: ['vv'] }, 'continuous.scored[0]', 'v'],
    ['a hop of nothing', { hopSeconds: 0 }, 'continuous.hopSeconds', undefined],
    ['a ratio twice', { noise: { snrDb: [6, 6] } }, 'continuous.noise.snrDb', undefined],
    ['a time below 0', { durations: { shortestAlarm: -1 } }, 'continuous.durations.shortestAlarm', undefined],
  ])('%s', (_, given, field, fix) => {
    expect(problemsOf(() => evaluate(given))).toMatchObject([{ field, ...(fix && { fix }) }]);
  });

  test('spans without a window, and windows without recordings', () => {
    const short = () =>
      finish(evaluateContinuous([{ spans: [{ recording: 0, from: 0, to: 19 }], classify: asCoded }], set));
    expect(problemsOf(short)).toMatchObject([{ message: 'no window lies in what is to be scored' }]);
    const { recorded: _, ...bare } = set;
    expect(problemsOf(() => evaluate(QUIET, asCoded, bare))).toMatchObject([{ where: 'made up' }]);
  });
});

const full = evaluate({ ...QUIET, guard: { flat: { range: 1, samples: 20, within: 0 } } });

describe('a file whose counts cannot be', () => {
  refuses(
    'continuous.json',
    (folder) => readContinuous(join(folder, 'continuous.json')),
    [
      ['conditions[0].groups.right[0]', 28, 'groups.right[0]: above scored (found 28)'],
      ['conditions[0].groups.right', [1], 'groups.right: not as many as there should be (found 1); allowed: 2 values'],
      ['conditions[0].perClass.episodes', [4], 'perClass.episodes: not as many as there should be (found 1)'],
      ['conditions[0].perClass.sharedHops[2]', 19, 'perClass.sharedHops[2]: above referenceHops (found 19)'],
      ['conditions[0].perClass.alarmHops[2]', 17, 'perClass.sharedHops[2]: above alarmHops (found 18)'],
      ['conditions[0].perClass.detected[2]', 3, 'perClass.detected[2]: above episodes (found 3)'],
      ['conditions[0].perClass.rightAlarms[2]', 0, 'perClass.rightAlarms[2]: not as many as there should be (found 0)'],
      ['conditions[0].perClass.medianDelay[2]', 9, 'perClass.medianDelay[2]: above percentile90Delay (found 9)'],
      ['conditions[0].perClass.medianDelay[2]', null, 'perClass.medianDelay[2]: of 2 delays (found null)'],
      ['conditions[0].perClass.percentile90Delay[1]', 1, 'perClass.percentile90Delay[1]: of 0 delays (found 1)'],
      ['conditions[0].perClass.delays[2]', 7, 'perClass.delays[2]: above detected (found 7)'],
      ['conditions[0].perClass.referenceHops[2]', -1, 'perClass.referenceHops[2]: too small (found -1)'],
      ['conditions[0].hops.known', 53, 'hops.known: not what follows from the classes (found 53)'],
      ['conditions[0].groups.scored[1]', 28, 'hops.known: not what follows from the groups (found 54)'],
      ['conditions[0].hops.flagged', 1, 'hops.flagged: without the guard (found 1)'],
      ['conditions[1].hops.knownFlagged', 54, 'hops.knownFlagged: above flagged (found 54)'],
      ['conditions[1].guard', false, 'conditions: not those of the settings'],
      ['settings.guard', null, 'conditions: not those of the settings'],
      ['settings.scored[0]', 'b', 'settings.scored: not one of the classes (found "b")'],
      ['recordings.groups', ['p'], 'groups.scored: not as many as there should be (found 2)'],
      ['version', 1, 'version: '],
      ['sponsor', 'x', 'sponsor: unknown field'],
    ],
    continuousFile(full) as unknown as Json,
  );
});

test('the report has a row a class and a row a condition', () => {
  const report = continuousReport(full);
  expect(report).toContain('0.0 h of 2 recordings');
  expect(report).toMatch(/^a +2 +100\.0 +66\.7 +100\.0 +75\.0 +1 +0 +2\.0 +2\.0$/m);
  expect(report).toMatch(/^v +0 +- +- +- +- +0 +0 +- +-$/m);
  expect(report).toMatch(/^as recorded +off +88\.9 \+- 11\.1 +0\.0 +100\.0 +66\.7 +66\.7$/m);
  expect(report.split('\n').filter((line) => line.startsWith('as recorded'))).toHaveLength(2);
  const card = continuousMarkdown(full);
  expect(card).toContain('| a | 2 | 100.0 | 66.7 | 100.0 | 75.0 | 1 | 0 | 2.0 | 2.0 |');
  expect(card).toContain(
    'an alarm is raised by 2 s of one class and lasts until it has been gone for more than 1 s; n is no alarm.',
  );
});

const recordings = besideData('mitdb');

describe.skipIf(recordings === undefined)('records 100 and 201 of MIT-BIH', () => {
  const model = readIntegerModel('models/ecg17-small/ecg17-small.alq.json');

  /** The shipped data set of two records. */
  function records(): SignalSet {
    const dir = mkdtempSync(join(tmpdir(), 'bitbeat-'));
    try {
      const { where: _, ...dataset } = readDataset('configs/datasets/mitdb17.json');
      const folder = relative(dir, recordings!);
      const file = join(dir, 'two.json');
      const options = { ...dataset.options, records: ['100', '201'] };
      writeFileSync(file, JSON.stringify({ ...dataset, folder, options }));
      return openSignals(file, { windows: 1, seed: 1 });
    } finally {
      rmSync(dir, { recursive: true });
    }
  }

  test('a monitor slides over them, by both ways of computing the same', async () => {
    const two = records();
    const backend = await loadBackend();
    const run = (seconds: number | undefined, classify: Classify) =>
      finish(
        evaluateContinuous(
          ['100', '201'].map((name) => ({
            spans: spansOfGroups(two, new Set([name])).map((span) => ({
              ...span,
              to: seconds === undefined ? span.to : 360 * seconds,
            })),
            classify,
          })),
          two,
        ),
      );
    expect(run(60, simulating(backend, model))).toEqual(run(60, interpreting(model)));
    const result: ContinuousResult = run(undefined, simulating(backend, model));
    const [off, on] = result.conditions;
    // What annotations and masked spans give, whatever the model.
    expect(result.recordings.names).toEqual(['100', '201']);
    expect(off!.hops).toMatchObject({ all: 3166, known: 2639 });
    expect(
      off!.perClass.filter(({ episodes }) => episodes.count > 0).map(({ name, episodes }) => [name, episodes.count]),
    ).toEqual([
      ['NSR', 27],
      ['APB', 22],
      ['AFIB', 3],
      ['PVC', 11],
      ['Trigeminy', 9],
    ]);
    expect(off!.right.share!).toBeGreaterThan(0.5);
    expect(on!.hops.flagged).toBe(0);
    expect(continuousFaults(continuousFile(result))).toEqual([]);
  });
});
