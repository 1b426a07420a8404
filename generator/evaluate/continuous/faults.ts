import { claim, type Fault, follows, readResult } from '../../config/result-fields.js';
import type { ContinuousResult } from './result.js';
import { type ConditionFile, type ContinuousFile, continuousResult, continuousSchema } from './result-file.js';

/** Throws UserError if the file is no result of a sliding monitor, or says what cannot be. */
export function readContinuous(path: string): ContinuousResult {
  return continuousResult(readResult(path, continuousSchema, continuousFaults));
}

/** What a file says of itself that cannot be. */
export function continuousFaults({ settings, classes, recordings, conditions }: ContinuousFile): Fault[] {
  const { scored, quiet } = settings;
  const named = { 'settings.scored': scored, 'settings.quiet': quiet };
  const unknown = Object.entries(named).flatMap(([field, names]) => {
    const name = names.find((one) => !classes.includes(one));
    return claim(name === undefined, field, 'not one of the classes', name, classes.join(', '));
  });
  const expected = conditionNames(settings);
  const found = conditions.map(conditionName);
  const listed = claim(`${found}` === `${expected}`, 'conditions', 'not those of the settings', found, `${expected}`);
  if (unknown.length + listed.length > 0) return [...unknown, ...listed];
  return conditions.flatMap((condition, i) => {
    const lengths = [
      ...lengthFaults('perClass', condition.perClass, scored.length),
      ...lengthFaults('groups', condition.groups, recordings.groups.length),
    ];
    const faults = lengths.length > 0 ? lengths : conditionFaults(condition);
    return faults.map((fault) => ({ ...fault, field: `conditions[${i}].${fault.field}` }));
  });
}

const conditionName = ({ noise, guard }: Pick<ConditionFile, 'noise' | 'guard'>) =>
  `${noise === null ? 'as recorded' : `${noise.kind} ${noise.snrDb} dB`}${guard ? ' with guard' : ''}`;

function conditionNames({ noise, guard }: ContinuousFile['settings']): string[] {
  const noises = [null, ...(noise?.kinds ?? []).flatMap((kind) => noise!.snrDb.map((snrDb) => ({ kind, snrDb })))];
  return noises.flatMap((one) =>
    (guard === null ? [false] : [false, true]).map((guard) => conditionName({ noise: one, guard })),
  );
}

function lengthFaults(field: string, lists: Readonly<Record<string, readonly unknown[]>>, expected: number): Fault[] {
  return Object.entries(lists).flatMap(([name, { length }]) =>
    claim(length === expected, `${field}.${name}`, 'not as many as there should be', length, `${expected} values`),
  );
}

function conditionFaults({ hops, groups, perClass, guard }: ConditionFile): Fault[] {
  const { detected, rightAlarms, referenceHops, delays, medianDelay, percentile90Delay } = perClass;
  const scored = sum(groups.scored);
  return [
    ...atMost('hops', hops, 'known', 'all'),
    ...atMost('hops', hops, 'flagged', 'all'),
    ...atMost('hops', hops, 'knownFlagged', 'known'),
    ...atMost('hops', hops, 'knownFlagged', 'flagged'),
    ...claim(guard || hops.flagged === 0, 'hops.flagged', 'without the guard', hops.flagged, '0'),
    ...eachAtMost('groups', groups, 'right', 'scored'),
    ...eachAtMost('perClass', perClass, 'detected', 'episodes'),
    ...eachAtMost('perClass', perClass, 'sharedHops', 'referenceHops'),
    ...eachAtMost('perClass', perClass, 'sharedHops', 'alarmHops'),
    ...eachAtMost('perClass', perClass, 'delays', 'detected'),
    ...eachAtMost('perClass', perClass, 'medianDelay', 'percentile90Delay'),
    ...rightAlarms.flatMap((right, i) =>
      claim(
        right > 0 === detected[i]! > 0,
        `perClass.rightAlarms[${i}]`,
        'not as many as there should be',
        right,
        detected[i]! > 0 ? 'at least 1' : '0',
      ),
    ),
    ...delays.flatMap((delay, i) =>
      Object.entries({ medianDelay, percentile90Delay }).flatMap(([field, values]) =>
        claim(
          (values[i] === null) === (delay === 0),
          `perClass.${field}[${i}]`,
          `of ${delay} delays`,
          values[i],
          delay === 0 ? 'null' : 'seconds',
        ),
      ),
    ),
    ...follows('hops.known', hops.known, sum(referenceHops), 'the classes'),
    ...follows('hops.known', hops.known, scored + hops.knownFlagged, 'the groups'),
  ];
}

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);

function atMost<K extends string>(field: string, of: Record<K, number>, small: K, large: K): Fault[] {
  return claim(of[small] <= of[large], `${field}.${small}`, `above ${large}`, of[small], `at most ${of[large]}`);
}

/** The same of each value of two lists; null is no value. */
function eachAtMost<K extends string>(field: string, of: Record<K, (number | null)[]>, small: K, large: K): Fault[] {
  return of[small].flatMap((value, i) => {
    const most = of[large][i]!;
    const holds = value === null || most === null || value <= most;
    return claim(holds, `${field}.${small}[${i}]`, `above ${large}`, value, `at most ${most}`);
  });
}
