/** What stops the clock of a core between windows: a latch and an AND, the oscillator itself, or a cell of an FPGA. */
export const CLOCK_GATES = ['cell', 'oscillator', 'ecp5', 'gowin'] as const;
export type ClockGate = (typeof CLOCK_GATES)[number];

/** A monitor with two clocks; `monitor.gated` of a design's file. */
export interface GatedConfig {
  /** Clock that always runs, of the samples; absent: that of a watch crystal. */
  intakeHz?: number | undefined;
  /** What stops the core's clock; absent: a cell. */
  gate?: ClockGate | undefined;
  /** From the request of the core's clock to its first edge, at most; absent: 100. */
  wakeMicroseconds?: number | undefined;
}
