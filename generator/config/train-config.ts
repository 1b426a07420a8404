import { z } from 'zod';

/** `configs/*.train.json`: what is trained, how, and how it is cross-validated. */
export const trainConfigSchema = z.strictObject({
  network: z.enum(['ecg17']),
  epochs: z.int().min(1).max(10_000),
  batch: z.int().min(1).max(1024),
  learningRate: z.number().positive().max(1),
  labelSmoothing: z.number().min(0).max(0.5),
  circularShift: z.boolean(),
  mixup: z.number().min(0).max(1),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1),
  folds: z.int().min(2).max(100),
  /** Of the split into folds. */
  splitSeed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1),
});

export type TrainConfig = z.infer<typeof trainConfigSchema>;
