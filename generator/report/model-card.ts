import type { Recipe } from '../config/quantise-config.js';
import type { IntegerModel } from '../model/integer-model.js';
import { storage } from '../model/storage.js';
import type { FoldScores } from '../quantise/compare.js';
import type { Study } from '../quantise/study.js';
import { points, recipeText, studyTable } from './study.js';
import { markdownTable } from './table.js';

export interface CardFacts {
  model: IntegerModel;
  recipe: Recipe;
  study: Study;
  /** Share of the training fragments that integer and float network put into the same class. */
  agreement: number;
  trainedOn: number;
  /** File names in the model's folder. */
  files: { float: string; integer: string; study: string };
}

/** The model's README: data, protocol, accuracy, storage, limits, how to make it again. */
export function modelCard({ model, recipe, study, agreement, trainedOn, files }: CardFacts): string {
  const { protocol, training, float, recipes } = study;
  const integer = recipes.find((row) => row.recipe.name === recipe.name);
  const count = storage(model);
  const layerRows = count.layers.map((l, i) => [
    l.name,
    `${l.weights}`,
    l.averageBitwidth.toFixed(2),
    `${model.layers[i]!.alphaBits}`,
    `${model.layers[i]!.requant?.bits ?? 'scores'}`,
    `${l.totalBits}`,
  ]);
  const settings = Object.entries(training).map(([key, value]) => `${key} ${value}`);
  return `<!-- Written by \`bitbeat quantise\`; do not edit. -->

# ${model.name}: ${model.classes.length} classes of ECG rhythm from ${model.input.samples / model.input.sampleRateHz} s of one lead

| file | what it is |
| --- | --- |
| \`${files.integer}\` | the integer network: what hardware is made from |
| \`${files.float}\` | the float network that it was made from |
| \`${files.study}\` | cross-validation: every fold's accuracy, confusion matrices |

## Accuracy
Cross-validation: ${protocol.kind}, ${protocol.folds} folds (split seed ${protocol.splitSeed}) over ${protocol.fragments} fragments;
${protocol.scored}.
Mean +- standard deviation over the folds, one training seed:

- floating point: **${points(float.accuracy)} %**, macro F1 ${points(float.macroF1)} %
- integer network, this recipe: **${integer === undefined ? 'not cross-validated' : `${points(integer.accuracy)} %**, macro F1 ${points(integer.macroF1)} %`}

These are accuracies of the recipe, measured on networks trained on the other folds. The network in this folder was trained
on all ${trainedOn} fragments, so no fragment of them can score it; integer and float network agree on the class of
${(100 * agreement).toFixed(1)} % of them. Fragments of one patient lie on both sides of such a split: **a new patient is
served far worse** than these figures say.

${classTable(model.classes, integer ?? float)}

All recipes that were compared (chosen: the smallest within ${study.withinPoints} points of floating point):

${studyTable(study)}

## Data
"ECG signals (1000 fragments)", P. Plawiak, Mendeley Data, doi 10.17632/7dybx7wyfn.3, CC BY 4.0; cut from the MIT-BIH
Arrhythmia Database (PhysioNet), ODC-By 1.0; lead MLII, ${model.input.sampleRateHz} Hz, ${model.input.codeBits}-bit codes. ${trainedOn} of the
1000 fragments were used; the others were never seen.

## Training
Network of Sun et al., arXiv 2202.12943; Adam, cosine decay to 0, last epoch; TensorFlow.js backend ${study.backend}.
${settings.join(', ')}.

## Quantisation
Recipe \`${recipe.name}\`: ${recipeText(recipe)}.
Sketch (step A of ALQ), refinement of codes and alphas, activation steps from ${study.calibrationFragments} training
fragments; no training after quantisation.

${markdownTable(['layer', 'weights', 'bases per weight', 'alpha bits', 'activation bits', 'stored bits'], layerRows)}

Every stored bit counts: ${count.totalBytes} bytes (signs ${count.signBits} bits, alphas ${count.alphaBits}, indexes ${count.indexBits}, biases
${count.biasBits}, requantisation ${count.requantBits}, padding ${count.paddingBits}); ${count.compression.toFixed(2)} times smaller than float32 (${count.float32Bytes} bytes).

## How to make it again
\`\`\`
npx bitbeat quantise --cross-validate --data <folder of class folders>
npx bitbeat train --data <folder of class folders>
npx bitbeat quantise --data <folder of class folders>
\`\`\`
Trained again with the wasm backend on the same machine, the float model has the same bits; another backend rounds otherwise.
`;
}

/** Sensitivity and positive predictivity of every class, over all folds. */
function classTable(classes: readonly string[], { confusion }: FoldScores): string {
  const share = (right: number, of: number) => (of === 0 ? '-' : ((100 * right) / of).toFixed(1));
  const rows = classes.map((name, c) => {
    const support = confusion[c]!.reduce((a, b) => a + b);
    const found = confusion.reduce((sum, row) => sum + row[c]!, 0);
    return [name, `${support}`, share(confusion[c]![c]!, support), share(confusion[c]![c]!, found)];
  });
  return markdownTable(['class', 'fragments', 'sensitivity, %', 'positive predictivity, %'], rows);
}
