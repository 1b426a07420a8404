import { type SignalSet, subset } from '../../data/signal-set.js';
import type { FloatModel, FloatNetwork, FloatNode } from '../../model/float-model.js';
import type { IntegerLayer, IntegerModel, IntegerOf } from '../../model/integer-model.js';
import { convolutions, type Joining } from '../../network/network.js';
import type { Topology } from '../../network/topology.js';
import { type Problem, UserError } from '../../support/errors.js';
import { nearest } from '../../support/nearest.js';
import { contentKey } from '../../train/job.js';
import type { TeacherSettings } from '../../train/train-config.js';
import { refine } from '../refine.js';
import { sketch } from '../sketch.js';
import { toIntegerModel } from '../to-integer.js';
import type { Recipe, RecipeLayer } from './quantise-config.js';

/** The part of a recipe that says how each layer is quantised. */
export type LayerRecipe = Pick<Recipe, 'name' | keyof RecipeLayer | 'layers'>;

/** Quantises without further training: sketch, refinement, fixed point. No layer may leave its activations `auto`. */
export function quantise<N extends FloatNode>(
  model: FloatModel<N>,
  recipe: LayerRecipe,
  calibration: SignalSet,
): IntegerModel<IntegerLayer | IntegerOf<Joining<N>>> {
  const layers = recipeLayers(model, recipe);
  return toIntegerModel(refine(model, sketch(model, layers)), calibration, {
    alphaBits: layers.map((l) => l.alphaBits),
    activationBits: layers.map((l) => Number(l.activationBits)),
  });
}

/** The recipe spelled out for every convolution. Throws UserError if it names a layer that the model does not have. */
export function recipeLayers(
  model: Pick<FloatNetwork, 'name' | 'layers'>,
  { name, layers = {}, structure, maxBits, alphaBits, activationBits }: LayerRecipe,
): RecipeLayer[] {
  const own = convolutions(model.layers);
  const names = own.map((l) => l.name);
  const all = { structure, maxBits, alphaBits, activationBits };
  const unknown = Object.keys(layers).filter((layer) => !names.includes(layer));
  const where = `recipe ${name}`;
  const problems = unknown.map((layer): Problem => {
    const like = nearest(layer, names);
    return {
      where,
      field: `layers.${layer}`,
      message: `${model.name} has no layer of that name`,
      allowed: names.join(', '),
      ...(like === undefined ? {} : { fix: like }),
    };
  });
  for (const { name: layer, channelGroups } of own) {
    const kind = layers[layer]?.structure?.kind ?? KERNELWISE.kind;
    if (channelGroups !== undefined && kind !== KERNELWISE.kind)
      problems.push({
        where,
        field: `layers.${layer}.structure`,
        message: 'of a layer of channel groups, whose weights between them are 0',
        value: kind,
        allowed: KERNELWISE.kind,
        fix: 'leave it out',
      });
  }
  if (problems.length > 0) throw new UserError(problems);
  // Partial settings parsed by zod hold no undefined values, so that spreading them hides nothing.
  return own.map(
    ({ name: layer, channelGroups }) =>
      ({ ...all, ...(channelGroups !== undefined && { structure: KERNELWISE }), ...layers[layer] }) as RecipeLayer,
  );
}

/** Bases of channels that are not read at all are pruned as a whole, and store next to nothing. */
const KERNELWISE = { kind: 'kernelwise' } as const;

/** `count` fragments spread evenly over the set (all, if it has fewer). */
export function calibrationSet(set: SignalSet, count: number): SignalSet {
  const total = set.names.length;
  const used = Math.min(count, total);
  return subset(
    set,
    Array.from({ length: used }, (_, i) => Math.floor((i * total) / used)),
  );
}

/** A recipe as reports and histories name it: equal facts are equal recipes. */
export function recipeFacts({ name, ...settings }: Recipe): { name: string; settings: Record<string, unknown> } {
  const { training, fineTuning, ...others } = settings;
  const { teacher, ...batches } = fineTuning;
  const taught = teacher === undefined ? {} : { teacher: teacherFacts(teacher) };
  const { topology, settings: trained, reading } = training;
  const read = reading === undefined ? {} : { readerOptions: reading.options };
  return {
    name,
    settings: {
      ...others,
      training: { network: networkFacts(topology), ...trained, teacher: teacherFacts(trained.teacher), ...read },
      fineTuning: { ...batches, ...taught },
    },
  };
}

/** A network in few words; the hash is of all that is trained, whatever order it is told in. */
const networkFacts = (topology: Topology) => ({ name: topology.name, hash: contentKey(sorted(topology)) });

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, one]) => [key, sorted(one)]));
}

function teacherFacts(teacher: TeacherSettings | null) {
  if (teacher === null) return null;
  const { topology, ...share } = teacher;
  return { ...share, network: networkFacts(topology) };
}
