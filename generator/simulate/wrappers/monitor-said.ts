import type { Hardware } from '../../arch/hardware.js';
import { hex } from '../../emit/memory-images.js';
import { monitorSays } from '../../emit/wrappers/monitor.js';
import { decisionOf, labelsSet } from '../../model/decision.js';
import type { IntegerNetwork } from '../../model/integer-model.js';
import { argmax } from '../../model/interpreter.js';
import { type TaskKind, taskOf } from '../../network/task.js';

/** What was said of windows without flags: one of these, by the model's task. */
export interface MonitorSaid {
  /** Windows by class. */
  classes?: Record<string, number>;
  /** Windows in which each label held. */
  labels?: Record<string, number>;
  /** Least and largest of each value. */
  values?: Record<string, [number, number]>;
}

/** What the port of the wrapper holds of a window, as its bench prints it. */
const PORT: Record<TaskKind, (hardware: Hardware, scores: ArrayLike<number>) => string> = {
  classes: (_, scores) => `${argmax(scores)}`,
  labels: ({ model, ...rest }, scores) => {
    const word = labelsSet(model, scores).reduceRight((all, set) => (all << 1n) | BigInt(set), 0n);
    return digits(word, monitorSays({ model, ...rest } as Hardware).bits);
  },
  values: (hardware, scores) => {
    const { outBits } = hardware.layers.at(-1)!;
    const word = Array.from(scores).reduceRight(
      (all, score) => (all << BigInt(outBits)) | BigInt(`0x${hex(score, outBits)}`),
      0n,
    );
    return digits(word, monitorSays(hardware).bits);
  },
};

const digits = (word: bigint, bits: number) => word.toString(16).padStart(Math.ceil(bits / 4), '0');

export const saidAtPort = (hardware: Hardware, scores: ArrayLike<number>): string =>
  PORT[taskOf(hardware.model).kind](hardware, scores);

/** Adds up what windows without flags say. */
export function addUpSaid(model: IntegerNetwork, windows: readonly ArrayLike<number>[]): MonitorSaid {
  const { classes: names } = model;
  const decisions = windows.map((scores) => decisionOf(model, scores));
  const counts: Record<string, number> = {};
  const ranges: Record<string, [number, number]> = {};
  const count = (name: string) => {
    counts[name] = (counts[name] ?? 0) + 1;
  };
  for (const decision of decisions)
    if (decision.kind === 'classes') count(names[decision.index]!);
    else if (decision.kind === 'labels')
      decision.set.forEach((set, i) => {
        if (set) count(names[i]!);
      });
    else
      decision.values.forEach((value, i) => {
        const [low, high] = ranges[names[i]!] ?? [value, value];
        ranges[names[i]!] = [Math.min(low, value), Math.max(high, value)];
      });
  const { kind } = taskOf(model);
  return kind === 'values' ? { values: ranges } : { [kind]: counts };
}
