import type { CrossEvaluation } from '../evaluate/cross-evaluation.js';
import type { IntegerModel } from '../model/integer-model.js';
import { storage } from '../model/storage.js';
import { comparisonLegend, comparisonMarkdown } from './comparison.js';
import { protocolText, SCORE_HEAD, scoreCells } from './evaluation.js';
import { MODEL_FILES, type ModelFolder } from './model-folder.js';
import { percent } from './percent.js';
import { PICTURE_FILES } from './pictures/pictures.js';
import { settingsText } from './settings.js';
import { grouped, markdownTable } from './table.js';

/** The model's README: what it is, accuracy, size, how it was made and can be made again, limits. */
export function modelCard(folder: ModelFolder): string {
  const { model } = folder;
  const { samples, sampleRateHz } = model.input;
  const sections = [
    `# ${folder.name}: ${model.classes.length} classes of ECG rhythm from ${samples / sampleRateHz} s of one lead`,
    filesSection(folder),
    networkSection(model),
    accuracySection(folder),
    sizeSection(model),
    historySection(folder),
    comparisonSection(folder),
    dataSection(folder),
    settingsSection(folder),
    limitsSection(folder),
    againSection(folder),
  ];
  return `<!-- Written by \`npx bitbeat report --card models/${folder.name}\`; do not edit. -->\n\n${sections
    .filter((section) => section !== '')
    .join('\n\n')}\n`;
}

function filesSection({ files, history, fragment, patient, comparison }: ModelFolder): string {
  const rows = [
    [files.integer, 'the integer network: what hardware is made from'],
    ...(files.float === null ? [] : [[files.float, 'the floating-point network that it was made from']]),
    ...(history === null ? [] : [[MODEL_FILES.history, 'its recipe, and every epoch of its quantisation']]),
    ...(fragment === null ? [] : [[MODEL_FILES.fragment, 'cross-validation of the recipe by fragment']]),
    ...(patient === null ? [] : [[MODEL_FILES.patient, 'cross-validation of the recipe by patient']]),
    ...(comparison === null ? [] : [[MODEL_FILES.comparison, 'this and other recipes under one protocol']]),
  ];
  return markdownTable(
    ['file', 'what it is'],
    rows.map(([file, what]) => [`\`${file}\``, what!]),
  );
}

function networkSection({ input, layers, classes }: IntegerModel): string {
  const rows = layers.map(({ name, inChannels, outChannels, kernel, stride, padding, pool, structure }) => [
    name,
    `${inChannels} -> ${outChannels}`,
    kernel,
    stride,
    padding,
    pool === null ? '-' : `${pool.kind} ${pool.kernel}/${pool.stride}`,
    structure.kind === 'subchannelwise' ? `subchannelwise (${structure.count})` : structure.kind,
  ]);
  return `## Network
A one-dimensional convolutional network of whole numbers: ${input.samples} samples at ${input.sampleRateHz} Hz, converter codes of ${input.codeBits} bits,
of which x = (code - ${input.zero}) >> ${input.shift} is kept to ${input.bits} bits; ${classes.length} scores, the largest of which is the class. A group of weights is a sum
of alpha times signs; how many terms (bases) it has was chosen group by group.

${markdownTable(['layer', 'channels', 'kernel', 'stride', 'padding', 'pool (kernel/stride)', 'a group is'], rows)}`;
}

