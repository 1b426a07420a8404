import { NOISES } from '../evaluate/continuous/noise/noises.js';
import type { ClassResult, ConditionResult, ContinuousResult } from '../evaluate/continuous/result.js';
import { markdownText } from '../support/escape.js';
import { percent, plusMinus } from './percent.js';
import { markdownTable, textTable } from './table.js';

/** What a sliding monitor was worth, for a terminal: class by class as recorded, then every condition. */
export function continuousReport(result: ContinuousResult): string {
  const { conditions } = result;
  return [
    continuousText(result),
    '',
    textTable(CLASS_HEAD, conditions[0]!.perClass.map(classCells)),
    '',
    durationText(result),
    '',
    textTable(CONDITION_HEAD, conditions.map(conditionCells)),
  ].join('\n');
}

/** The same for a model card, without a heading. */
export function continuousMarkdown(result: ContinuousResult): string {
  const { conditions } = result;
  return [
    continuousText(result),
    '',
    markdownTable(
      CLASS_HEAD,
      conditions[0]!.perClass.map((one) => {
        const [name, ...cells] = classCells(one);
        return [markdownText(`${name}`), ...cells];
      }),
    ),
    '',
    durationText(result),
    ...(conditions.length > 1 ? ['', markdownTable(CONDITION_HEAD, conditions.map(conditionCells))] : []),
  ].join('\n');
}

/** `19.7 h of 46 recordings, a window of 10 s every 1 s`. */
export function continuousText({ recordings, settings, conditions }: ContinuousResult): string {
  const { windowSamples, hopSamples, rateHz } = settings;
  const { all, known } = conditions[0]!.hops;
  return (
    `${recordings.hours.toFixed(1)} h of ${recordings.names.length} recordings, each scored by a network that was trained on none of it: ` +
    `a window of ${seconds(windowSamples / rateHz)} every ${seconds(hopSamples / rateHz)}; ${percent(known / all)} % of the time have a class`
  );
}

/** What the table's words mean, by the settings. */
export function durationText({ settings: { durations, quiet } }: ContinuousResult): string {
  const { shortestReference, bridgedReference, shortestAlarm, bridgedAlarm } = durations;
  const none = quiet.length === 0 ? '' : `; ${quiet.join(', ')} ${quiet.length === 1 ? 'is' : 'are'} no alarm`;
  return (
    `Episodes of at least ${seconds(shortestReference)} count, up to ${seconds(bridgedReference)} without a class do not end one; ` +
    `an alarm is raised by ${seconds(shortestAlarm)} of one class and lasts until it has been gone for more than ${seconds(bridgedAlarm)}${none}. ` +
    'Se: sensitivity; +P: positive predictivity.'
  );
}

const CLASS_HEAD = [
  'class',
  'episodes',
  'episode Se, %',
  'episode +P, %',
  'duration Se, %',
  'duration +P, %',
  'false alarms',
  'not judged',
  'delay, s: median',
  '90th percentile',
];

function classCells({ name, episodes, alarms, byEpisode, duration, delay }: ClassResult): (string | number)[] {
  return [
    name,
    episodes.count,
    ...[byEpisode.sensitivity, byEpisode.positivePredictivity].map(shareText),
    ...[duration.sensitivity, duration.positivePredictivity].map(shareText),
    alarms.false,
    alarms.unjudged,
    ...(delay === null ? ['-', '-'] : [delay.median.toFixed(1), delay.percentile90.toFixed(1)]),
  ];
}

const CONDITION_HEAD = [
  'signal',
  'guard',
  'time right, %',
  'held back, %',
  'episode Se, %',
  'episode +P, %',
  'false alarms an hour',
];

function conditionCells({ noise, guard, hops, right, falseAlarms, byEpisode }: ConditionResult): (string | number)[] {
  return [
    noise === null ? 'as recorded' : `${NOISES[noise.kind].what}, ${noise.snrDb} dB`,
    guard ? 'on' : 'off',
    right.share === null ? '-' : plusMinus(right.share, right.standardError!),
    percent(hops.flagged / hops.all),
    ...[byEpisode.sensitivity, byEpisode.positivePredictivity].map(shareText),
    falseAlarms.perHour === null ? '-' : falseAlarms.perHour.toFixed(1),
  ];
}

const shareText = (share: number | null) => (share === null ? '-' : percent(share));

const seconds = (value: number) => `${Number(value.toFixed(2))} s`;
