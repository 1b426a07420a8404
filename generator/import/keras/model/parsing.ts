import type { Problem } from '../../../support/errors.js';
import type { LayerSpec } from './model-spec.js';

/** What parsing finds wrong, with the file and the part of it where the model's configuration is. */
export interface Parsing {
  where: string;
  problems: Problem[];
}

/** A layer before its configuration is looked into. */
export interface RawLayer {
  spec: LayerSpec;
  /** The object of the file. */
  given: Readonly<Record<string, unknown>>;
}
