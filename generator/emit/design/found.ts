import type { Hardware } from '../../arch/hardware.js';
import { labelsCircuit } from '../../arch/labels.js';
import type { Said, SaidKind } from '../../arch/said.js';
import { type Instance, instance, type Parameter } from '../instance.js';
import { renderTemplate } from '../render.js';

/** Nets of the module that has scores and wants to know what they say. */
export interface FoundNets {
  clock: string;
  reset: string;
  score: string;
  /** A score is taken; the one on offer is the last of its fragment or step. */
  take: string;
  end: string;
  said(one: Said): string;
}

/** The module that finds what scores of an output say, and its port for that. */
const FINDERS: Record<SaidKind, { port: string; name: string; parameters(one: Said, hardware: Hardware): Instance }> = {
  class: {
    port: 'class_o',
    name: 'argmax',
    parameters: ({ output }, { layers }) =>
      instance('bb_argmax', 'argmax', { CLASSES: output.count, BITS: layers.at(-1)!.outBits }),
  },
  labels: {
    port: 'labels_o',
    name: 'labels',
    parameters: (one, hardware) => {
      const { labels, scoreBits, thresholds } = labelsCircuit(one, hardware);
      return instance('bb_labels', 'labels', { LABELS: labels, BITS: scoreBits, THRESHOLDS: thresholds });
    },
  },
};

/** Verilog that finds what is said of outputs, and the instances in it; `apart`: each long parameter list has a line a parameter. */
export function found(
  hardware: Hardware,
  said: readonly Said[],
  nets: FoundNets,
  apart: boolean,
): { text: string; instances: Instance[] } {
  const all = said.map((one) => {
    const { port, parameters } = FINDERS[one.kind];
    const finder = parameters(one, hardware);
    const { name, first, count } = one.output;
    const slice = instance('bb_output', `slice_${name}`, {
      ...{ SCORES: hardware.model.classes.length, FIRST: first, COUNT: count, WIDTH: one.bits },
    });
    return {
      ...{ port, said: nets.said(one), bits: one.bits },
      finder: one.only ? finder : { ...finder, name: `${finder.name}_${name}` },
      lines: linesOf(finder.parameters, apart),
      slice: one.only ? null : { ...slice, mine: `mine_${name}`, last: `final_${name}`, found: `found_${name}` },
    };
  });
  return {
    text: all.map((one) => renderTemplate('ports/found.v.ejs', { ...one, nets })).join(''),
    instances: all.flatMap(({ finder, slice }) => (slice === null ? [finder] : [finder, slice])),
  };
}

/** Two of them fit into one line. */
function linesOf(parameters: readonly Parameter[], apart: boolean): Parameter[][] {
  if (parameters.length < 3) return [[...parameters]];
  return apart ? parameters.map((one) => [one]) : [parameters.slice(0, 2), parameters.slice(2)];
}
