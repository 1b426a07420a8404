import { seedsText } from '../evaluation.js';
import { marked } from '../evaluation-marks.js';
import { COMPARISON_KINDS, type ModelFolder, shownEvaluation } from '../model-folder.js';
import { accuracySizePicture } from './accuracy-size.js';
import { bitwidthPicture } from './bitwidths.js';
import { confusionPicture } from './confusion.js';
import { renderSvg } from './render.js';

/** Names of the pictures beside a model card; those of comparisons by the comparison's kind. */
export const PICTURE_FILES = {
  confusion: 'confusion.svg',
  bitwidths: 'bitwidths.svg',
  protocols: 'accuracy-size-protocols.svg',
  fragments: 'accuracy-size.svg',
} as const;

/** The pictures that can be made of what is known of a model: file name and SVG text. */
export async function modelPictures(folder: ModelFolder): Promise<Map<string, string>> {
  const { name, model, history, comparisons, stale } = folder;
  const shown = shownEvaluation(folder);
  const pictures = new Map<string, string>();
  if (shown !== null) {
    const { folds, kind, seeds } = shown.protocol;
    const title = marked(`${name}: integer network, ${folds}-fold by ${kind}`, stale[kind]);
    const subtitle = `Counts of ${seedsText(seeds)} together; colour: share of the true class.`;
    pictures.set(
      PICTURE_FILES.confusion,
      await renderSvg(confusionPicture(title, subtitle, model.classes, shown.integer.confusion)),
    );
  }
  if (history !== null && history.rounds.length > 0)
    pictures.set(PICTURE_FILES.bitwidths, await renderSvg(bitwidthPicture(name, history)));
  for (const kind of COMPARISON_KINDS) {
    const comparison = comparisons[kind];
    if (comparison === null) continue;
    const picture = accuracySizePicture(comparison, stale.comparisons[kind]);
    pictures.set(PICTURE_FILES[kind], await renderSvg(picture));
  }
  return pictures;
}
