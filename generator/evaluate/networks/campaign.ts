import { z } from 'zod';
import { targetNames } from '../../data/target-names.js';
import { readJson } from '../../support/read-json.js';

const text = z.string().min(1);
const options = z.record(z.string(), z.unknown());

const network = z.strictObject({
  name: text,
  /** Of the network and its `data`, in the folder of all. */
  folder: text,
  file: text,
  /** As of a data set file; left out: there are no windows, the network is imported alone. */
  input: options.optional(),
  classes: z.array(text).optional(),
  targets: targetNames.optional(),
  reader: text.optional(),
  /** Options of the reader, of the windows to learn from and of those to be measured by. */
  train: options.optional(),
  test: options.optional(),
});

const setting = z
  .strictObject({
    name: text,
    /** Of the activations. */
    bits: z.int().min(2).max(8),
    /** Bits of weights on a uniform grid, 1: plus or minus one scale; left out: ALQ. */
    uniform: z.int().min(1).max(8).optional(),
    /** Of the bytes of float32; left out: no budget. */
    share: z.number().positive().max(1).optional(),
  })
  .refine(({ uniform, share }) => uniform === undefined || share === undefined, {
    path: ['share'],
    message: 'of a uniform grid nothing is pruned',
  });

/** `configs/campaigns/*.json`: foreign networks with their data, and how each is quantised. */
export const campaignSchema = z.strictObject({ settings: z.array(setting).min(1), networks: z.array(network).min(1) });

export type Campaign = z.infer<typeof campaignSchema>;
export type CampaignNetwork = z.infer<typeof network>;
export type Setting = z.infer<typeof setting>;

export const readCampaign = (path: string): Campaign => readJson(path, campaignSchema);
