import { z } from 'zod';

export const FORMAT = 'bitbeat-networks';

const positive = z.number().positive();
const metric = z.number();
/** What a process of its own took, from its start on. */
const cost = {
  seconds: positive,
  /** Largest resident set. */
  peakBytes: z.int().min(1),
};
const settingResult = z.strictObject({
  setting: z.string(),
  storageBytes: z.int().min(1),
  metric,
  /** Share of classes, or of labels, that are the float network's; null: of real values. */
  agreement: z.number().min(0).max(1).nullable(),
  ...cost,
});
const networkResult = z.strictObject({
  /** Of the network's file and of all that is done with it. */
  key: z.string(),
  /** Of the program that measured. */
  program: z.string(),
  name: z.string(),
  file: z.string(),
  /** Of the float network against its framework, as a share of the largest output; null: it does not come in. */
  difference: z.number().min(0).nullable(),
  /** Why it does not come in, or is not quantised. */
  refused: z.string().nullable(),
  /** null: it does not come in. */
  import: z.strictObject(cost).nullable(),
  /** Of the numbers that its file holds. */
  float32Bytes: z.int().min(1).nullable(),
  /** Windows that are measured by. */
  windows: z.int().min(1).nullable(),
  metric: z.strictObject({ kind: z.enum(['accuracy', 'F1', 'RMSE', 'R2', 'agreement']), float: metric }).nullable(),
  settings: z.array(settingResult),
});
export const resultsSchema = z.strictObject({
  format: z.literal(FORMAT),
  settings: z.array(z.strictObject({ name: z.string(), series: z.enum(['uniform', 'ALQ']) })).min(1),
  networks: z.array(networkResult),
});

/** `docs/results/networks/*.json`. */
export type CampaignResults = z.infer<typeof resultsSchema>;

export type NetworkResult = Omit<CampaignResults['networks'][number], 'key' | 'program'>;
export type SettingResult = NetworkResult['settings'][number];
export type Cost = z.infer<z.ZodObject<typeof cost>>;
