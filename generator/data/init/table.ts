import type { Cell } from '../readers/cell.js';

/** A table as far as it is looked at. */
export interface Table {
  columns: readonly string[];
  /** The columns have names of their own. */
  named: boolean;
  rows: readonly (readonly Cell[])[];
}

/** Names that columns of groups usually have. */
export const GROUP =
  /^(?:group|groups|subject|patient|person|user|speaker|participant|machine|record|device)(?:_?id)?$/i;
