import type { BuiltDesign } from '../../arch/built-design.js';
import type { DesignResults } from '../design-results.js';

/** A shipped design as it is shown. */
export interface Shown extends BuiltDesign {
  name: string;
  /** Its file. */
  file: string;
  /** A page of its model, from the root of the project; null: there is none. */
  card: string | null;
  /** What was measured of it; null: nothing. */
  results: DesignResults | null;
}
