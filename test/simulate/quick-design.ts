import { buildHardware } from '../../generator/arch/build.js';
import type { Hardware } from '../../generator/arch/hardware.js';
import type { Design } from '../../generator/config/design.js';
import { OWN_MODELS, ownModel } from '../own-models.js';

/** A design that takes so few cycles for a window that the scores of many cores take longer at one port. */
export function quickDesign(): { design: Design; hardware: Hardware } {
  const folding = { lanes: [1, 1], tapsPerCycle: 'kernel' as const };
  const design: Design = { name: 'own', model: 'own.alq.json', architecture: 'stream', folding };
  return { design, hardware: buildHardware(design, ownModel('own', OWN_MODELS['one-sample']!), 'test') };
}
