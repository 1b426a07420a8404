import type { CrossEvaluation } from '../../evaluate/cross-evaluation.js';
import type { IntegerModel } from '../../model/integer-model.js';
import type { PerChannel } from '../../network/input.js';
import { comparisonLegend, comparisonMarkdown } from '../comparison.js';
import { marked } from '../evaluation-marks.js';
import { MODEL_FILES, type ModelFolder } from '../model-folder.js';
import { percent } from '../percent.js';
import { settingsText } from '../settings.js';
import { markdownTable } from '../table.js';
import { accuracySection, NOT_RECOMPUTABLE } from './accuracy.js';
import { picture } from './picture.js';
import { sizeSection } from './size.js';

/** The model's README: what it is, accuracy, size, how it was made and can be made again, limits. */
export function modelCard(folder: ModelFolder): string {
  const { model } = folder;
  const { samples, sampleRateHz } = model.input;
  const sections = [
    `# ${folder.name}: ${model.classes.length} classes of ECG rhythm from ${samples / sampleRateHz} s of one lead`,
    filesSection(folder),
    networkSection(model),
    accuracySection(folder),
    sizeSection(folder),
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
of which x = (code - ${listed(input.zero)}) >> ${listed(input.shift)} is kept to ${input.bits} bits; ${classes.length} scores, the largest of which is the class. A group of weights is a sum
of alpha times signs; how many terms (bases) it has was chosen group by group.

${markdownTable(['layer', 'channels', 'kernel', 'stride', 'padding', 'pool (kernel/stride)', 'a group is'], rows)}`;
}

/** Of all channels, or of each in turn. */
const listed = (value: PerChannel) => (typeof value === 'number' ? value : `[${value.join(', ')}]`);

function historySection({ history }: ModelFolder): string {
  if (history === null || history.rounds.length === 0) return '';
  const last = history.rounds.at(-1)!;
  return `## Quantisation, epoch by epoch
${history.rounds.length} epochs; the last one's loss on its training batches is ${last.loss.toFixed(3)}.

${picture('bitwidths', 'Bases per weight of every layer over the epochs of quantisation')}`;
}

function comparisonSection({ comparison, stale }: ModelFolder): string {
  if (comparison === null) return '';
  return `${marked('## Comparison', stale.comparison)}
${comparisonLegend(comparison)}

${comparisonMarkdown(comparison)}
${comparison.truth === undefined ? `\n${NOT_RECOMPUTABLE}\n` : ''}
${picture('accuracySize', 'Accuracy against stored bytes')}`;
}

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
