import { type SignalSet, windowCodes } from '../../data/signal-set.js';
import type { LayerGraph } from '../../import/graph/graph.js';
import type { CodedInput } from '../../import/to-network/float-model.js';
import type { IntegerNetwork } from '../../model/integer-model.js';
import type { InputSpec } from '../../network/input.js';
import { UserError } from '../../support/errors.js';

/** What the data set says of its codes. Throws UserError when the network does not take such windows. */
export function codedInput(graph: LayerGraph, set: SignalSet): CodedInput {
  const {
    inputs: [input],
    provenance,
  } = set;
  const { samples, channels, zero, gain } = input;
  const where = provenance.source;
  if (samples !== graph.input.positions || channels !== graph.input.channels)
    throw new UserError({
      where,
      field: 'input',
      message: 'windows of another shape than the network takes',
      value: `${channels} x ${samples}`,
      allowed: `${graph.input.channels} channels of ${graph.input.positions} samples`,
    });
  if (zero === undefined || gain === undefined)
    throw new UserError({
      where,
      field: 'input',
      message: 'does not say what a code is worth: the network was trained on real values',
      allowed: 'zero (the code of 0) and gain (codes a unit)',
    });
  const seen = seenCodes(set);
  return { samples, channels, rateHz: input.rateHz ?? 1, codeBits: input.codeBits ?? 16, zero, gain, seen };
}

/** The integer model's input with what its codes are of, which drivers and hosts make codes of real samples by. */
export function withConverter({ input }: IntegerNetwork, { inputs: [{ zero, gain, units }] }: SignalSet): InputSpec {
  if (zero === undefined || gain === undefined) return input;
  const oneOrAll = <T>(values: readonly T[]) => (new Set(values).size === 1 ? values[0]! : values);
  const own = { zero: oneOrAll(zero), gain: oneOrAll(gain), ...(units && { units: oneOrAll(units) }) };
  return { ...input, converter: own };
}

/** Least and largest code of each channel. */
function seenCodes(set: SignalSet): [number, number][] {
  const { channels } = set.inputs[0];
  const seen = Array.from({ length: channels }, (): [number, number] => [Number.POSITIVE_INFINITY, 0]);
  set.names.forEach((_, i) => {
    windowCodes(set, i).forEach((code, at) => {
      const own = seen[at % channels]!;
      if (code < own[0]) own[0] = code;
      if (code > own[1]) own[1] = code;
    });
  });
  return seen;
}

/** What is measured by must be coded as what is trained on: the hardware has one converter. */
export function requireSameCodes(coded: CodedInput, own: CodedInput, where: string): void {
  const converter = ({ seen: _, ...rest }: CodedInput) => JSON.stringify(rest);
  if (converter(coded) === converter(own)) return;
  const { zero, gain } = coded;
  throw new UserError({
    where,
    field: 'input',
    message: 'other codes than those of the windows to train on',
    value: { zero: own.zero, gain: own.gain },
    allowed: 'the same zero, gain, width and rate',
    fix: `"zero": ${JSON.stringify(zero)}, "gain": ${JSON.stringify(gain)} in the data set's file`,
  });
}
