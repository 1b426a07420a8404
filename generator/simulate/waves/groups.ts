import type { ArchitectureName } from '../../arch/architecture.js';
import type { HardwareOfArchitecture } from '../../arch/architectures.js';
import type { FoldedHardware } from '../../arch/folded/hardware.js';
import type { Hardware } from '../../arch/hardware.js';
import { portWidths } from '../../arch/interface.js';
import { saidStream } from '../../arch/said.js';
import type { EngineKind } from '../../arch/stream/engines.js';
import type { StreamHardware } from '../../arch/stream/hardware.js';
import { saidNets } from '../../emit/bench.js';
import { layerInstance, layerNets, layerStream } from '../../emit/names.js';

/** A net of the bench or below it, as a viewer shows it. */
export interface WaveSignal {
  /** Scopes below the bench and the net's name. */
  path: string;
  /** Integers are those of the bench. */
  kind: 'wire' | 'vector' | 'integer';
  bits: number;
  /** The values are two's complement. */
  signed: boolean;
}

/** Signals that belong together; the name is one word. */
export interface WaveGroup {
  name: string;
  signals: WaveSignal[];
}

const INTEGER = 32;
const wire = (path: string): WaveSignal => ({ kind: 'wire', path, bits: 1, signed: false });
const vector = (path: string, bits: number, signed = false): WaveSignal => ({ kind: 'vector', path, bits, signed });
const integer = (path: string): WaveSignal => ({ kind: 'integer', path, bits: INTEGER, signed: true });

/** What is shown of a design, in the order of the signal: its input, each layer and engine, scores, decision, control. */
export function waveGroups(hardware: Hardware): WaveGroup[] {
  const engines = ENGINES[hardware.architecture] as (hardware: Hardware) => WaveGroup[];
  const all = [input(hardware), ...engines(hardware), scores(hardware), decision(hardware), control(hardware)];
  return all.filter(({ signals }) => signals.length > 0);
}

const ENGINES = { stream, folded } satisfies {
  [A in ArchitectureName]: (hardware: HardwareOfArchitecture<A>) => WaveGroup[];
};

const input = (hardware: Hardware): WaveGroup => ({
  name: 'input',
  signals: [
    ...['clk_i', 'rst_ni'].map(wire),
    vector('sample', portWidths(hardware).codeBits),
    ...['sample_valid', 'sample_ready'].map(wire),
    integer('sent'),
  ],
});

/** Single wires that tell what an engine of each kind is doing. */
const INSIDE = {
  several: ['en', 'tile_ready', 'tap_valid', 'pass_first', 'pass_end', 'output_first', 'output_last', 'tile_done'],
  single: ['window_ready', 'read', 'add_q', 'taps_end', 'last_pass', 'last_output', 'leave', 'done'],
  wide: ['en', 'tile_ready', 'tap_valid', 'pass_first', 'pass_end', 'output_first', 'output_last', 'tile_done'],
  adder: ['en', 'take', 'y_valid_q'],
} satisfies Record<EngineKind, readonly string[]>;

/** What the bench compares a stream with, and whether a value of it has differed. */
const compared = (stream: string, bits: number, signed = false): WaveSignal[] => [
  vector(`check_${stream}.expected`, bits, signed),
  wire(`check_${stream}.differs_o`),
];

function stream({ layers }: StreamHardware): WaveGroup[] {
  return layers.map(({ name, outBits, outSigned, engine }) => {
    const nets = layerNets(name).filter((net) => /^(valid|ready|last|end)_/.test(net));
    return {
      name: layerInstance(name),
      signals: [
        vector(`dut.data_${name}`, outBits, outSigned),
        ...nets.map((net) => wire(`dut.${net}`)),
        ...compared(layerStream(name), outBits, outSigned),
        ...INSIDE[engine.kind].map((net) => wire(`dut.${layerInstance(name)}.${net}`)),
      ],
    };
  });
}

/** What the engine's instruction does, each a wire. */
const INSTRUCTION = ['fill', 'build', 'bias', 'pass', 'pool', 'store', 'read', 'next'].map((kind) => `is_${kind}`);

/** One engine; values of a layer are seen as they are stored, those of the last as they leave. */
function folded({ layers, xBits, format }: FoldedHardware): WaveGroup[] {
  const inside = (net: string) => wire(`dut.engine.${net}`);
  const engine = {
    name: 'engine',
    signals: [
      vector('dut.engine.pc_q', format.addressBits),
      ...['started', 'busy', 'done', 'jump', ...INSTRUCTION, 'stall'].map(inside),
      vector('dut.engine.x_stored', xBits, true),
      ...['block_write', 'pool_write_q'].map(inside),
    ],
  };
  const stored = layers.slice(0, -1).map(({ name, outBits, outSigned }) => ({
    name: layerInstance(name),
    signals: [wire(`stored_${layerStream(name)}`), ...compared(layerStream(name), outBits, outSigned)],
  }));
  const { name, outBits, outSigned } = layers.at(-1)!;
  return [
    engine,
    ...stored,
    { name: layerInstance(name), signals: [...compared(layerStream(name), outBits, outSigned)] },
  ];
}

function scores(hardware: Hardware): WaveGroup {
  const { scoreBits, positionBits } = portWidths(hardware);
  const position = positionBits === null ? [] : [vector('position', positionBits), wire('step_last')];
  return {
    name: 'scores',
    signals: [
      vector('score', scoreBits, true),
      ...['score_valid', 'score_ready', 'score_last'].map(wire),
      ...position,
      integer('scores'),
    ],
  };
}

const decision = (hardware: Hardware): WaveGroup => ({
  name: 'decision',
  signals: saidNets(hardware).flatMap((said) => [
    vector(said.net, said.bits),
    ...compared(saidStream(said), said.bits),
  ]),
});

const control = (hardware: Hardware): WaveGroup => ({
  name: 'control',
  signals: [
    integer('cycle'),
    ...['done', 'quiet'].map(integer),
    ...['first_seen', 'cut', 'reporting', 'failed_o'].map(wire),
    ...(hardware.parity ? [wire('parity_error')] : []),
  ],
});
