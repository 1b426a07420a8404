import { z } from 'zod';
import { ARCHITECTURE_NAMES } from '../../arch/architectures.js';
import { drawCampaign, type MutantChoice } from '../../verify/mutation/campaign.js';
import { type Places, type Said, tryCandidate, type Undecided } from '../../verify/mutation/mutate.js';
import { type Kind, type Unit, unitKey } from '../unit.js';

const inputSchema = z.strictObject({
  index: z.int().min(0),
  key: z.string(),
  choice: z.strictObject({
    design: z.array(z.string()),
    rtl: z.array(z.string()),
    networks: z.int(),
    architecture: z.enum([...ARCHITECTURE_NAMES, 'both']),
    wrapper: z.array(z.string()),
    module: z.array(z.string()),
    mutants: z.int(),
    data: z.int(),
    seed: z.int(),
  }),
});

/** Opening all trials takes longer than many a mutant: once a task. */
const campaigns = new Map<string, ReturnType<typeof drawCampaign>>();
/** Trials that lie ready in a folder. */
const places = new Map<string, Places>();

/** One mutant on one trial after the other, until one of them notices. */
export const mutationKind: Kind<z.infer<typeof inputSchema>, Said> = {
  input: inputSchema,
  result: z.record(z.string(), z.string().nullable()),
  async do({ index, key, choice }, { kept }) {
    const name = JSON.stringify(choice);
    const campaign = campaigns.get(name) ?? drawCampaign(choice);
    campaigns.set(name, campaign);
    const ready = places.get(kept) ?? new Map();
    places.set(kept, ready);
    return tryCandidate({ index, key }, campaign, ready, kept);
  },
};

export const mutationUnit = ({ index, key }: Undecided, choice: MutantChoice): Unit => ({
  key: unitKey(['mutation', 1, key]),
  input: { index, key, choice },
});
