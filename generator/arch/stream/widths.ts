import type { StreamSizing } from '../sizing.js';

/** Width that holds the values of all these streams: where one has a sign, those without take a bit more. */
export function widthOfAll(streams: readonly StreamSizing[]): { bits: number; signed: boolean } {
  const signed = streams.some((own) => own.signed);
  return { bits: Math.max(...streams.map((own) => own.bits + Number(signed && !own.signed))), signed };
}