function accuracySection({ fragment, patient, model }: ModelFolder): string {
  const head = '## Accuracy\n';
  if (fragment === null && patient === null) return `${head}The recipe of this model has not been cross-validated yet.`;
  const parts = [
    `${head}Of the recipe, by cross-validation: every fold trains and quantises a network of its own on the other folds and is scored by the
integer network that hardware computes; the floating-point network of the same trainings stands beside it. The last epoch
is taken; no epoch, seed or threshold is chosen on a fold that is scored. The network in this folder was made by the same
recipe from all fragments, so none of them can score it.`,
  ];
  for (const evaluation of [fragment, patient]) if (evaluation !== null) parts.push(scoresOf(evaluation));
  parts.push(`Accuracy is the mean +- standard deviation over folds and seeds. Its standard error is that of the mean for another sample of ${
    patient === null ? 'fragments' : 'fragments, or patients'
  }.
Macro F1 is of the confusion matrix of all folds of a seed, mean over the seeds; a single fold holds one or two
fragments of a rare class, or none, so the macro F1 of single folds is noisy.`);
  if (patient === null)
    parts.push(
      `Fragments of one patient lie on both sides of a split by fragment: **a new patient is served far worse** than these figures say.`,
    );
  parts.push(classTable(model.classes, fragment, patient));
  if (fragment !== null) parts.push(picture('confusion', 'Confusion matrix of the integer network by fragment'));
  return parts.join('\n\n');
}

function scoresOf(evaluation: CrossEvaluation): string {
  const title = evaluation.protocol.kind === 'patient' ? '### By patient: a new wearer' : '### By fragment';
  const rows = [
    ['**integer network**', ...scoreCells(evaluation.integer)],
    ['floating point', ...scoreCells(evaluation.float)],
  ];
  const { meanBytes, maxBytes } = evaluation.storage;
  return `${title}
${protocolText(evaluation)}.
The integer networks hold ${grouped(meanBytes)} bytes on average, ${grouped(maxBytes)} at most.

${markdownTable(SCORE_HEAD, rows)}`;
}

/** Sensitivity and positive predictivity of the integer network, class by class. */
function classTable(
  classes: readonly string[],
  fragment: CrossEvaluation | null,
  patient: CrossEvaluation | null,
): string {
  const share = (value: number | null) => (value === null ? '-' : percent(value));
  const columns = [fragment, patient].flatMap((evaluation) => (evaluation === null ? [] : [evaluation]));
  const head = columns.flatMap(({ protocol: { kind } }) => [
    `fragments, by ${kind}`,
    'sensitivity, %',
    'positive predictivity, %',
  ]);
  const rows = classes.map((name) => [
    name,
    ...columns.flatMap(({ integer, protocol }) => {
      const own = integer.perClass.find((c) => c.name === name);
      if (own === undefined) return ['-', '-', '-'];
      return [own.support / protocol.seeds.length, share(own.sensitivity), share(own.positivePredictivity)];
    }),
  ]);
  return markdownTable(['class', ...head], rows);
}

function sizeSection(model: IntegerModel): string {
  const count = storage(model);
  const rows = count.layers.map((stored, i) => {
    const { bitwidths, alphaBits, requant } = model.layers[i]!;
    return [
      stored.name,
      grouped(stored.weights),
      stored.averageBitwidth.toFixed(2),
      `${Math.min(...bitwidths)} to ${Math.max(...bitwidths)}`,
      alphaBits,
      requant?.bits ?? 'scores',
      grouped(stored.totalBits),
    ];
  });
  const kinds: [string, number][] = [
    ['signs', count.signBits],
    ['alphas', count.alphaBits],
    ['indexes: of every basis, what is skipped before it and whether it is the last', count.indexBits],
    ['biases', count.biasBits],
    ['requantisation', count.requantBits],
    ['padding of memory words', count.paddingBits],
  ];
  return `## Size
**${grouped(count.totalBytes)} bytes, every stored bit counted**; ${count.compression.toFixed(1)} times below float32 (${grouped(count.float32Bytes)} bytes), ${count.averageBitwidth.toFixed(2)} bases per weight.

${markdownTable(
  ['layer', 'weights', 'bases per weight', 'bases of a group', 'alpha bits', 'activation bits', 'stored bits'],
  rows,
)}

${markdownTable(
  ['what is stored', 'bits', 'share, %'],
  kinds.map(([kind, bits]) => [kind, grouped(bits), percent(bits / count.totalBits)]),
)}`;
}

