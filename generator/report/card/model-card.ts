import { type Provenance, shippedDatasets } from '../../data/dataset-file.js';
import { datasetOf } from '../../data/fit.js';
import type { CrossEvaluation } from '../../evaluate/cross-evaluation.js';
import { AGREEMENT_WINDOWS } from '../../evaluate/history.js';
import { PROTOCOL_NAMES, type ProtocolName, WATCHING } from '../../evaluate/protocol.js';
import type { IntegerModel } from '../../model/integer-model.js';
import type { InputSpec, PerChannel } from '../../network/input.js';
import { comparisonLegend, comparisonMarkdown } from '../comparison.js';
import { marked } from '../evaluation-marks.js';
import { CONTINUOUS_FILES, MODEL_FILES, type ModelFolder, shownEvaluation } from '../model-folder.js';
import { percent } from '../percent.js';
import { settingsText } from '../settings.js';
import { grouped, markdownTable } from '../table.js';
import { accuracySection, NOT_RECOMPUTABLE } from './accuracy.js';
import { continuousSection } from './continuous.js';
import { picture } from './picture.js';
import { sizeSection } from './size.js';

/** The model's README: what it is, accuracy, size, how it was made and can be made again, limits. */
export function modelCard(folder: ModelFolder): string {
  const { model } = folder;
  const { input, classes } = model;
  const named = shippedDatasets().find(({ name }) => name === folder.history?.data.dataset);
  const about = (named ?? datasetOf(model))?.provenance ?? null;
  const from = about?.channels ?? (input.channels === 1 ? 'one channel' : `${input.channels} channels`);
  const sections = [
    `# ${folder.name}: ${classes.length} ${about?.subject ?? 'classes'} from ${input.samples / input.sampleRateHz} s of ${from}`,
    filesSection(folder),
    networkSection(model),
    accuracySection(folder),
    continuousSection(folder),
    sizeSection(folder),
    historySection(folder),
    comparisonSection(folder),
    dataSection(folder, about, input),
    settingsSection(folder),
    limitsSection(folder, about),
    againSection(folder),
  ];
  return `<!-- Written by \`npx bitbeat report --card models/${folder.name}\`; do not edit. -->\n\n${sections
    .filter((section) => section !== '')
    .join('\n\n')}\n`;
}

