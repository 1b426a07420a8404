import type { CrossEvaluation } from '../evaluate/cross-evaluation.js';
import type { ClassScores, Evaluation, OtherScores, SeveralEvaluation } from '../evaluate/evaluate-model.js';
import { PROTOCOLS } from '../evaluate/protocol.js';
import type { Scores } from '../evaluate/score-fields.js';
import { printable } from '../support/printable.js';
import type { EventCounts, EventScore } from '../train/tasks/events.js';
import { percent, plusMinus } from './percent.js';
import { grouped, textTable } from './table.js';

/** What `evaluate --model` prints: by class a confusion matrix with a row a true class, else each output; events, and size. */
export function evaluationReport(evaluation: Evaluation): string {
  const { fragments, steps, events } = evaluation;
  const what =
    steps === undefined ? `${fragments} fragments` : `${grouped(fragments * steps)} steps of ${fragments} fragments`;
  return [
    ...('unjudged' in evaluation ? severalLines(evaluation, what) : outputLines(evaluation, what)),
    ...(events === undefined ? [] : ['', ...eventLines(events)]),
    `${grouped(evaluation.storageBytes)} bytes, every stored bit counted: ${evaluation.averageBitwidth.toFixed(2)} bases per weight, ` +
      `${evaluation.compression.toFixed(2)} times below float32`,
  ].join('\n');
}

/** What the data know of each output. */
function severalLines({ outputs, unjudged }: SeveralEvaluation, what: string): string[] {
  return [
    ...outputs.flatMap(({ name, ...scores }) => [`${printable(name)}:`, ...outputLines(scores, what), '']),
    ...(unjudged.length === 0 ? [] : [`without targets: ${unjudged.map((name) => printable(name)).join(', ')}`]),
  ];
}

const outputLines = (scores: ClassScores | OtherScores, what: string): string[] =>
  'classes' in scores ? classLines(scores, what) : otherLines(scores, what);

function classLines({ classes, accuracy, macroF1, confusion }: ClassScores, what: string): string[] {
  const shares = `accuracy ${(100 * accuracy).toFixed(2)} %, macro F1 ${(100 * macroF1).toFixed(2)} %`;
  return [confusionTable(classes, confusion), '', `${what}: ${shares}`];
}

function otherLines({ task, metrics, outputs }: OtherScores, what: string): string[] {
  const short = (value: number | null | undefined) => (value == null ? '-' : value.toPrecision(4));
  if (task === 'labels')
    return [
      textTable(
        ['label', 'F1, %'],
        outputs.map(({ name, F1 }) => [printable(name), F1 == null ? '-' : percent(F1)]),
      ),
      '',
      `${what}: F1 ${percent(metrics.F1!)} %`,
    ];
  return [
    textTable(
      ['value', 'unit', 'root mean square error', 'R2'],
      outputs.map(({ name, unit, error, R2 }) => [printable(name), printable(unit ?? ''), short(error), short(R2)]),
    ),
    '',
    `${what}: root mean square error ${short(metrics.RMSE)} spreads, R2 ${short(metrics.R2)}`,
  ];
}

/** Events of targets of steps, by name. */
function eventLines({ tolerance, names, ...all }: EventScore): string[] {
  const row = (name: string, { there, found, right, F1 }: EventCounts) => [
    name,
    ...[there, found, right].map((count) => grouped(count)),
    F1 === null ? '-' : percent(F1),
  ];
  return [
    textTable(
      ['event', 'there', 'found', 'right', 'F1, %'],
      [...names.map((own) => row(printable(own.name), own)), row('in all', all)],
    ),
    `right: within ${tolerance} samples`,
  ];
}

/** What `evaluate --recipe` prints: the integer network's classes, both networks' scores, and size. */
export function crossEvaluationReport(evaluation: CrossEvaluation): string {
  const { classes, integer, float, storage, protocol, recipe, averageBitwidth, laneCycles } = evaluation;
  const perClass = integer.perClass.map(({ name, support, sensitivity, positivePredictivity, f1 }) => [
    name,
    support / protocol.seeds.length,
    ...[sensitivity, positivePredictivity, f1].map((share) => (share === null ? '-' : percent(share))),
  ]);
  const networks = { 'integer network': integer, 'floating point': float };
  return [
    `${recipe.name}, ${protocolText(evaluation)}`,
    '',
    confusionTable(classes, integer.confusion),
    '',
    textTable(['class', 'fragments', 'sensitivity, %', 'positive predictivity, %', 'F1, %'], perClass),
    '',
    textTable(
      SCORE_HEAD,
      Object.entries(networks).map(([name, scores]) => [name, ...scoreCells(scores)]),
    ),
    '',
    `${grouped(storage.meanBytes)} bytes on average, ${grouped(storage.maxBytes)} at most, every stored bit counted: ` +
      `${averageBitwidth.toFixed(2)} bases per weight, ${grouped(laneCycles.mean)} lane cycles`,
  ].join('\n');
}

/** Head of a table whose rows are `scoreCells`. */
export const SCORE_HEAD = [
  'network',
  'accuracy, %',
  'standard error',
  'accuracy of each seed',
  'macro F1, %',
  'macro F1 of single folds',
];

/** Accuracy with its deviation over folds and seeds, and macro F1 of each seed's pooled matrix and of single folds. */
export function scoreCells({ accuracy, perSeed, pooledMacroF1, foldMacroF1 }: Scores): string[] {
  return [
    plusMinus(accuracy.mean, accuracy.sd),
    percent(accuracy.standardError),
    perSeed.map((seed) => percent(seed.accuracy)).join(' '),
    percent(pooledMacroF1.mean),
    plusMinus(foldMacroF1.mean, foldMacroF1.sd),
  ];
}

/** `5 folds by fragment, seeds 1, 2: 800 fragments, ...`. */
export function protocolText({ protocol }: Pick<CrossEvaluation, 'protocol'>): string {
  const { kind, folds, seeds, fragments, groups, scoredClasses } = protocol;
  const what = PROTOCOLS[kind].describe({ fragments, groups, classes: scoredClasses.length });
  return `${folds} folds by ${kind}, ${seedsText(seeds)}: ${what}`;
}

/** `seed 1`, `seeds 1, 2`. */
export const seedsText = (seeds: readonly number[]) => `${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')}`;

/** A row a class that occurs. */
function confusionTable(classes: readonly string[], confusion: readonly (readonly number[])[]): string {
  const rows = confusion.flatMap((row, c) =>
    row.some((n) => n > 0) ? [[classes[c]!, ...row.map((n) => n || '-')]] : [],
  );
  return textTable(['true \\ predicted', ...classes], rows);
}
