import { z } from 'zod';
import { UserError } from '../support/errors.js';
import { readJsonFile } from '../support/read-json.js';
import { installed } from '../support/roots.js';
import { zodProblems } from '../support/zod-problems.js';

const text = z.string().min(1);

/** `configs/commands/defaults.json`: what commands take when nothing is named, and the names that their help shows. */
const defaultsSchema = z.strictObject({
  /** Shipped designs and data, for examples. */
  shipped: z.strictObject({ stream: text, folded: text, large: text, data: text, recordings: text }),
  /** Designs for what runs on a board; boards whose part is too small for it, or holds more, have their own. */
  board: z.strictObject({
    design: text,
    of: z.record(z.string(), text),
    /** Designs with a gated monitor of the boards that have a top for one, for the table of boards. */
    gated: z.record(z.string(), text),
  }),
  train: z.strictObject({ network: text, config: text, out: text }),
  quantise: z.strictObject({ config: text, out: text }),
  compare: z.strictObject({ config: text }),
  import: z.strictObject({ config: text }),
  /** Designs that claims are made of: sums that never overflow, branches that are all taken. */
  verify: z.strictObject({ ranges: z.array(text).min(1), coverage: z.array(text).min(1) }),
});

export type Defaults = z.infer<typeof defaultsSchema>;

let read: Defaults | undefined;

/** The defaults as they are installed. */
export function defaults(): Defaults {
  if (read === undefined) {
    const file = installed('configs/commands/defaults.json');
    const given = readJsonFile(file);
    const parsed = defaultsSchema.safeParse(given);
    if (!parsed.success) throw new UserError(zodProblems(file, parsed.error, given));
    read = parsed.data;
  }
  return read;
}

/** Design that a board carries unless another one is named. */
export const boardDesign = ({ name }: { name: string }): string => defaults().board.of[name] ?? defaults().board.design;

/** Names that the help of commands shows. */
export const SHIPPED = defaults().shipped;