function filesSection({ files, history, evaluations, continuous, comparison }: ModelFolder): string {
  const rows = [
    [files.integer, 'the integer network: what hardware is made from'],
    ...(files.float === null ? [] : [[files.float, 'the floating-point network that it was made from']]),
    ...(history === null ? [] : [[MODEL_FILES.history, 'its recipe, and every epoch of its quantisation']]),
    ...PROTOCOL_NAMES.flatMap((kind) =>
      evaluations[kind] === null ? [] : [[MODEL_FILES[kind], `cross-validation of the recipe by ${kind}`]],
    ),
    ...WATCHING.flatMap((kind) =>
      continuous[kind] === null
        ? []
        : [[CONTINUOUS_FILES[kind], `networks of the cross-validation by ${kind} as sliding monitors`]],
    ),
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
const ALONE = `Recipes that were trained on the fragments alone, as those of published figures were, and not on the recordings of this model;
by fragment, so that the same ten seconds are never on both sides. On other ten seconds of the same recordings they are worth less.

`;

const listed = (value: PerChannel) => (typeof value === 'number' ? value : `[${value.join(', ')}]`);

function historySection({ history }: ModelFolder): string {
  if (history === null || history.rounds.length === 0) return '';
  const last = history.rounds.at(-1)!;
  return `## Quantisation, epoch by epoch
${history.rounds.length} epochs; the last one's loss on its training batches is ${last.loss.toFixed(3)}.

${picture('bitwidths', 'Bases per weight of every layer over the epochs of quantisation')}`;
}

function comparisonSection({ comparison, history, stale }: ModelFolder): string {
  if (comparison === null) return '';
  const alone = history !== null && history.data.dataset !== comparison.data.dataset;
  const title = alone ? '## Comparison on fragments alone' : '## Comparison';
  return `${marked(title, stale.comparison)}
${alone ? ALONE : ''}${comparisonLegend(comparison)}

${comparisonMarkdown(comparison)}
${comparison.truth === undefined ? `\n${NOT_RECOMPUTABLE}\n` : ''}
${picture('accuracySize', 'Accuracy against stored bytes')}`;
}

function dataSection(
  { history }: ModelFolder,
  about: Provenance | null,
  { sampleRateHz, codeBits }: InputSpec,
): string {
  const source =
    about === null
      ? `No data set that is described in configs/datasets; ${sampleRateHz} Hz, ${codeBits}-bit codes.`
      : `${about.citation}, ${sampleRateHz} Hz, ${codeBits}-bit codes. The weights are under the licence of this repository, Apache-2.0.`;
  const of = about?.windows === undefined ? 'fragments' : `of its ${grouped(about.windows)} fragments`;
  const used =
    history === null
      ? ''
      : `\n${history.data.fragments} ${of} were used (hash ${history.data.hash}); no other one was seen.`;
  return `## Data\n${source}${used}`;
}

function settingsSection({ history }: ModelFolder): string {
  if (history === null) return '';
  const { training, ...quantisation } = history.recipe.settings;
  return `## Settings
Recipe \`${history.recipe.name}\`, seed ${history.seed}, TensorFlow.js backend ${history.backend}.

Training: ${settingsText(training as Record<string, unknown>)}.

Quantisation: ${settingsText(quantisation)}.

Integer and floating-point network put ${percent(history.agreement)} % of ${
    history.data.fragments > AGREEMENT_WINDOWS ? `${grouped(AGREEMENT_WINDOWS)} of ` : ''
  }the training fragments into the same class.`;
}

function limitsSection(folder: ModelFolder, about: Provenance | null): string {
  const { patient } = folder.evaluations;
  const shown = shownEvaluation(folder);
  const rare = (shown?.integer.perClass ?? [])
    .filter((c) => c.support / shown!.protocol.seeds.length < 20)
    .map((c) => c.name);
  const points = [
    ...(about?.limits ?? []),
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

function againSection({ name, history, evaluations, continuous, comparison }: ModelFolder): string {
  const alone = comparison !== null && history !== null && history.data.dataset !== comparison.data.dataset;
  const monitored = (kind: ProtocolName) => {
    const watching = WATCHING.find((one) => one === kind && continuous[one] !== null);
    if (watching === undefined) return '';
    const noise = continuous[watching]!.settings.noise === null ? '' : ' --noise';
    return ` \\\n  --continuous models/${name}/${CONTINUOUS_FILES[watching]}${noise}`;
  };
  const evaluated = (evaluation: CrossEvaluation | null) =>
    evaluation === null
      ? []
      : [
          `npx bitbeat evaluate --recipe configs/recipes/${name}.quantise.json --protocol ${evaluation.protocol.kind} --data <data>${
            evaluation.protocol.kind === 'fragment' && evaluation.scored !== undefined ? ' --fragments <fragments>' : ''
          } \\`,
          `  --folds ${evaluation.protocol.folds} --seeds ${evaluation.protocol.seeds.join(',')} --out models/${name}/${MODEL_FILES[evaluation.protocol.kind]}${monitored(evaluation.protocol.kind)}`,
        ];
  const commands = [
    `npx bitbeat quantise --config configs/recipes/${name}.quantise.json --out models/${name} --data <data>`,
    ...PROTOCOL_NAMES.flatMap((kind) => evaluated(evaluations[kind])),
    ...(comparison === null
      ? []
      : [
          `npx bitbeat compare --config configs/recipes/${name}${alone ? '-fragments' : ''}.compare.json --data ${alone ? '<fragments>' : '<data>'}`,
        ]),
    `npx bitbeat report --card models/${name}`,
  ];
  return `## How to make it again
With the data, a folder or a data set file:

\`\`\`sh
${commands.join('\n')}
\`\`\`

The same seed and backend give the same bits; another backend rounds otherwise.`;
}
