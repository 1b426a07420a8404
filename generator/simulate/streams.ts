import { architectureOf } from '../arch/architectures.js';
import type { Hardware } from '../arch/hardware.js';
import { portWidths } from '../arch/interface.js';
import { type Said, saidStream } from '../arch/said.js';
import { stepsOf } from '../arch/steps.js';
import { layerStream } from '../emit/names.js';

/** Streams of a design in the order of the bench: every layer's, then what the core says beside the scores. */
export interface StreamInfo {
  /** The layer's, or that of what is said. */
  name: string;
  /** Of its expected values, without `.hex`; no layer's is one of the others. */
  file: string;
  bits: number;
  signed: boolean;
  /** What it says beside the scores; null: it is a layer's. */
  says: SaidOf | null;
  /** Channel and position of each value of one fragment, in the order in which they leave. */
  order: { channel: number; position: number }[];
}

/**
 * What the core says beside the scores, of a window or of each step: of an output, or `step`, with each score whether it is the last
 * of its step, and, in the low bits, which step.
 */
export type SaidOf = Said | 'step';

export function streamsOf(hardware: Hardware): StreamInfo[] {
  const orders = architectureOf(hardware).orders(hardware);
  const layers = hardware.layers.map(({ name, outBits, outSigned }, i): StreamInfo => {
    return { name, file: layerStream(name), bits: outBits, signed: outSigned, says: null, order: orders[i]! };
  });
  return [...layers, ...saidStreams(hardware)];
}

function saidStreams(hardware: Hardware): StreamInfo[] {
  const { said, positionBits } = portWidths(hardware);
  const positions = Array.from({ length: stepsOf(hardware)?.steps ?? 1 }, (_, position) => position);
  const stream = (name: string, says: SaidOf, bits: number, outputs = 1): StreamInfo => {
    const order = positions.flatMap((position) =>
      Array.from({ length: outputs }, (_, channel) => ({ channel, position })),
    );
    return { name, file: name, bits, signed: false, says, order };
  };
  return [
    ...said.map((one) => stream(saidStream(one), one, one.bits)),
    ...(positionBits === null ? [] : [stream('step', 'step', positionBits + 1, hardware.model.classes.length)]),
  ];
}

/** Those of them that can be seen at the ports: the scores and what is said beside them. */
export const portStreams = (hardware: Hardware): StreamInfo[] => streamsOf(hardware).slice(hardware.layers.length - 1);
