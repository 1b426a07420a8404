import type { Hardware } from '../../arch/hardware.js';
import { hex } from '../../emit/memory-images.js';
import { type MonitorHeld, monitorSays } from '../../emit/wrappers/monitor.js';
import { decisionOf, labelsSet, labelWord } from '../../model/decision.js';
import type { IntegerNetwork } from '../../model/integer-model.js';
import { argmax } from '../../model/interpreter.js';
import { outputModels, ownScores } from '../../model/outputs.js';
import { isSeveral, taskOf } from '../../network/task.js';

/** What was said of windows without flags, or of each of their steps: one of these, by the model's task. */
export interface MonitorSaid {
  /** Windows by class. */
  classes?: Record<string, number>;
  /** Windows in which each label held. */
  labels?: Record<string, number>;
  /** Least and largest of each value. */
  values?: Record<string, [number, number]>;
  /** Of several outputs, by name. */
  outputs?: Record<string, MonitorSaid>;
}

/** What a port of the wrapper holds of a window, as its bench prints it, by the output's own scores. */
const PORT: Record<MonitorHeld['kind'], (held: MonitorHeld, own: readonly number[], scoreBits: number) => string> = {
  class: (_, own) => `${argmax(own)}`,
  labels: ({ output, bits }, own) => digits(labelWord(labelsSet(output, own)), bits),
  values: ({ bits }, own, scoreBits) => {
    const word = own.reduceRight((all, score) => (all << BigInt(scoreBits)) | BigInt(`0x${hex(score, scoreBits)}`), 0n);
    return digits(word, bits);
  },
};

const digits = (word: bigint, bits: number) => word.toString(16).padStart(Math.ceil(bits / 4), '0');

/** What its ports hold, one behind the other. */
export const saidAtPort = (hardware: Hardware, scores: ArrayLike<number>): string =>
  monitorSays(hardware)
    .held.map((held) => PORT[held.kind](held, ownScores(held.output, scores), hardware.layers.at(-1)!.outBits))
    .join(' ');

/** Adds up what windows without flags, or their steps, say. */
export function addUpSaid(model: IntegerNetwork, windows: readonly ArrayLike<number>[]): MonitorSaid {
  if (!isSeveral(model)) return addUpOne(model, windows);
  const all = outputModels(model).map(({ output, model: own }) => [
    output.name,
    addUpOne(
      own,
      windows.map((scores) => ownScores(output, scores)),
    ),
  ]);
  return { outputs: Object.fromEntries(all) };
}

/** Of the only output. */
function addUpOne(model: IntegerNetwork, windows: readonly ArrayLike<number>[]): MonitorSaid {
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
    else if (decision.kind === 'values')
      decision.values.forEach((value, i) => {
        const [low, high] = ranges[names[i]!] ?? [value, value];
        ranges[names[i]!] = [Math.min(low, value), Math.max(high, value)];
      });
  const { kind } = taskOf(model);
  return kind === 'values' ? { values: ranges } : { [kind]: counts };
}