function historySection({ history }: ModelFolder): string {
  if (history === null || history.rounds.length === 0) return '';
  const last = history.rounds.at(-1)!;
  return `## Quantisation, epoch by epoch
${history.rounds.length} epochs; the last one's loss on its training batches is ${last.loss.toFixed(3)}.

${picture('bitwidths', 'Bases per weight of every layer over the epochs of quantisation')}`;
}

function comparisonSection({ comparison }: ModelFolder): string {
  if (comparison === null) return '';
  return `## Comparison
${comparisonLegend(comparison)}

${comparisonMarkdown(comparison)}

${picture('accuracySize', 'Accuracy against stored bytes')}`;
}

const picture = (name: keyof typeof PICTURE_FILES, alternative: string) => `![${alternative}](${PICTURE_FILES[name]})`;

function dataSection({ model, history }: ModelFolder): string {
  const used =
    history === null
      ? ''
      : `\n${history.data.fragments} of the 1000 fragments were used (hash ${history.data.hash}); no other one was seen.`;
  return `## Data
"ECG signals (1000 fragments)", P. Plawiak, Mendeley Data, doi 10.17632/7dybx7wyfn.3, CC BY 4.0; cut from the MIT-BIH
Arrhythmia Database (PhysioNet), ODC-By 1.0; lead MLII, ${model.input.sampleRateHz} Hz, ${model.input.codeBits}-bit codes. The weights are under the licence
of this repository, Apache-2.0.${used}`;
}

function settingsSection({ history }: ModelFolder): string {
  if (history === null) return '';
  const { training, ...quantisation } = history.recipe.settings;
  return `## Settings
Recipe \`${history.recipe.name}\`, seed ${history.seed}, TensorFlow.js backend ${history.backend}.

Training: ${settingsText(training as Record<string, unknown>)}.

Quantisation: ${settingsText(quantisation)}.

Integer and floating-point network put ${percent(history.agreement)} % of the training fragments into the same class.`;
}

function limitsSection({ fragment, patient }: ModelFolder): string {
  const rare = (fragment?.integer.perClass ?? [])
    .filter((c) => c.support / fragment!.protocol.seeds.length < 20)
    .map((c) => c.name);
  const points = [
    'It is no medical device, and nothing here is evidence for clinical use.',
    'One database of a few dozen patients, one lead, one converter; other electrodes and other noise were not tried.',
    ...(rare.length === 0
      ? []
      : [`Classes of fewer than 20 fragments, whose figures rest on few cases: ${rare.join(', ')}.`]),
    ...(patient === null
      ? []
      : [
          `By patient only the ${patient.protocol.scoredClasses.length} classes of more than one patient can be scored; for the others no figure says what a new wearer can expect.`,
        ]),
    'The settings of the recipe were found by cross-validations on the same fragments, which flatters its figures a little.',
    'A fragment has one class; what begins or ends within it is not told.',
  ];
  return `## Limits\n${points.map((point) => `- ${point}`).join('\n')}`;
}

function againSection({ name, fragment, patient, comparison }: ModelFolder): string {
  const evaluated = (evaluation: CrossEvaluation | null) =>
    evaluation === null
      ? []
      : [
          `npx bitbeat evaluate --recipe configs/${name}.quantise.json --protocol ${evaluation.protocol.kind} --data <folder> \\`,
          `  --folds ${evaluation.protocol.folds} --seeds ${evaluation.protocol.seeds.join(',')} --out models/${name}/${MODEL_FILES[evaluation.protocol.kind]}`,
        ];
  const commands = [
    `npx bitbeat quantise --config configs/${name}.quantise.json --out models/${name} --data <folder>`,
    ...evaluated(fragment),
    ...evaluated(patient),
    ...(comparison === null ? [] : [`npx bitbeat compare --config configs/${name}.compare.json --data <folder>`]),
    `npx bitbeat report --card models/${name}`,
  ];
  return `## How to make it again
With the folder of class folders (\`1 NSR\` to \`17 PR\`):

\`\`\`sh
${commands.join('\n')}
\`\`\`

The same seed and backend give the same bits; another backend rounds otherwise.`;
}
