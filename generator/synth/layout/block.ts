import { MEMORY_CELL } from '../power/activity.js';
import type { Bit, Gates } from '../power/gates.js';

/** A pin of a cell by the cell's name, or a pin of the block (`cell` is null). */
export interface Terminal {
  cell: string | null;
  pin: string;
}

export interface BlockCell {
  /** As in the netlist that OpenSTA reads: cell i of the gates is `c<i>`. */
  name: string;
  type: string;
}

export interface BlockPin {
  name: string;
  direction: 'input' | 'output';
  net: string;
  /** Which memory it goes to, by place among the memories, or null: a port of the design. */
  memory: number | null;
}

export interface BlockNet {
  name: string;
  /** Its number in the gates. */
  number: number;
  terminals: Terminal[];
}

/** What is placed and routed: all cells but memories, whose pins are pins of the block. */
export interface Block {
  name: string;
  cells: BlockCell[];
  pins: BlockPin[];
  /** Nets with at least two terminals. */
  nets: BlockNet[];
  memories: string[];
}

/**
 * The block of a netlist whose memories are cells of one-bit pins (`memoryMacros`). A memory's input is an output of the block.
 * A net has one pin at most, whose name is the net's: qrouter finds pins by their nets' names and leaves others open without a
 * word. It is that of the first port or memory that the net goes to; others take it from there, outside. Pins at a constant are
 * left out. Throws Error for a constant at a cell: the library has no cell that makes one.
 */
export function blockOf(gates: Gates): Block {
  const nets = new Map<number, Terminal[]>();
  const pins = new Map<number, Omit<BlockPin, 'net'>>();
  const cells: BlockCell[] = [];
  const memories: string[] = [];
  const offer = (net: Bit | undefined, pin: Omit<BlockPin, 'net'>) => {
    if (typeof net === 'number' && !pins.has(net)) pins.set(net, pin);
  };
  for (const { name: port, direction, bits } of gates.ports)
    bits.forEach((bit, i) => {
      offer(bit, { name: bits.length > 1 ? `${port}_${i}_` : port, direction, memory: null });
    });
  gates.cells.forEach(({ name: own, type, pins: connections }, c) => {
    const memory = type.startsWith(MEMORY_CELL) ? memories.push(own) - 1 : null;
    if (memory === null) cells.push({ name: `c${c}`, type });
    for (const [pin, { direction, bits }] of Object.entries(connections)) {
      const [bit] = bits;
      const way = direction === 'input' ? 'output' : 'input';
      if (memory !== null) offer(bit, { name: `m${memory}_${pin}`, direction: way, memory });
      else if (typeof bit !== 'number') throw new Error(`${own}: ${type}.${pin} is the constant ${bit}`);
      else {
        const terminals = nets.get(bit);
        if (terminals) terminals.push({ cell: `c${c}`, pin });
        else nets.set(bit, [{ cell: `c${c}`, pin }]);
      }
    }
  });
  const block: Block = { name: gates.top, cells, pins: [], nets: [], memories };
  for (const [number, inside] of nets) {
    const pin = pins.get(number);
    const name = pin?.name ?? `n${number}`;
    if (pin !== undefined) block.pins.push({ ...pin, net: name });
    const terminals = pin === undefined ? inside : [{ cell: null, pin: name }, ...inside];
    if (terminals.length > 1) block.nets.push({ name, number, terminals });
  }
  return block;
}
