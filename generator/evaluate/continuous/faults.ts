import { claim, type Fault, follows, readResult } from '../../config/result-fields.js';
import { ratesOf, totalsOf } from './condition.js';
import { type ClassResult, type ConditionResult, type ContinuousResult, continuousSchema } from './result.js';

/** Throws UserError if the file is no result of a sliding monitor, or says what cannot be. */
export function readContinuous(path: string): ContinuousResult {
  return readResult(path, continuousSchema, continuousFaults);
}

/** What a result says of itself that cannot be, or does not follow from its counts. */
export function continuousFaults({ settings, classes, conditions }: ContinuousResult): Fault[] {
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
  return conditions.flatMap((condition, i) =>
    conditionFaults(condition, settings).map((fault) => ({ ...fault, field: `conditions[${i}].${fault.field}` })),
  );
}

const conditionName = ({ noise, guard }: Pick<ConditionResult, 'noise' | 'guard'>) =>
  `${noise === null ? 'as recorded' : `${noise.kind} ${noise.snrDb} dB`}${guard ? ' with guard' : ''}`;

function conditionNames({ noise, guard }: ContinuousResult['settings']): string[] {
  const noises = [null, ...(noise?.kinds ?? []).flatMap((kind) => noise!.snrDb.map((snrDb) => ({ kind, snrDb })))];
  return noises.flatMap((one) =>
    (guard === null ? [false] : [false, true]).map((guard) => conditionName({ noise: one, guard })),
  );
}

function conditionFaults(condition: ConditionResult, settings: ContinuousResult['settings']): Fault[] {
  const { hops, groups, perClass, guard } = condition;
  const names = perClass.map(({ name }) => name);
  const shapes = [
    ...claim(`${names}` === `${settings.scored}`, 'perClass', 'not the scored classes', names, `${settings.scored}`),
    ...atMost('hops', hops, 'known', 'all'),
    ...atMost('hops', hops, 'flagged', 'all'),
    ...atMost('hops', hops, 'knownFlagged', 'known'),
    ...atMost('hops', hops, 'knownFlagged', 'flagged'),
    ...claim(guard || hops.flagged === 0, 'hops.flagged', 'without the guard', hops.flagged, '0'),
    ...groups.flatMap((group, i) => atMost(`groups[${i}]`, group, 'right', 'scored')),
    ...perClass.flatMap((one, i) => classFaults(one, `perClass[${i}]`, settings.quiet)),
  ];
  const scored = groups.reduce((sum, group) => sum + group.scored, 0);
  const ofClasses = perClass.reduce((sum, { duration }) => sum + duration.referenceHops, 0);
  return [
    ...shapes,
    ...follows('hops.known', hops.known, ofClasses, 'the classes'),
    ...follows('hops.known', hops.known, scored + hops.knownFlagged, 'the groups'),
    ...differences('', condition, totalsOf(condition, settings)),
  ];
}

function classFaults(one: ClassResult, field: string, quiet: readonly string[]): Fault[] {
  const { name, alarm, episodes, alarms, duration, delay } = one;
  return [
    ...claim(alarm === !quiet.includes(name), `${field}.alarm`, 'not as the settings say', alarm, `${!alarm}`),
    ...atMost(`${field}.episodes`, episodes, 'detected', 'count'),
    ...claim(
      alarms.right > 0 === episodes.detected > 0,
      `${field}.alarms.right`,
      'not as many as there should be',
      alarms.right,
      episodes.detected > 0 ? 'at least 1' : '0',
    ),
    ...atMost(`${field}.duration`, duration, 'sharedHops', 'referenceHops'),
    ...atMost(`${field}.duration`, duration, 'sharedHops', 'alarmHops'),
    ...claim(
      (delay?.episodes ?? 0) <= episodes.detected,
      `${field}.delay.episodes`,
      'more than were detected',
      delay?.episodes,
      `at most ${episodes.detected}`,
    ),
    ...(delay === null ? [] : atMost(`${field}.delay`, delay, 'median', 'percentile90')),
    ...differences(`${field}.`, one, ratesOf(one)),
  ];
}

function atMost<K extends string>(field: string, of: Record<K, number>, small: K, large: K): Fault[] {
  return claim(of[small] <= of[large], `${field}.${small}`, `above ${large}`, of[small], `at most ${of[large]}`);
}

/** Figures, by part and name, that differ from those of `computed`. */
function differences(field: string, told: object, computed: Readonly<Record<string, object>>): Fault[] {
  return Object.entries(computed).flatMap(([part, values]) =>
    Object.entries(values).flatMap(([name, value]) => {
      const found = (told as Record<string, Record<string, number | null>>)[part]![name]!;
      return follows(`${field}${part}.${name}`, found, value as number | null, 'the counts');
    }),
  );
}
