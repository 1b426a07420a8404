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
}

/** Codes of one window: its samples of all channels. */
export const codesPerWindow = ({ samples, channels }: Pick<InputSpec, 'samples' | 'channels'>) => samples * channels;

/** What is no signal; `guardFlags` says how it is judged. Codes are raw ADC codes. */
export interface Guard {
  flat?: { range: number; samples: number; within: number } | undefined;
  rails?: { low: number; high: number; saturated: number; leadOff: number } | undefined;
}
