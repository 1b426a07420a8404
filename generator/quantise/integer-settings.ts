import { convolutions, isEnd, type Node } from '../network/network.js';
import { type Problem, UserError } from '../support/errors.js';

export interface IntegerSettings {
  /** Bits of every alpha, unsigned, 5 to 8: one number for all layers or one per convolution. */
  alphaBits: number | readonly number[];
  /** Bits of the activations that leave a layer, 2 to 8: one number or one per convolution; the last layer's is not used. */
  activationBits: number | readonly number[];
  /** Of those that leave a sum; if not given, the number of all layers, or the most. */
  sumBits?: number;
}

const LIMITS = { alphaBits: { min: 5, max: 8 }, activationBits: { min: 2, max: 8 } };

export interface LayerBits {
  alphaBits: number;
  activationBits: number;
}

/** The widths of every node: of one without weights, those of its activations alone. Throws UserError with every one that is out of range. */
export function resolveSettings(
  model: { name: string; layers: readonly Node[] },
  settings: IntegerSettings,
): LayerBits[] {
  const problems: Problem[] = [];
  const names = convolutions(model.layers).map(({ name }) => name);
  const read = (field: 'alphaBits' | 'activationBits', i: number): number => {
    const given = settings[field];
    const value = typeof given === 'number' ? given : given[i];
    const { min, max } = LIMITS[field];
    if (value === undefined || !Number.isInteger(value) || value < min || value > max)
      problems.push({
        where: model.name,
        field: `layers[${i}] (${names[i]}).${field}`,
        message: field === 'alphaBits' ? 'no width for alphas' : 'no width for activations',
        value: value ?? null,
        allowed: `${min} to ${max}`,
        fix: `${Math.min(max, Math.max(min, Math.round(value ?? max)))}`,
      });
    return value!;
  };
  const { activationBits, sumBits = typeof activationBits === 'number' ? activationBits : LIMITS.activationBits.max } =
    settings;
  let next = 0;
  const bits = model.layers.map((node) => {
    if (node.kind !== 'convolution') return { alphaBits: 0, activationBits: sumBits };
    const i = next++;
    const last = isEnd(model, node);
    return {
      alphaBits: read('alphaBits', i),
      activationBits: last ? LIMITS.activationBits.max : read('activationBits', i),
    };
  });
  if (problems.length > 0) throw new UserError(problems);
  return bits;
}
