import type { Handler } from '../value.js';

/** An operator that comes in. */
export interface Operator {
  trace: Handler;
  /** What it becomes, in a few words of the table in the docs. */
  becomes: string;
  /** What of it does not come in; absent: all of it comes in. */
  limits?: string;
  /** It changes axes, types or grids alone: it may stand behind the end of a network. */
  moves?: true;
  /** It may read whole numbers of a grid as the file holds them: it moves them, picks the largest, or knows their step. */
  onGrids?: true;
}
