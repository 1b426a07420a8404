import type { Activity, FragmentActivity, Watched } from './activity.js';
import type { Bit, GateCell, Gates } from './gates.js';

/** What the nets of an iCE40 netlist are to the chip: which energy a change of them costs. */
export interface Ice40Nets {
  /** Nets that go through the routing: outputs of LUTs and flip-flops. */
  routed: Set<number>;
  /** Nets into multipliers of DSP blocks and how many inputs each reaches; what the adder alone takes is not priced. */
  dsp: Map<number, number>;
  /** Enables of block RAMs and single-port RAMs, whose cycles at 1 are counted, and their clocks. */
  watched: { kind: 'ebr' | 'spram'; bits: Watched; clock: Bit | undefined }[];
  cells: Record<string, number>;
}

/**
 * Sorts the nets of a netlist. A LUT that feeds one flip-flop and nothing else shares its logic cell: its output stays
 * inside, as a carry does.
 */
export function ice40Nets({ cells }: Gates): Ice40Nets {
  const loads = new Map<number, GateCell[]>();
  for (const cell of cells)
    for (const { direction, bits } of Object.values(cell.pins))
      if (direction === 'input')
        for (const b of bits) if (typeof b === 'number') loads.set(b, [...(loads.get(b) ?? []), cell]);
  const routed = new Set<number>();
  const dsp = new Map<number, number>();
  const watched: Ice40Nets['watched'] = [];
  const counts: Record<string, number> = {};
  for (const { type, pins } of cells) {
    counts[type] = (counts[type] ?? 0) + 1;
    const bits = (pin: string): Bit[] => pins[pin]?.bits ?? [];
    if (type === 'SB_LUT4') {
      const [net] = bits('O');
      const to = loads.get(net as number) ?? [];
      if (typeof net === 'number' && !(to.length === 1 && to[0]!.type.startsWith('SB_DFF'))) routed.add(net);
    } else if (type.startsWith('SB_DFF')) {
      for (const net of bits('Q')) if (typeof net === 'number') routed.add(net);
    } else if (type === 'SB_MAC16') {
      for (const pin of ['A', 'B'])
        for (const net of bits(pin)) if (typeof net === 'number') dsp.set(net, (dsp.get(net) ?? 0) + 1);
    } else if (type.startsWith('SB_RAM40')) {
      watched.push({ kind: 'ebr', bits: [...bits('RE'), ...bits('RCLKE')], clock: bits('RCLK')[0] });
      watched.push({ kind: 'ebr', bits: [...bits('WE'), ...bits('WCLKE')], clock: bits('WCLK')[0] });
    } else if (type === 'SB_SPRAM256KA')
      watched.push({ kind: 'spram', bits: bits('CHIPSELECT'), clock: bits('CLOCK')[0] });
  }
  return { routed, dsp, watched, cells: counts };
}

/** Changes and accesses of one fragment. */
export interface Ice40Counts {
  cycles: number;
  routed: number;
  dsp: number;
  ebr: number;
  spram: number;
}

export function countIce40(
  { routed, dsp, watched }: Ice40Nets,
  nets: Activity['nets'],
  { cycles, toggles, ones }: FragmentActivity,
): Ice40Counts {
  const counts = { cycles, routed: 0, dsp: 0, ebr: 0, spram: 0 };
  nets.forEach((net, n) => {
    if (routed.has(net)) counts.routed += toggles[n]!;
    counts.dsp += (dsp.get(net) ?? 0) * toggles[n]!;
  });
  watched.forEach(({ kind }, w) => {
    counts[kind] += ones[w]!;
  });
  return counts;
}
