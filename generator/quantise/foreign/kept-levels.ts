import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { z } from 'zod';

import { type SignalSet, subset, windowCodes } from '../../data/signal-set.js';
import type { IntegerNetwork } from '../../model/integer-model.js';
import { Interpreter } from '../../model/interpreter.js';
import { readTextFile } from '../../support/read-file.js';
import { readJson } from '../../support/read-json.js';
import { writeStaged } from '../../support/write-staged.js';
import { judgedBy } from '../../train/tasks/tasks.js';
import { scoreLog2 } from '../steps.js';
import { type Level, levelOf } from './level.js';

const number = z.number();
const metrics = z.strictObject({
  accuracy: number.exactOptional(),
  F1: number.exactOptional(),
  RMSE: number.exactOptional(),
  R2: number.exactOptional(),
});
const output = z.strictObject({
  accuracy: number.exactOptional(),
  F1: number.nullable().exactOptional(),
  error: number.exactOptional(),
  R2: number.exactOptional(),
});

/** Levels of an integer model, which lie beside it until its Verilog is simulated and becomes one of them. */
const schema = z.strictObject({
  format: z.literal('bitbeat-levels'),
  /** SHA-256 of the integer model's file. */
  model: z.string(),
  /** Windows that were compared on, as they were named, and how many of them. */
  data: z.string(),
  windows: z.int().min(1),
  levels: z.array(
    z.strictObject({
      level: z.enum(['as imported', 'as folded', 'of codes', 'integer']),
      largest: number,
      rms: number,
      agreement: number.nullable(),
      metrics,
    }),
  ),
  outputs: z.array(
    z.strictObject({ name: z.string(), unit: z.string().exactOptional(), float: output, integer: output }),
  ),
  spread: z.array(number),
  one: z.boolean(),
  factor: number,
  /** Scores of the network as imported, by the hash of the window. */
  imported: z.record(z.string(), z.array(number)),
});

export type KeptLevels = Omit<z.infer<typeof schema>, 'format' | 'model'>;

const levelsFile = (model: string) => model.replace(/(\.alq)?\.json$/, '.levels.json');
const hashOf = (model: string) => createHash('sha256').update(readTextFile(model)).digest('hex');

/** Keeps the levels of the integer model in a file, beside it. */
export function keepLevels(model: string, levels: KeptLevels): void {
  writeStaged(levelsFile(model), `${JSON.stringify({ format: 'bitbeat-levels', model: hashOf(model), ...levels })}\n`);
}

/** Levels of the integer model in a file; null: none were kept, or those of another model. Throws UserError when they are damaged. */
export function keptLevels(model: string): KeptLevels | null {
  const file = levelsFile(model);
  if (!existsSync(file)) return null;
  const kept = readJson(file, schema);
  return kept.model === hashOf(model) ? kept : null;
}

/** A level on some of the windows. */
export interface PartLevel {
  level: Level;
  windows: number;
}

/**
 * The level of Verilog whose scores are, bit for bit, the interpreter's on a set of windows: of those that the other levels were
 * compared on. null: none of them is.
 */
export function rtlLevel(
  model: IntegerNetwork,
  set: SignalSet,
  { spread, one, factor, imported }: KeptLevels,
): PartLevel | null {
  const known = set.names.flatMap((_, i) => (imported[set.hashes[i]!] === undefined ? [] : [i]));
  if (known.length === 0) return null;
  const own = subset(set, known);
  const step = factor * 2 ** scoreLog2(model);
  const interpreter = new Interpreter(model);
  const scores = known.map((i) => [...interpreter.scores(windowCodes(set, i))].map((score) => score * step));
  const reference = { spread, one, factor, scores: known.map((i) => imported[set.hashes[i]!]!) };
  return { level: levelOf('RTL', scores, reference, judgedBy(own.targets, model)), windows: known.length };
}
