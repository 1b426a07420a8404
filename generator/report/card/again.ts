import type { CrossEvaluation } from '../../evaluate/cross-evaluation.js';
import { PROTOCOL_NAMES, type ProtocolName, WATCHING } from '../../evaluate/protocol.js';
import { CONTINUOUS_FILES, MODEL_FILES, type ModelFolder } from '../model-folder.js';
import { shownComparisons } from './comparison.js';

/** The commands that make all that the card shows. */
export function againSection(folder: ModelFolder): string {
  const { name, evaluations } = folder;
  const commands = [
    `npx bitbeat quantise --config configs/recipes/${name}.quantise.json --out models/${name} --data <data>`,
    ...PROTOCOL_NAMES.flatMap((kind) => (evaluations[kind] === null ? [] : evaluated(folder, evaluations[kind]))),
    ...compared(folder),
    `npx bitbeat report --card models/${name}`,
  ];
  return `## How to make it again
With the data, a folder or a data set file:

\`\`\`sh
${commands.join('\n')}
\`\`\`

The same seed and backend give the same bits; another backend rounds otherwise.`;
}

/** Lines of one command. */
function evaluated({ name, continuous }: ModelFolder, { protocol, scored }: CrossEvaluation): string[] {
  const { kind, folds, seeds } = protocol;
  const monitored = (of: ProtocolName) => {
    const watching = WATCHING.find((one) => one === of && continuous[one] !== null);
    if (watching === undefined) return '';
    const noise = continuous[watching]!.settings.noise === null ? '' : ' --noise';
    return ` \\\n  --continuous models/${name}/${CONTINUOUS_FILES[watching]}${noise}`;
  };
  return [
    `npx bitbeat evaluate --recipe configs/recipes/${name}.quantise.json --protocol ${kind} --data <data>${fragments([{ kind, scored }])} \\`,
    `  --folds ${folds} --seeds ${seeds.join(',')} --out models/${name}/${MODEL_FILES[kind]}${monitored(kind)}`,
  ];
}

function compared(folder: ModelFolder): string[] {
  return shownComparisons(folder).map(({ kind, comparison: { protocols }, alone }) => {
    const old = kind === 'fragments' && (alone || folder.comparisons.protocols !== null);
    const data = alone ? '<fragments>' : `<data>${fragments(protocols)}`;
    return `npx bitbeat compare --config configs/recipes/${folder.name}${old ? '-fragments' : ''}.compare.json --data ${data}`;
  });
}

/** By fragment, what is scored of recordings has a flag of its own. */
const fragments = (protocols: readonly { kind: ProtocolName; scored?: unknown }[]) =>
  protocols.some(({ kind, scored }) => kind === 'fragment' && scored !== undefined) ? ' --fragments <fragments>' : '';
