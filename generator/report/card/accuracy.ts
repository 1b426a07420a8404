import type { CrossEvaluation } from '../../evaluate/cross-evaluation.js';
import { PROTOCOL_NAMES, PROTOCOLS } from '../../evaluate/protocol.js';
import { markdownText } from '../../support/escape.js';
import { protocolText, SCORE_HEAD, scoreCells } from '../evaluation.js';
import { marked } from '../evaluation-marks.js';
import { type ModelFolder, shownEvaluation } from '../model-folder.js';
import { percent } from '../percent.js';
import { grouped, listOf, markdownTable } from '../table.js';
import { picture } from './picture.js';

/** How good the recipe is, by each protocol, and class by class. */
export function accuracySection(folder: ModelFolder): string {
  const { evaluations, model, stale } = folder;
  const measured = PROTOCOL_NAMES.flatMap((kind) => evaluations[kind] ?? []);
  const head = '## Accuracy\n';
  if (measured.length === 0) return `${head}The recipe of this model has not been cross-validated yet.`;
  const parts = [
    `${head}Of the recipe, by cross-validation: every fold trains and quantises a network of its own on the other folds and is scored by the
integer network that hardware computes; the floating-point network of the same trainings stands beside it. The last epoch
is taken; no epoch, seed or threshold is chosen on a fold that is scored. The network in this folder was made by the same
recipe from all fragments, so none of them can score it. A recipe's settings are developed on the same fragments, in splits of
other seeds, and with the errors of earlier networks in view: that may flatter a little, and only fragments never seen can tell.`,
  ];
  for (const evaluation of measured) parts.push(scoresOf(evaluation, stale[evaluation.protocol.kind]));
  parts.push(`Accuracy is the mean +- standard deviation over folds and seeds. Its standard error is that of the mean for another sample of ${listOf(
    measured.map(({ protocol: { kind } }) => PROTOCOLS[kind].units),
  )}.
Macro F1 is of the confusion matrix of all folds of a seed, mean over the seeds; a single fold holds one or two
fragments of a rare class, or none, so the macro F1 of single folds is noisy.`);
  if (evaluations.patient === null)
    parts.push(
      `Windows of one patient lie on both sides of these splits: **a new patient is served far worse** than these figures say.`,
    );
  parts.push(classTable(model.classes, measured));
  const { kind } = shownEvaluation(folder)!.protocol;
  parts.push(picture('confusion', `Confusion matrix of the integer network by ${kind}`));
  return parts.join('\n\n');
}

function scoresOf(evaluation: CrossEvaluation, stale: string | null): string {
  const title = `### ${PROTOCOLS[evaluation.protocol.kind].title}`;
  const rows = [
    ['**integer network**', ...scoreCells(evaluation.integer)],
    ['floating point', ...scoreCells(evaluation.float)],
  ];
  const { meanBytes, maxBytes } = evaluation.storage;
  return `${marked(title, stale)}
${protocolText(evaluation)}.
The integer networks hold ${grouped(meanBytes)} bytes on average, ${grouped(maxBytes)} at most.

${markdownTable(SCORE_HEAD, rows)}${evaluation.predictions === undefined ? `\n\n${NOT_RECOMPUTABLE}` : ''}`;
}

/** Of figures that are taken as they stand in a file. */
export const NOT_RECOMPUTABLE =
  '**Not recomputable**: no stored predictions; these figures stand here as they were written when they were measured.';

/** Sensitivity and positive predictivity of the integer network, class by class. */
function classTable(classes: readonly string[], columns: readonly CrossEvaluation[]): string {
  const share = (value: number | null) => (value === null ? '-' : percent(value));
  const head = columns.flatMap(({ protocol: { kind } }) => [
    `fragments, by ${kind}`,
    'sensitivity, %',
    'positive predictivity, %',
  ]);
  const rows = classes.map((name) => [
    markdownText(name),
    ...columns.flatMap(({ integer, protocol }) => {
      const own = integer.perClass.find((c) => c.name === name);
      if (own === undefined) return ['-', '-', '-'];
      return [own.support / protocol.seeds.length, share(own.sensitivity), share(own.positivePredictivity)];
    }),
  ]);
  return markdownTable(['class', ...head], rows);
}
