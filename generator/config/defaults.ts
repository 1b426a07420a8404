import { z } from 'zod';
import { UserError } from '../support/errors.js';
import { readJsonFile } from '../support/read-json.js';
import { installed } from '../support/roots.js';
import { zodProblems } from '../support/zod-problems.js';

const design = z.string().min(1);

/** `configs/boards/defaults.json`: what is taken when nothing is named. */
const defaultsSchema = z.strictObject({
  /** For what runs on a board, or in place of one. */
  boardDesign: design,
  /** Boards whose part is too small for that, or holds more. */
  boards: z.record(z.string(), design),
});

export type Defaults = z.infer<typeof defaultsSchema>;

let read: Defaults | undefined;

/** The defaults as they are installed. */
export function defaults(): Defaults {
  if (read === undefined) {
    const file = installed('configs/boards/defaults.json');
    const given = readJsonFile(file);
    const parsed = defaultsSchema.safeParse(given);
    if (!parsed.success) throw new UserError(zodProblems(file, parsed.error, given));
    read = parsed.data;
  }
  return read;
}

/** Design that a board carries unless another one is named. */
export const boardDesign = ({ name }: { name: string }): string => defaults().boards[name] ?? defaults().boardDesign;
