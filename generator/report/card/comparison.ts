import type { Comparison } from '../../evaluate/comparison-file.js';
import { comparisonLegend, comparisonMarkdown } from '../comparison.js';
import { marked } from '../evaluation-marks.js';
import { COMPARISON_FILES, COMPARISON_KINDS, type ComparisonKind, type ModelFolder } from '../model-folder.js';
import { NOT_RECOMPUTABLE } from './accuracy.js';
import { picture } from './picture.js';

/** One comparison beside a model, as a card has it. */
interface Shown {
  kind: ComparisonKind;
  comparison: Comparison;
  file: string;
  /** What is trained on is another data set than the model's. */
  alone: boolean;
}

/** The comparisons that there are. */
export function shownComparisons({ comparisons, history }: Pick<ModelFolder, 'comparisons' | 'history'>): Shown[] {
  return COMPARISON_KINDS.flatMap((kind) => {
    const comparison = comparisons[kind];
    if (comparison === null) return [];
    const alone = history !== null && history.data.dataset !== comparison.data.dataset;
    return [{ kind, comparison, file: COMPARISON_FILES[kind], alone }];
  });
}

const ALONE = `Recipes that were trained on the fragments alone, as those of published figures were, and not on the recordings of this model;
by fragment, so that the same ten seconds are never on both sides. On other ten seconds of the same recordings they are worth less.

`;

const TITLES: Record<ComparisonKind, (shown: Shown) => string> = {
  protocols: ({ comparison }) => `Comparison by ${namesOf(comparison)}`,
  fragments: ({ alone }) => (alone ? 'Comparison on fragments alone' : 'Comparison'),
};

/** `time`, `time and fragment`. */
export const namesOf = ({ protocols }: Comparison) => protocols.map(({ kind }) => kind).join(' and ');

/** This and other recipes side by side, a section a comparison. */
export function comparisonSections(folder: ModelFolder): string[] {
  return shownComparisons(folder).map((shown) => {
    const { kind, comparison, alone } = shown;
    const parts = [
      `${marked(`## ${TITLES[kind](shown)}`, folder.stale.comparisons[kind])}
${kind === 'fragments' && alone ? ALONE : ''}${comparisonLegend(comparison)}`,
      comparisonMarkdown(comparison),
      ...(comparison.truth === undefined ? [NOT_RECOMPUTABLE] : []),
      picture(kind, `Accuracy by ${comparison.protocols[0]!.kind} against stored bytes`),
    ];
    return parts.join('\n\n');
  });
}
