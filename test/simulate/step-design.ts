import { buildHardware } from '../../generator/arch/build.js';
import type { Hardware } from '../../generator/arch/hardware.js';
import type { Design } from '../../generator/config/design.js';
import type { Ports } from '../../generator/config/ports.js';
import type { IntegerNetwork } from '../../generator/model/integer-model.js';
import { codesPerWindow } from '../../generator/network/input.js';
import type { TaskKind } from '../../generator/network/task.js';
import { random } from '../../generator/support/random.js';
import { ownModel, STEP_MODELS } from '../own-models.js';

export const STEP_TASKS = ['classes', 'labels', 'values'] as const satisfies readonly TaskKind[];

/** A small design with scores of each step; `samples`: of another length. */
export function stepDesign(
  task: TaskKind,
  ports?: Ports,
  samples = STEP_MODELS[task].samples,
  architecture: Design['architecture'] = 'stream',
): { design: Design; hardware: Hardware } {
  const folding = architecture === 'stream' ? { lanes: [2, 1] } : { lanes: 2, tapsPerLookup: 1 };
  const design = { name: 'own', model: 'own.alq.json', architecture, folding, ...(ports && { ports }) } as Design;
  return { design, hardware: buildHardware(design, ownModel('own', { ...STEP_MODELS[task], samples }), 'test') };
}

/** Windows of noise about the middle of the codes, and between their ends: scores lie on both sides of thresholds. */
export function noise({ input }: IntegerNetwork, count: number): number[][] {
  const rng = random(5);
  const top = 2 ** input.codeBits - 1;
  return Array.from({ length: count }, (_, i) => {
    const [low, high] = i % 2 === 0 ? [top >> 2, top - (top >> 2)] : [0, top];
    return Array.from({ length: codesPerWindow(input) }, () => rng.integer(low, high));
  });
}
