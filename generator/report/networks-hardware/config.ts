import { dirname, join } from 'node:path';
import { z } from 'zod';
import { designSchema } from '../../config/design.js';
import { PART_NAMES } from '../../devices/devices.js';
import { type CampaignNetwork, readCampaign } from '../../evaluate/networks/campaign.js';
import { SIMULATORS } from '../../simulate/simulators.js';
import { readJson } from '../../support/read-json.js';

const [stream, folded] = designSchema.options;
const own = { name: true, model: true } as const;

/** `configs/campaigns/hardware.json`: what is made of the networks of another campaign, and what of it is measured. */
const schema = z.strictObject({
  /** The campaign's file, beside this one. */
  networks: z.string().min(1),
  /** Bits of activations, windows that are learned from. */
  quantise: z.strictObject({ bits: z.int().min(2).max(8), windows: z.int().min(0) }),
  /** Designs, without name and model. */
  designs: z.array(z.discriminatedUnion('architecture', [stream.omit(own), folded.omit(own)])).min(1),
  /** Windows in each simulator. */
  simulations: z.partialRecord(z.enum(SIMULATORS), z.int().min(1)),
  /** That cells are counted for. */
  parts: z.array(z.enum(PART_NAMES)),
});

export interface HardwareCampaign extends Omit<z.infer<typeof schema>, 'networks'> {
  /** Those with windows. */
  networks: CampaignNetwork[];
}

/** Throws UserError. */
export function readHardwareCampaign(path: string): HardwareCampaign {
  const campaign = readJson(path, schema);
  const { networks } = readCampaign(join(dirname(path), campaign.networks));
  return { ...campaign, networks: networks.filter(({ input }) => input !== undefined) };
}
