import { type InputSpec, ofChannel } from '../network/input.js';
import { type Random, random } from '../support/random.js';
import { type Codes, joined, type SignalSet, signalSet } from './signal-set.js';

/** A signal of some samples: the code of a channel at a position. */
type Signal = (position: number, channel: number) => number;

interface Kind {
  name: string;
  /** `length` samples of it. */
  make(input: InputSpec, length: number, rng: Random): Signal;
}

const topCode = ({ codeBits }: InputSpec) => 2 ** codeBits - 1;
const clamp = (code: number, input: InputSpec) => Math.max(0, Math.min(topCode(input), Math.round(code)));

/** A code about the zero of a channel, a few steps of x from it. */
const nearZero = (input: InputSpec, channel: number, rng: Random) =>
  clamp(ofChannel(input.zero, channel) + rng.integer(-3, 3) * 2 ** ofChannel(input.shift, channel), input);

/** In this order, so that few fragments already have what differs most. */
export const SIGNALS: readonly Kind[] = [
  {
    name: 'random codes',
    make: (input, _, rng) => () => rng.integer(0, topCode(input)),
  },
  {
    name: 'sines',
    make(input, length, rng) {
      // From half a turn in all samples to a few samples a turn; each channel has its own.
      const waves = Array.from({ length: input.channels }, () => ({
        turns: 0.5 * Math.max(1, length / 3) ** rng.uniform(),
        phase: rng.uniform(),
        size: 0.2 + 0.8 * rng.uniform(),
      }));
      const middle = topCode(input) / 2;
      return (position, channel) => {
        const { turns, phase, size } = waves[channel]!;
        return clamp(middle * (1 + size * Math.sin(2 * Math.PI * ((position / length) * turns + phase))), input);
      };
    },
  },
  {
    name: 'steps',
    make(input, _, rng) {
      const levels = Array.from({ length: input.channels }, () => 0);
      return (position, channel) => {
        if (position === 0 || rng.integer(0, 7) === 0) levels[channel] = rng.integer(0, topCode(input));
        return levels[channel]!;
      };
    },
  },
  {
    name: 'extremes',
    make: (input, _, rng) => () => rng.integer(0, 1) * topCode(input),
  },
  {
    name: 'small noise about zero',
    make: (input, _, rng) => (_position, channel) => nearZero(input, channel, rng),
  },
  {
    name: 'ramps',
    make: (input, length) => (position, channel) => {
      const share = length === 1 ? 1 : position / (length - 1);
      return Math.round((channel % 2 === 0 ? share : 1 - share) * topCode(input));
    },
  },
  { name: 'highest code', make: (input) => () => topCode(input) },
  { name: 'lowest code', make: () => () => 0 },
];

/**
 * Signals for any input, in place of data: they take its whole range of codes and mean nothing. `count` windows of one
 * signal, `hop` samples apart; each brings one kind of `SIGNALS` in its last `hop` samples, after which it is named. The
 * same arguments give the same bytes.
 */
export function builtInSignals(input: InputSpec, count: number, seed: number, hop = input.samples): SignalSet {
  const { samples, channels, sampleRateHz, codeBits } = input;
  const rng = random(seed);
  const parts = Array.from({ length: count }, (_, f) => {
    const kind = SIGNALS[f % SIGNALS.length]!;
    return { name: kind.name, codes: drawn(kind, input, f === 0 ? samples : hop, rng) };
  });
  const signal = joined(parts.map(({ codes }) => codes));
  const fragments = parts.map(({ name }, f) => ({
    codes: signal.subarray(f * hop * channels, (f * hop + samples) * channels),
    group: 'built-in',
    name: `${name} (${Math.floor(f / SIGNALS.length)})`,
  }));
  const shape = { samples, channels, rateHz: sampleRateHz, codeBits };
  return signalSet(`built-in signals (seed ${seed})`, shape, fragments);
}

function drawn(kind: Kind, input: InputSpec, length: number, rng: Random): Codes {
  const { channels } = input;
  const codes = input.codeBits === 16 ? new Uint16Array(length * channels) : new Int16Array(length * channels);
  const signal = kind.make(input, length, rng);
  for (let i = 0; i < codes.length; i++) codes[i] = signal(Math.floor(i / channels), i % channels);
  return codes;
}
