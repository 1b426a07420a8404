import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ARCHITECTURE_NAMES } from '../../generator/arch/architectures.js';
import { planOf, runPlan } from '../../generator/verify/fuzz/fuzz.js';
import { inFolder } from '../emit/tiny.js';

/** A fixed few of the networks that `bitbeat fuzz` draws by the hundred. */

const SEED = 1;
const NETWORKS = Number(process.env.BITBEAT_NETWORKS ?? 14);

describe.concurrent.each(ARCHITECTURE_NAMES)('%s: random networks, 4-state', (architecture) => {
  test.each(Array.from({ length: NETWORKS }, (_, index) => index))(
    'network %i: every value and every cycle; with pauses every value',
    async (index) => {
      await inFolder(async (folder) => {
        const result = await runPlan(planOf(SEED, index), architecture, 'icarus', join(folder, 'design'));
        expect(result.failures).toEqual([]);
        expect(result.values).toBeGreaterThan(0);
      });
    },
  );
});
