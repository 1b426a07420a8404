/** One number for all channels, or one for each. */
export type PerChannel = number | readonly number[];

export const ofChannel = (value: PerChannel, channel: number): number =>
  typeof value === 'number' ? value : value[channel]!;

/** Input as the hardware sees it: `x = clamp((code - zero) >> shift)` to a signed width, with the zero and shift of the code's channel. */
export interface InputSpec {
  /** Samples of one fragment, of each channel. */
  samples: number;
  /** Codes come position by position, in a position channel by channel. */
  channels: number;
  sampleRateHz: number;
  /** Bits of the unsigned ADC code. */
  codeBits: number;
  zero: PerChannel;
  shift: PerChannel;
  /** Signed bits of x. */
  bits: number;
  /** Thresholds of windows that get no class; absent: every window gets one. */
  guard?: Guard | undefined;
  /** What real samples a code stands for; absent: not known. */
  converter?: RealConverter | undefined;
}

/** Real samples to codes: `zero + gain * sample`, see `codeOf`. */
export interface RealConverter {
  /** Code of a sample of 0. */
  zero: PerChannel;
  /** Codes a unit, not 0. */
  gain: PerChannel;
  /** The unit of all channels, or of each. */
  units?: string | readonly string[] | undefined;
}

/**
 * The code of a real sample: `zero + gain * sample`, in float64, to the nearest whole number (ties upwards), kept to the codes that
 * there are; of an infinity the last one on its side, of NaN `zero`. The C driver does the same.
 */
export function codeOf(sample: number, zero: number, gain: number, codeBits: number): number {
  const code = Math.round(zero + gain * sample);
  // Adding 0 makes 0 of -0.
  return Number.isNaN(code) ? zero : Math.max(0, Math.min(2 ** codeBits - 1, code)) + 0;
}

/** Codes of one window: its samples of all channels. */
export const codesPerWindow = ({ samples, channels }: Pick<InputSpec, 'samples' | 'channels'>) => samples * channels;

/** What is no signal; `guardFlags` says how it is judged. Codes are raw ADC codes. */
export interface Guard {
  flat?: { range: number; samples: number; within: number } | undefined;
  rails?: { low: number; high: number; saturated: number; leadOff: number } | undefined;
}
