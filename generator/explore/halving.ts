import { toDesignName } from '../config/design-name.js';
import { readIntegerModel } from '../model/file.js';
import { laneCycles } from '../model/lane-cycles.js';
import { UserError } from '../support/errors.js';
import type { Exploration, TrainedConfig } from './config.js';
import type { Doer } from './doer.js';
import { chosenModels } from './judge.js';
import type { FoundModel } from './result.js';
import type { Models, Rung, Sources } from './sources.js';
import { splitOf } from './split.js';
import { accuracyOf, trainedFile, trainingUnit } from './training.js';
import { variantsOf } from './variants.js';

/** Trainings rung by rung, short ones of all models first; what is left is scored on windows that nothing has seen. */
export async function trainedModels(
  exploration: Exploration,
  config: TrainedConfig,
  { data, cache, work, apart, onEpoch }: Sources,
  doer: Doer,
): Promise<Models> {
  const variants = variantsOf(exploration, config);
  if (data === undefined)
    throw new UserError({
      ...{ where: '--data', message: 'not given: models are trained' },
      ...{ allowed: 'a folder or data set file of windows with classes', fix: '--data configs/datasets/NAME.json' },
    });
  const split = splitOf(data, config, exploration.file);
  const tried = new Map<string, FoundModel>();
  const units: Models['units'] = [];
  const rungs: Rung[] = [];
  let left = variants;
  let kept: Models['kept'] = [];
  for (const [r, { share, keep }] of config.rungs.entries()) {
    const place = { folder: cache, work, apart, onEpoch };
    const trainings = left.map((variant) => trainingUnit(variant, share, split, config, place));
    const done = await doer.all(trainings, `trainings ${r + 1} of ${config.rungs.length}`);
    const models = left.map(({ name }, i) => {
      const { accuracy, bytes } = done[i]!.result;
      const file = trainedFile(cache, trainings[i]!.key);
      const network = readIntegerModel(file);
      return { name: toDesignName(name), file, network, accuracy, bytes, laneCycles: laneCycles(network) };
    });
    const best = chosenModels(models, keep);
    left.forEach((variant, i) => {
      const { model: hash } = done[i]!.result;
      const { accuracy, bytes, laneCycles } = models[i]!;
      const before = tried.get(variant.name)?.trained?.rungs ?? [];
      const own = { share, accuracy, bytes, laneCycles, kept: best.has(i) };
      const { doing, kind, key } = trainings[i]!;
      const { seconds, processorSeconds } = done[i]!;
      units.push({ doing, kind, key, seconds, processorSeconds });
      const trained = { axes: variant.axes, rungs: [...before, own], scored: null };
      tried.set(variant.name, { name: toDesignName(variant.name), hash, bytes, trained });
    });
    rungs.push({ share, keep, epochs: done.reduce((sum, { result }) => sum + result.epochs, 0) });
    left = left.filter((_, i) => best.has(i));
    kept = models.filter((_, i) => best.has(i));
  }
  // All has been chosen: from here on nothing of the models changes.
  for (const [i, { name }] of left.entries())
    tried.get(name)!.trained!.scored = accuracyOf(kept[i]!.network, split.scored);
  return { kept, tried: [...tried.values()], training: { split, rungs }, units };
}
