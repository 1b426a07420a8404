import type { ClockGate } from '../config/clock-gates.js';
import { UserError } from '../support/errors.js';
import type { Hardware } from './hardware.js';
import {
  coreCycles,
  EARLY,
  type MonitorConfig,
  type MonitorHardware,
  monitorHardware,
  ringDepth,
  TIMEOUT_SAMPLES,
} from './monitor.js';
import { stepsOf } from './steps.js';

/**
 * The monitor with a slow clock for samples and a core whose clock stands between windows, as plain data. All cycles are of
 * the slow clock, as samples and results are: `clockHz` is its frequency.
 */
export interface GatedHardware extends MonitorHardware {
  coreHz: number;
  gate: ClockGate;
  wakeMicroseconds: number;
}

const INTAKE_HZ = 32_768;
const CORE_HZ = 12_000_000;
const WAKE_MICROSECONDS = 100;

/** Each clock may be off by this share of its frequency. */
export const DRIFT = 1 / 8;

/**
 * Edges of the core's clock from the first after a request to the one that begins the window: two release a reset that came
 * while the clock stood, two bring the request, one opens the gate, one is of the phase.
 */
const AWAKE = 6;

/** Edges of the slow clock from an answer to the next window: two bring the answer, one gives the result, one is of the phase. */
const ANSWERED = 4;

/** Sizes the wrapper with two clocks. Throws UserError as `monitorHardware` does; `where` names the configuration. */
export function gatedHardware(hardware: Hardware, config: MonitorConfig, where: string): GatedHardware {
  const { intakeHz = INTAKE_HZ, gate = 'cell', wakeMicroseconds = WAKE_MICROSECONDS } = config.gated ?? {};
  const coreHz = config.clockHz ?? CORE_HZ;
  const { samples, channels, sampleRateHz } = hardware.model.input;
  if (stepsOf(hardware) !== null)
    throw new UserError({
      where,
      field: 'monitor.gated',
      message: 'scores of each step come with the clock of the core, which stands between windows',
      value: 'a network with scores of each step',
      allowed: 'a network with scores of the window',
      fix: 'the monitor without "gated"',
    });
  // Hop and window follow the monitor's rules; its clock is another one.
  const single = monitorHardware(hardware, { ...config, clockHz: undefined }, where);
  const cyclesPerSample = Math.floor((intakeHz / sampleRateHz) * EARLY);
  if (cyclesPerSample < 2)
    throw new UserError({
      where,
      field: 'monitor.gated.intakeHz',
      message: `less than 2 cycles a sample at ${sampleRateHz} samples a second`,
      value: intakeHz,
      allowed: `${Math.ceil(3 * sampleRateHz)} or more`,
      fix: `${Math.ceil(3 * sampleRateHz)}`,
    });
  const slow = (edges: number) =>
    Math.ceil((wakeMicroseconds * 1e-6 + edges / (coreHz * (1 - DRIFT))) * intakeHz * (1 + DRIFT));
  const { codes, workCycles: work } = coreCycles(hardware);
  const workCycles = slow(AWAKE + work) + ANSWERED;
  const { hopSamples } = single;
  if (workCycles > hopSamples * cyclesPerSample) {
    const seconds = (hopSamples * cyclesPerSample - ANSWERED - 1) / (intakeHz * (1 + DRIFT)) - wakeMicroseconds * 1e-6;
    const hop = `a hop of ${Math.ceil(workCycles / cyclesPerSample)} samples`;
    const slowest = Math.ceil((AWAKE + work) / seconds / (1 - DRIFT));
    throw new UserError({
      where,
      field: 'monitor.clockHz',
      message: `a window takes ${workCycles} cycles of ${intakeHz} Hz, a hop of ${hopSamples} samples has ${hopSamples * cyclesPerSample}`,
      value: coreHz,
      allowed: seconds > 0 ? `${slowest} or more` : `a longer hop: no clock wakes up in this one`,
      fix: seconds > 0 ? `clockHz ${slowest}, or ${hop}` : hop,
    });
  }
  const periods = config.timeoutSamples ?? TIMEOUT_SAMPLES;
  return {
    ...single,
    cyclesPerSample,
    timeoutCycles: Math.max(cyclesPerSample + 1, Math.ceil((periods * intakeHz) / sampleRateHz)),
    clockHz: intakeHz,
    workCycles,
    ...ringDepth(
      samples,
      channels,
      codes.map((cycle) => slow(AWAKE + cycle)),
      cyclesPerSample,
    ),
    coreHz,
    gate,
    wakeMicroseconds,
  };
}
