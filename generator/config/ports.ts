/**
 * What resets a design: a synchronous reset, active low or high, or one that is asserted without a clock, active low, and
 * released with the clock.
 */
export const RESET_STYLES = ['sync-low', 'sync-high', 'async-low'] as const;
export type ResetStyle = (typeof RESET_STYLES)[number];

/** How the ports of a top are made. */
export interface Ports {
  /** A register slice on each stream, so that every output comes from a flip-flop. */
  registered: boolean;
  reset: ResetStyle;
}

const USUAL: Ports = { registered: false, reset: 'sync-low' };

/** The ports of a design or its hardware; what is not said is as usual. */
export function portsOf({ ports }: { ports?: { [K in keyof Ports]?: Ports[K] | undefined } | undefined }): Ports {
  return { registered: ports?.registered ?? USUAL.registered, reset: ports?.reset ?? USUAL.reset };
}
