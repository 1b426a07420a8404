import type { GatedConfig } from '../config/clock-gates.js';
import { UserError } from '../support/errors.js';
import { refuseEndless } from './endless.js';
import type { Hardware } from './hardware.js';
import { WRAPPER } from './ports.js';

/** How a continuing signal is classified; `hopSeconds` and `hopSamples` exclude each other. */
export interface MonitorConfig {
  /** From one window to the next; if neither is given, `folding.hopSamples`, or else a second, a sample at least. */
  hopSeconds?: number | undefined;
  hopSamples?: number | undefined;
  /** Clock of the circuit; absent: the slowest that can do it. */
  clockHz?: number | undefined;
  /** Sample periods without a sample that count as a gap. */
  timeoutSamples?: number | undefined;
  /** A slow clock for samples, and a core whose clock stands between windows: see `gatedHardware`. */
  gated?: GatedConfig | undefined;
}

/** The wrapper around a design that takes samples by a strobe and classifies every hop, as plain data. */
export interface MonitorHardware {
  hardware: Hardware;
  hopSamples: number;
  /** Windows share work: the core is reset before one that does not come a hop after the last it was given. */
  shares: boolean;
  /** Least cycles from one sample to the next: 15/16 of the clock's cycles in a period, as samples may come early. */
  cyclesPerSample: number;
  timeoutCycles: number;
  clockHz: number;
  /** Most cycles from the sample that completes a window to the next one that may do so. */
  workCycles: number;
  /** Samples the ring holds. */
  depth: number;
  /** Sample of the window, oldest first, that needs that depth, and the cycle in which it is read at the latest. */
  tightest: { sample: number; cycle: number };
}

/** Share of a sample period after which the next sample may come. */
export const EARLY = 15 / 16;
export const TIMEOUT_SAMPLES = 4;

/** Sizes the wrapper. Throws UserError if the clock cannot do a window in a hop; `where` names the configuration. */
export function monitorHardware(hardware: Hardware, config: MonitorConfig, where: string): MonitorHardware {
  refuseEndless(hardware, where, 'monitor');
  const { samples, sampleRateHz, channels } = hardware.model.input;
  if (samples < 2)
    throw new UserError({
      where,
      field: 'monitor',
      message: 'a window of one sample is no part of a signal: there is nothing to keep between windows',
      value: samples,
      allowed: 'a model of 2 samples or more',
      fix: 'the core by itself, which takes each sample as it comes',
    });
  const assumed = hardware.hopSamples;
  const hopSamples =
    config.hopSamples ??
    (config.hopSeconds === undefined
      ? (assumed ?? Math.max(1, Math.round(sampleRateHz)))
      : Math.round(config.hopSeconds * sampleRateHz));
  if (hopSamples < 1)
    throw new UserError({
      where,
      field: 'hopSeconds',
      message: 'less than a sample',
      value: config.hopSeconds,
      allowed: `${1 / sampleRateHz} or more (${sampleRateHz} samples a second)`,
      fix: `${1 / sampleRateHz}`,
    });
  if (assumed !== undefined && assumed !== hopSamples)
    throw new UserError({
      where,
      field: config.hopSamples === undefined ? 'monitor.hopSeconds' : 'monitor.hopSamples',
      message: `a hop of ${hopSamples} samples, but folding.hopSamples says that windows are ${assumed} apart`,
      value: config.hopSamples ?? config.hopSeconds,
      allowed: 'the same hop in both',
      fix: `monitor.hopSamples ${assumed}, or folding.hopSamples ${hopSamples}`,
    });
  const { codes, workCycles } = coreCycles(hardware);
  const min = Math.ceil(workCycles / hopSamples);
  const slowest = Math.ceil((min / EARLY) * sampleRateHz);
  const clockHz = config.clockHz ?? slowest;
  const cyclesPerSample = Math.floor((clockHz / sampleRateHz) * EARLY);
  if (cyclesPerSample < min)
    throw new UserError({
      where,
      field: 'clockHz',
      message: `a window takes ${workCycles} cycles, a hop of ${hopSamples} samples has ${hopSamples * cyclesPerSample}`,
      value: clockHz,
      allowed: `${slowest} or more`,
      fix: `clockHz ${slowest}, or a hop of ${Math.ceil(workCycles / Math.max(1, cyclesPerSample))} samples`,
    });
  const periods = config.timeoutSamples ?? TIMEOUT_SAMPLES;
  const timeoutCycles = Math.max(cyclesPerSample + 1, Math.ceil((periods * clockHz) / sampleRateHz));
  refuseUncountable(where, 'monitor.hopSamples or monitor.hopSeconds', 'samples from window to window', hopSamples);
  refuseUncountable(where, 'monitor.clockHz or monitor.timeoutSamples', 'cycles without a sample', timeoutCycles);
  return {
    hardware,
    hopSamples,
    shares: hardware.sharesWork,
    cyclesPerSample,
    timeoutCycles,
    clockHz,
    workCycles,
    ...ringDepth(samples, channels, codes, cyclesPerSample),
  };
}

/** Largest parameter of Verilog that every tool takes: a signed word of 32 bits. */
const MAX_COUNT = 2 ** 31 - 1;

export function refuseUncountable(where: string, field: string, what: string, count: number): void {
  if (count <= MAX_COUNT) return;
  throw new UserError({ where, field, message: `too many ${what}`, value: count, allowed: `${MAX_COUNT} or less` });
}

/**
 * When the core takes each code of a window at the latest, in cycles after the sample that completed it, and when the next
 * window may be complete. The core is at rest as after reset, or further on; until it is, `rest` cycles may go by in which
 * it works on values that no score needs.
 */
export function coreCycles({ window: { completion, codes, rest } }: Hardware): { codes: number[]; workCycles: number } {
  const offered = WRAPPER.offer + rest;
  return {
    codes: codes.map((cycle) => offered + cycle),
    workCycles: offered + Math.max(completion, codes.at(-1)! + 1) + WRAPPER.finish,
  };
}

/**
 * The smallest ring that never loses a sample. Sample p of a window of W (0 is the oldest) is read when the core takes the
 * one before it, R(p) cycles after the window was complete. In a ring of D places the sample that takes its place is the
 * (p + D - W + 1)th after the window and comes (p + D - W + 1) x `cyclesPerSample` cycles after it or later, so
 * D = W - p + floor(R(p) / cyclesPerSample) places do.
 */
export function ringDepth(
  samples: number,
  channels: number,
  codes: readonly number[],
  cyclesPerSample: number,
): Pick<MonitorHardware, 'depth' | 'tightest'> {
  let [depth, tightest] = [samples, { sample: 0, cycle: 1 }];
  for (let p = 1; p < samples; p++) {
    const cycle = codes[p * channels - 1]!;
    const needed = samples - p + Math.floor(cycle / cyclesPerSample);
    if (needed > depth) [depth, tightest] = [needed, { sample: p, cycle }];
  }
  return { depth, tightest };
}
