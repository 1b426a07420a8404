import { z } from 'zod';

/** A weight as `weightsManifest` lists it. */
export const weightSchema = z.object({
  name: z.string().min(1),
  shape: z.array(z.int().min(0)).max(8),
  dtype: z.enum(['float32', 'int32', 'bool', 'float16']),
  quantization: z
    .discriminatedUnion('dtype', [
      z.object({ dtype: z.literal('float16') }),
      z.object({ dtype: z.enum(['uint8', 'uint16']), scale: z.number(), min: z.number() }),
    ])
    .nullish(),
});

export type ManifestWeight = z.infer<typeof weightSchema>;
