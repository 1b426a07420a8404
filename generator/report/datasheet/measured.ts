import { type Estimate, estimate } from '../../arch/estimate/estimate.js';
import type { Hardware } from '../../arch/hardware.js';
import { PARTS } from '../../devices/devices.js';
import { PROTOCOL_NAMES } from '../../evaluate/protocol.js';
import type { IntegerNetwork } from '../../model/integer-model.js';
import { outputModels } from '../../model/outputs.js';
import { type TaskKind, taskOf } from '../../network/task.js';
import { markdownText } from '../../support/escape.js';
import type { BoardResult } from '../../synth/bitstream.js';
import type { MeasuredAccuracy, NetworkResults } from '../accuracy.js';
import { boardsTable } from '../boards.js';
import { marked } from '../evaluation-marks.js';
import { outputWords } from '../outputs.js';
import { percent, plusMinus } from '../percent.js';
import type { Synthesis } from '../results.js';
import { grouped, markdownTable } from '../table.js';

/** Outputs with their names: the user's words. */
const tableOf = (model: IntegerNetwork): string => {
  const { rule, head, rows } = outputWords(model);
  return `${rule}.\n\n${markdownTable(
    head,
    rows.map((row) => row.map((cell) => (typeof cell === 'string' ? markdownText(cell) : cell))),
  )}`;
};

const OUTPUT_LISTS: Record<TaskKind, (model: IntegerNetwork) => string> = {
  classes: ({ classes }) =>
    `Classes, by index: ${classes.map((label, i) => `${i} ${markdownText(label)}`).join(', ')}.`,
  labels: tableOf,
  values: tableOf,
  several: (model) =>
    [
      tableOf(model),
      ...outputModels(model).map(
        ({ output, model: own }) => `### Output ${output.name}\n${OUTPUT_LISTS[output.task.kind](own)}`,
      ),
    ].join('\n\n'),
};

/** Accuracy of the recipe that made the network. */
export function accuracySheet(hardware: Hardware, accuracy: MeasuredAccuracy): string {
  const { name } = hardware.model;
  const list = OUTPUT_LISTS[taskOf(hardware.model).kind](hardware.model);
  const measured = PROTOCOL_NAMES.flatMap((kind) => (accuracy[kind] === null ? [] : [{ kind, ...accuracy[kind] }]));
  if (measured.length === 0)
    return `## Accuracy\nThe recipe of ${name} has not been cross-validated, so nothing is known of its accuracy.\n\n${list}`;
  const cells = ({ accuracy: { mean, sd, standardError }, macroF1 }: NetworkResults) => [
    plusMinus(mean, sd),
    percent(standardError),
    percent(macroF1),
  ];
  const rows = measured.flatMap(({ kind, stale, integer, float }) => [
    [marked(kind, stale), '**integer network: this core**', ...cells(integer)],
    [marked(kind, stale), 'floating point', ...cells(float)],
  ]);
  return `## Accuracy
Cross-validated, of the recipe that made the network; the core computes the integer network bit by bit. By patient, no patient of a
training is scored: that is what a new wearer gets. No medical device.

${markdownTable(['split by', 'network', 'accuracy, %', 'standard error', 'macro F1, %'], rows)}

${list}`;
}

const cell = (n: number | null) => (n === null ? '-' : grouped(n));

/** What of these very files was measured. */
export interface MeasuredResources {
  /** Cells after synthesis. */
  synthesis: readonly Synthesis[];
  /** Placed and routed on boards. */
  boards: readonly BoardResult[];
}

/** Cells of this very design, if it was synthesised, and estimates for the parts that the generator knows. */
export function resourcesSheet(hardware: Hardware, { synthesis, boards }: MeasuredResources): string {
  const measured = synthesis.map(({ family, lut, ff, bram, dsp, tools }) => [
    family,
    ...[lut, ff, bram, dsp].map(grouped),
    `Yosys ${tools.yosys}`,
  ]);
  const estimated = PARTS.map((part) => {
    const cells = estimate(hardware, part);
    const columns = ['lc', 'lut', 'ff', 'bram', 'spram', 'dsp'] as const satisfies (keyof Estimate)[];
    return [part.name, `${part.device} (${part.board})`, ...columns.map((kind) => cell(cells[kind]))];
  });
  const parts = [
    ...(measured.length === 0
      ? []
      : [
          'Of these files, after synthesis, before placement:',
          markdownTable(['family', 'LUT4', 'FF', 'block RAM', 'DSP', 'tool'], measured),
        ]),
    ...(boards.length === 0 ? [] : ['Of these files, placed and routed:', boardsTable(boards)]),
  ];
  return `## Resources
${parts.join('\n\n') || 'These files were not synthesised; below are estimates.'}

Estimated, by weights fitted to routed designs of the same generator (-: no circuit of this kind was routed there):

${markdownTable(['part', 'device', 'logic cells', 'LUT4', 'FF', 'block RAM', 'single-port RAM', 'DSP'], estimated)}`;
}
