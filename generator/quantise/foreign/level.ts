import { type Metrics, rowsOf, type Scores } from '../../train/tasks/task.js';
import type { Judged } from '../../train/tasks/tasks.js';

/** How near a level is to the one before it, and what it is worth. */
export interface Level {
  level: 'as imported' | 'as folded' | 'of codes' | 'integer' | 'RTL';
  /** Largest difference of any score from the network as imported, and the root of the mean square, in spreads of that score. */
  largest: number;
  rms: number;
  /** Share of classes (of windows or of their steps), or of labels, that are those of the network as imported; null where nothing is decided. */
  agreement: number | null;
  /** By the targets; none without them. */
  metrics: Metrics;
}

/** What the network as imported makes of the windows: what further levels are compared with. */
export interface Imported {
  /** Of each output. */
  spread: number[];
  /** Of two classes that one label became, what is above 0 is how far the second is ahead. */
  one: boolean;
  /** Scores of the network as imported are those of the others times this. */
  factor: number;
  /** [output][step] of each window. */
  scores: number[][];
}

/** Scores [window][output][step] of one level beside those of the network as imported. */
export function levelOf(level: Level['level'], scores: Scores, imported: Imported, task: Judged): Level {
  const steps = scores[0]!.length / imported.spread.length;
  const errors = scores.flatMap((own, i) =>
    own.map((s, o) => (s - imported.scores[i]![o]!) / imported.spread[Math.floor(o / steps)]!),
  );
  const own = judged(scores, imported);
  return {
    level,
    largest: errors.reduce((a, b) => Math.max(a, Math.abs(b)), 0),
    rms: Math.sqrt(errors.reduce((a, b) => a + b * b, 0) / errors.length),
    agreement: task.agreement(own, judged(imported.scores, imported)),
    metrics: task.metrics(own),
  };
}

/** Scores as they are judged by: a row of outputs for each step, or of a label that became two classes how far it is ahead. */
export function judged(scores: Scores, { spread, one }: Imported): Scores {
  const rows = scores.flatMap((own) => rowsOf(own, spread.length));
  return one ? rows.map(([no, yes]) => [yes! - no!]) : rows;
}
