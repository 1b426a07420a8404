import { labelsSet, labelWord } from '../model/decision.js';
import type { IntegerNetwork } from '../model/integer-model.js';
import { argmax } from '../model/interpreter.js';
import { isSeveral, type Output, type OutputKind, outputsOf } from '../network/task.js';
import { classBits } from './hardware.js';

/** A number that hardware makes of the scores of one output. */
export interface Said {
  /** `class` or `labels`; of one of several outputs behind its name: `rhythm_class`. */
  name: string;
  kind: SaidKind;
  output: Output;
  /** The network's only output. */
  only: boolean;
  bits: number;
  /** The core itself says it with its last score of a fragment or step; else it is found behind it. */
  inCore: boolean;
}

export type SaidKind = 'class' | 'labels';

/** Of an output's scores; values are their scores. */
const KINDS: Record<OutputKind, { kind: SaidKind; bits(count: number): number; ofWindows: boolean } | null> = {
  classes: { kind: 'class', bits: classBits, ofWindows: true },
  labels: { kind: 'labels', bits: (count) => count, ofWindows: false },
  values: null,
};

/** What is said of each output beside its scores, in their order. */
export function saidOutputs(model: IntegerNetwork): Said[] {
  const only = !isSeveral(model);
  return outputsOf(model).flatMap((output) => {
    const own = KINDS[output.task.kind];
    if (own === null) return [];
    const { kind, bits, ofWindows } = own;
    const name = only ? kind : `${output.name}_${kind}`;
    return [{ name, kind, output, only, bits: bits(output.count), inCore: ofWindows || model.per === 'step' }];
  });
}

/** As its bench, its stream and the file of its expected values have it; no layer's is one of them. */
export const saidStream = ({ name, only }: Said): string => (only ? name : `output_${name}`);

const WORDS: Record<SaidKind, (output: Output, own: ArrayLike<number>) => number | bigint> = {
  class: (_, own) => argmax(own),
  labels: (output, own) => labelWord(labelsSet(output, own)),
};

/** The number that hardware says of scores of all outputs. */
export function saidWord({ kind, output }: Said, scores: ArrayLike<number>): number | bigint {
  const own = Array.from(scores).slice(output.first, output.first + output.count);
  return WORDS[kind](output, own);
}
