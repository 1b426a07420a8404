import { join } from 'node:path';
import { z } from 'zod';
import { ARCHITECTURE_NAMES } from '../../arch/architectures.js';
import { SIMULATORS } from '../../simulate/simulators.js';
import type { KnownCase } from '../../verify/fuzz/campaign.js';
import { casePlan, type FuzzCase, type FuzzResult, runPlan } from '../../verify/fuzz/fuzz.js';
import { CORNER_NAMES } from '../../verify/fuzz/plan.js';
import { type Kind, type Unit, unitKey } from '../unit.js';

/** One random network on one architecture, twice simulated. What fails is made smaller by the machine that asked. */
export const fuzzKind: Kind<FuzzCase, FuzzResult> = {
  input: z.strictObject({
    seed: z.int(),
    index: z.int(),
    architecture: z.enum(ARCHITECTURE_NAMES),
    simulator: z.enum(SIMULATORS),
    corner: z.enum(CORNER_NAMES).optional(),
  }),
  result: z.strictObject({
    identity: z.string().nullable(),
    values: z.int(),
    cycles: z.int(),
    failures: z.array(z.string()),
  }),
  do: (fuzzCase, { scratch }) =>
    runPlan(casePlan(fuzzCase), fuzzCase.architecture, fuzzCase.simulator, join(scratch, 'case')),
};

/** A case; its key holds all that is simulated of it. */
export const fuzzUnit = ({ fuzzCase, identity }: KnownCase): Unit => ({
  key: unitKey(['fuzz', 1, identity, fuzzCase.architecture, fuzzCase.simulator]),
  input: fuzzCase,
});
