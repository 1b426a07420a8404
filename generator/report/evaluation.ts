import type { Evaluation } from '../model/evaluate.js';
import { grouped, textTable } from './table.js';

/** What `evaluate` prints: accuracy, the confusion matrix with a row a true class, and size. */
export function evaluationReport(evaluation: Evaluation): string {
  const { classes, fragments, accuracy, macroF1, confusion } = evaluation;
  const rows = confusion.flatMap((row, c) =>
    row.some((n) => n > 0) ? [[classes[c]!, ...row.map((n) => n || '-')]] : [],
  );
  return [
    textTable(['true \\ predicted', ...classes], rows),
    '',
    `${fragments} fragments: accuracy ${(100 * accuracy).toFixed(2)} %, macro F1 ${(100 * macroF1).toFixed(2)} %`,
    `${grouped(evaluation.storageBytes)} bytes, every stored bit counted: ${evaluation.averageBitwidth.toFixed(2)} sign bits a weight, ` +
      `${evaluation.compression.toFixed(2)} times below float32`,
  ].join('\n');
}
