import type { FlowCells } from '../asic.js';
import { MEMORY_CELL } from './activity.js';
import type { Bit, Gates } from './gates.js';
import { type CellPower, dynamic } from './opensta.js';

/** A clock gate in a netlist: inverter, latch and AND. */
export interface ClockGate {
  /** Place of the AND in the netlist. */
  and: number;
  /** Net of the clock before it, and of that behind it. */
  before: Bit;
  clock: Bit;
  /** What says at an edge of the clock before it whether it passes: output of the latch. */
  open: Bit;
}

/** A clock behind gates, by its net. */
export interface InnerClock {
  clock: Bit;
  /** Place of its AND. */
  and: number;
  /** The clock that it is made of, one of those given. */
  root: Bit;
  /** It has those edges of `root` at which all of these are 1. */
  open: Bit[];
}

const inputs = ({ pins }: Gates['cells'][number]) =>
  Object.values(pins).flatMap(({ direction, bits }) => (direction === 'input' ? bits : []));

/** All clock gates of a netlist without a clock tree, each behind the one before it. */
export function clockGates({ cells }: Gates, { latch, inverter, and }: FlowCells['clockGate']): ClockGate[] {
  const pin = (cell: number, name: string) => cells[cell]!.pins[name]!.bits[0]!;
  const places = (type: string) => [...cells.keys()].filter((c) => cells[c]!.type === type);
  const low = new Map(places(inverter).map((c) => [pin(c, 'Y'), pin(c, 'A')]));
  const held = new Map(places(latch).map((c) => [pin(c, 'Q'), low.get(pin(c, 'CLK'))]));
  return places(and).flatMap((c) => {
    const before = pin(c, 'A');
    const open = pin(c, 'B');
    return held.has(open) && held.get(open) === before ? [{ and: c, before, clock: pin(c, 'Y'), open }] : [];
  });
}

/** Clocks behind gates, each after the one that it is made of; a gate behind a gate has an edge when both are open. */
export function innerClocks(gates: readonly ClockGate[], roots: readonly Bit[]): InnerClock[] {
  const found: InnerClock[] = [];
  const behind = (before: Bit, root: Bit, open: readonly Bit[]) => {
    for (const gate of gates) {
      if (gate.before !== before || roots.includes(gate.clock)) continue;
      const inner = { clock: gate.clock, and: gate.and, root, open: [...open, gate.open] };
      found.push(inner);
      behind(gate.clock, root, inner.open);
    }
  };
  for (const root of roots) behind(root, root, []);
  return found;
}

/**
 * The clock that each cell with one is charged to, by place: what drives a net of a clock to that clock, all else to what clocks
 * it. So a gate's inverter and latch, which see every edge, are charged to the clock before it, its AND to the one behind it.
 */
export function cellClocks(
  { cells }: Gates,
  roots: readonly Bit[],
  gates: readonly Pick<ClockGate, 'and' | 'clock'>[],
): Map<number, Bit> {
  const loads = new Map<Bit, number[]>();
  cells.forEach((cell, c) => {
    for (const b of inputs(cell)) loads.set(b, [...(loads.get(b) ?? []), c]);
  });
  const clockOf = new Map(gates.map(({ and, clock }) => [and, clock]));
  const spread = (net: Bit, clock: Bit) => {
    for (const c of loads.get(net) ?? []) {
      if (clockOf.has(c)) continue;
      clockOf.set(c, clock);
      const { type, pins } = cells[c]!;
      // Buffers of the tree, and the inverter of a gate.
      if (Object.keys(pins).length === 2 && pins.Y !== undefined && type !== MEMORY_CELL)
        spread(pins.Y.bits[0]!, clock);
    }
  };
  for (const net of new Set([...roots, ...gates.map(({ clock }) => clock)])) spread(net, net);
  return clockOf;
}

/**
 * Energy of an edge of each clock, uJ, from the power of each cell while all clocks have all edges and nothing else moves. Throws
 * Error if the clocks' cells do not make up the whole.
 */
export function edgeEnergies(
  clockOf: ReadonlyMap<number, Bit>,
  { idle, cells }: { idle: CellPower; cells: readonly CellPower[] },
  clockMHz: number,
): Map<Bit, number> {
  const energies = new Map<Bit, number>();
  for (const [c, clock] of clockOf) energies.set(clock, (energies.get(clock) ?? 0) + dynamic(cells[c]!) / clockMHz);
  const sum = [...energies.values()].reduce((a, b) => a + b, 0) * clockMHz;
  if (Math.abs(sum / dynamic(idle) - 1) > 1e-3)
    throw new Error(`cells of the clocks take ${sum} W while only clocks move, the netlist ${dynamic(idle)} W`);
  return energies;
}
