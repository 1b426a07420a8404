import type { Hardware } from '../../arch/hardware.js';
import { grouped, markdownTable } from '../table.js';
import { boardFacts } from './board-facts.js';

/** What each board makes of the core: latency at its clock, and whether it fits. */
export function boardsSheet(hardware: Hardware): string {
  const rows = boardFacts(hardware).map(({ title, device, clockMHz, latencyUs, timesRealTime, fits }) => [
    ...[title, device, `${clockMHz}`, grouped(Math.round(latencyUs))],
    ...[timesRealTime < 10 ? timesRealTime.toFixed(1) : grouped(Math.round(timesRealTime)), fits],
  ]);
  return `## On boards
${markdownTable(['board', 'part', 'clock, MHz', 'latency, us', 'times real time', 'the core by itself'], rows)}`;
}
