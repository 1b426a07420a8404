import type { LayerHardware } from '../../arch/stream/engines.js';
import { JOINT } from '../../arch/stream/joints.js';
import { MARKS } from '../../arch/stream/memories.js';
import { widthOfAll } from '../../arch/stream/widths.js';
import { unsignedBits } from '../../model/encode.js';
import { type Edge, INPUT } from '../../network/network.js';
import type { PortNets } from '../ports.js';
import { renderTemplate } from '../render.js';

/** Names of a stream's nets, or expressions in their place. */
export interface StreamNets {
  data: string;
  last: string;
  end: string;
  valid: string;
  ready: string;
}

/** What lies between engines, as Verilog; each text is empty, or a line break first. */
export interface Between {
  /** What each reader of a stream takes its beats by: a fork of a stream that several read, [stream]. */
  forkOf(edge: Edge): string;
  /** Queues and concats in front of a layer. */
  operandsOf(layer: LayerHardware): string;
  /** The streams that a layer's engine reads, [operand]. */
  fromOf(layer: LayerHardware): StreamNets[];
}

/** `reset`: the net that resets the inside. */
export function between(layers: readonly LayerHardware[], nets: PortNets, reset: string): Between {
  const places = layers.flatMap(({ name, reads }) => reads.flat().map(({ edge }, i) => ({ name, edge, i })));
  const { continuing } = layers[0]!;
  const readersOf = (edge: Edge) => places.filter((place) => place.edge === edge);
  const streamOf = (edge: Edge): StreamNets =>
    edge === INPUT
      ? {
          data: 'input_data',
          last: "1'b1",
          end: continuing ? "1'b0" : 'input_end',
          valid: nets.codeValid,
          ready: nets.codeReady,
        }
      : netsOf('', edge);

  /** A layer's i-th stream before any queue. */
  const offered = (layer: string, edge: Edge, i: number): StreamNets => {
    const stream = streamOf(edge);
    return readersOf(edge).length === 1
      ? stream
      : { ...stream, valid: `offer${i}_${layer}`, ready: `take${i}_${layer}` };
  };
  /** The same behind it. */
  const read = ({ name, reads, queues }: LayerHardware, i: number): StreamNets =>
    queues.flat()[i]! > 0 ? netsOf(`${i}`, name) : offered(name, reads.flat()[i]!.edge, i);

  return {
    forkOf(edge) {
      const readers = readersOf(edge);
      if (readers.length < 2) return '';
      const { valid, ready } = streamOf(edge);
      const own = readers.map(({ name, i }) => offered(name, edge, i));
      const names = [...new Set(readers.map(({ name }) => name))];
      return renderTemplate('stream/fork.v.ejs', {
        text: `${edge} is read by ${listed(names)}: a beat is taken when all have taken it.`,
        readers: own,
        ...{ name: JOINT.fork(edge), reset, valid, ready },
      });
    },
    operandsOf(layer) {
      const { name, reads, queues } = layer;
      const queued = reads.flat().map(({ edge, bits }, i) => {
        const words = queues.flat()[i]!;
        if (words === 0) return '';
        return renderTemplate('stream/queue.v.ejs', {
          text: `${edge} waits here for what ${name} reads beside it: ${words} beats, and one that is offered.`,
          ...{ name: JOINT.queue(name, i), reset, bits, words, marks: MARKS },
          ...{ from: offered(name, edge, i), to: netsOf(`${i}`, name) },
        });
      });
      let first = 0;
      const concats = reads.map((parts, operand) => {
        const from = first;
        first += parts.length;
        if (parts.length === 1) return '';
        const { bits } = widthOfAll(parts);
        return renderTemplate('stream/concat.v.ejs', {
          text: `${listed(parts.map(({ edge }) => edge))} by turns, tile by tile, as one stream of all channels.`,
          ...{ name: JOINT.concat(name, operand), reset, bits, to: netsOf(`all${operand}`, name) },
          countBits: unsignedBits(Math.max(...parts.map(({ channels }) => channels))),
          parts: parts.map((part, i) => {
            const nets = read(layer, from + i);
            return { ...nets, channels: part.channels, data: extended(nets.data, part, bits) };
          }),
        });
      });
      return [...queued, ...concats].join('');
    },
    fromOf(layer) {
      let first = 0;
      return layer.reads.map((parts, operand) => {
        const from = first;
        first += parts.length;
        return parts.length === 1 ? read(layer, from) : netsOf(`all${operand}`, layer.name);
      });
    },
  };
}

/** Nets of a stream; `of` tells those of one layer apart. */
const netsOf = (of: string, name: string): StreamNets => ({
  data: `data${of}_${name}`,
  last: `last${of}_${name}`,
  end: `end${of}_${name}`,
  valid: `valid${of}_${name}`,
  ready: `ready${of}_${name}`,
});

/** A net in more bits, by its sign or by zeros. */
function extended(net: string, { bits, signed }: { bits: number; signed: boolean }, to: number): string {
  if (bits === to) return net;
  return signed ? `{{${to - bits}{${net}[${bits - 1}]}}, ${net}}` : `{${to - bits}'d0, ${net}}`;
}

const listed = (names: readonly string[]) =>
  names.length === 1 ? names[0]! : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
