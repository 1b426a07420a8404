import { z } from 'zod';

/** A net by its number in Yosys' netlist, or a constant. */
export type Bit = number | '0' | '1' | 'x' | 'z';

export interface GatePort {
  name: string;
  direction: 'input' | 'output';
  bits: Bit[];
}

export interface GateCell {
  name: string;
  type: string;
  /** As Yosys writes them: a number's bits as digits, highest first, or a text. */
  parameters: Record<string, string>;
  pins: Record<string, { direction: 'input' | 'output'; bits: Bit[] }>;
}

/** A netlist of one module. */
export interface Gates {
  top: string;
  ports: GatePort[];
  cells: GateCell[];
}

const bit = z.union([z.number(), z.enum(['0', '1', 'x', 'z'])]);
const direction = z.enum(['input', 'output']);
const moduleSchema = z.object({
  ports: z.record(z.string(), z.object({ direction, bits: z.array(bit) })),
  cells: z.record(
    z.string(),
    z.object({
      type: z.string(),
      parameters: z.record(z.string(), z.coerce.string()),
      port_directions: z.record(z.string(), direction),
      connections: z.record(z.string(), z.array(bit)),
    }),
  ),
});
const jsonSchema = z.object({ modules: z.record(z.string(), z.unknown()) });

/** Reads the netlist that Yosys' `write_json` leaves of module `top`. Throws Error naming `where`. */
export function readGates(text: string, top: string, where: string): Gates {
  const parsed = moduleSchema.safeParse(jsonSchema.parse(JSON.parse(text)).modules[top]);
  if (!parsed.success) throw new Error(`${where}: no netlist of ${top}: ${parsed.error.message}`);
  const { ports, cells } = parsed.data;
  const all = [
    ...Object.values(ports).map((p) => p.bits),
    ...Object.values(cells).flatMap((c) => Object.values(c.connections)),
  ];
  // An output that leads nowhere gets a net of its own.
  let next = all.flat().reduce<number>((max, b) => (typeof b === 'number' && b > max ? b : max), 1) + 1;
  return {
    top,
    ports: Object.entries(ports).map(([name, port]) => ({ name, ...port })),
    cells: Object.entries(cells).map(([name, { type, parameters, port_directions: directions, connections }]) => ({
      name,
      type,
      parameters,
      pins: Object.fromEntries(
        Object.entries(connections).map(([pin, bits]) => {
          const way = directions[pin]!;
          return [
            pin,
            { direction: way, bits: way === 'input' ? bits : bits.map((b) => (typeof b === 'number' ? b : next++)) },
          ];
        }),
      ),
    })),
  };
}

/** The number of a parameter that Yosys writes as its bits. */
export const numberOf = (digits: string | undefined) => (digits === undefined ? 0 : Number.parseInt(digits, 2));

/** Nets that something drives, lowest number first; a port's bit counts, a constant does not. */
export function drivenNets({ ports, cells }: Gates): number[] {
  const driven = new Set<number>();
  const add = (bits: readonly Bit[]) => {
    for (const b of bits) if (typeof b === 'number') driven.add(b);
  };
  for (const { direction, bits } of ports) if (direction === 'input') add(bits);
  for (const { pins } of cells)
    for (const { direction, bits } of Object.values(pins)) if (direction === 'output') add(bits);
  return [...driven].sort((a, b) => a - b);
}

/** How each net is called in the text: a port's bit by the port, all others by their number. */
export function netNames({ ports }: Gates): (b: Bit) => string {
  const names = new Map<number, string>();
  // Inputs first: an output that is an input passed through is the other name.
  for (const expected of ['input', 'output'] as const)
    for (const { name, direction, bits } of ports)
      if (direction === expected)
        bits.forEach((b, i) => {
          if (typeof b === 'number' && !names.has(b)) names.set(b, bits.length > 1 ? `${name}[${i}]` : name);
        });
  return (b) => (typeof b === 'number' ? (names.get(b) ?? `n${b}`) : `1'b${b}`);
}

/**
 * Verilog of a netlist in plain names: cell i is `c<i>`, net j is `n<j>` unless it is a port's. `extra` stands before the
 * end of the module. A pin of several bits is one connection, highest bit first.
 */
export function gatesVerilog(gates: Gates, extra: (name: (b: Bit) => string) => string = () => ''): string {
  const { top, ports, cells } = gates;
  const name = netNames(gates);
  const range = (bits: readonly Bit[]) => (bits.length > 1 ? `[${bits.length - 1}:0] ` : '');
  const bus = (bits: readonly Bit[]) =>
    bits.length === 1 ? name(bits[0]!) : `{${[...bits].reverse().map(name).join(', ')}}`;
  const wires = new Set<string>();
  const lines = cells.map(({ type, parameters, pins }, c) => {
    for (const { bits } of Object.values(pins)) for (const b of bits) if (typeof b === 'number') wires.add(name(b));
    const values = Object.entries(parameters).map(([parameter, value]) => `.${parameter}(${constant(value)})`);
    const connections = Object.entries(pins).map(([pin, { bits }]) => `.${pin}(${bus(bits)})`);
    return `  ${type} ${values.length > 0 ? `#(${values.join(', ')}) ` : ''}c${c} (${connections.join(', ')});`;
  });
  const aliases = ports
    .filter(({ direction }) => direction === 'output')
    .flatMap(({ name: port, bits }) =>
      bits.map((b, i) => [bits.length > 1 ? `${port}[${i}]` : port, name(b)]).filter(([own, net]) => own !== net),
    )
    .map(([own, net]) => `  assign ${own} = ${net};`);
  return [
    `module ${top} (${ports.map((p) => p.name).join(', ')});`,
    ...ports.map(({ name: port, direction, bits }) => `  ${direction} ${range(bits)}${port};`),
    ...[...wires].filter((wire) => /^n\d+$/.test(wire)).map((wire) => `  wire ${wire};`),
    ...lines,
    ...aliases,
    extra(name),
    'endmodule',
    '',
  ].join('\n');
}

/** Bits are printed as a sized number, anything else as a text; a text that looks like bits ends in a blank. */
const constant = (value: string) => (/^[01xz]+$/.test(value) ? `${value.length}'b${value}` : `"${value.trimEnd()}"`);
