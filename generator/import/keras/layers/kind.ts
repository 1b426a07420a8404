import type { z } from 'zod';
import type { LayerCall } from '../graph/layer-call.js';
import type { Wire } from '../graph/wire.js';

/** Turns one call of a layer into operators. @throws Abandoned */
export type LayerKind = (call: LayerCall) => readonly Wire[];

/** A layer of one output, by its configuration's schema. `passOn`: why it is passed on as it is. */
export const layer =
  <T>(schema: z.ZodType<T>, translate: (call: LayerCall, config: T) => Wire | { passOn: string }): LayerKind =>
  (call) => {
    const made = translate(call, call.config(schema));
    return 'passOn' in made ? call.passOn(made.passOn) : [made];
  };
