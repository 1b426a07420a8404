import { type Provenance, shippedDatasets } from '../../data/dataset-file.js';
import { datasetOf } from '../../data/fit.js';
import { AGREEMENT_WINDOWS, type History } from '../../evaluate/history.js';
import { PROTOCOL_NAMES, WATCHING } from '../../evaluate/protocol.js';
import type { IntegerNetwork } from '../../model/integer-model.js';
import type { InputSpec, PerChannel } from '../../network/input.js';
import { CONTINUOUS_FILES, MODEL_FILES, type ModelFolder, shownEvaluation } from '../model-folder.js';
import { percent } from '../percent.js';
import { settingsText } from '../settings.js';
import { grouped, markdownTable } from '../table.js';
import { accuracySection } from './accuracy.js';
import { againSection } from './again.js';
import { comparisonSections, namesOf, shownComparisons } from './comparison.js';
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
    ...comparisonSections(folder),
    dataSection(folder, about, input),
    settingsSection(folder),
    limitsSection(folder, about),
    againSection(folder),
  ];
  return `<!-- Written by \`npx bitbeat report --card models/${folder.name}\`; do not edit. -->\n\n${sections
    .filter((section) => section !== '')
    .join('\n\n')}\n`;
}

function filesSection(folder: ModelFolder): string {
  const { files, history, evaluations, continuous } = folder;
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
    ...shownComparisons(folder).map(({ file, comparison, alone }) => [
      file,
      `${alone ? 'recipes on fragments alone' : 'this and other recipes'}, by ${namesOf(comparison)}`,
    ]),
  ];
  return markdownTable(
    ['file', 'what it is'],
    rows.map(([file, what]) => [`\`${file}\``, what!]),
  );
}

function networkSection({ input, layers, classes }: IntegerNetwork): string {
  const rows = layers.map((node) => {
    if (node.kind === 'concat')
      return [node.name, `${node.outChannels} of ${node.from.join(', ')}`, '-', '-', '-', '-', '-'];
    const pool = node.pool === null ? '-' : `${node.pool.kind} ${node.pool.kernel}/${node.pool.stride}`;
    if (node.kind === 'add')
      return [node.name, `${node.outChannels}, ${node.from.join(' + ')}`, '-', '-', '-', pool, '-'];
    const { name, inChannels, outChannels, kernel, stride, padding, structure } = node;
    const group = structure.kind === 'subchannelwise' ? `subchannelwise (${structure.count})` : structure.kind;
    return [name, `${inChannels} -> ${outChannels}`, kernel, stride, padding, pool, group];
  });
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

${picture('bitwidths', 'Bases per trained weight of every layer over the epochs of quantisation')}`;
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

${agreementText(history)}`;
}

function agreementText({ agreement, data }: History): string {
  if (agreement === null) return '';
  const some = data.fragments > AGREEMENT_WINDOWS ? `${grouped(AGREEMENT_WINDOWS)} of ` : '';
  return `Integer and floating-point network put ${percent(agreement)} % of ${some}the training fragments into the same class.`;
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
