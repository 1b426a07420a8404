import { MEMORY_CELL } from '../power/activity.js';
import { type Gates, netNames } from '../power/gates.js';

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
 * The block of a netlist whose memories are cells of one-bit pins (`memoryMacros`). A memory's input is an output of the block;
 * its pins at a constant are left out. Throws Error for a constant at a cell: the library has no cell that makes one.
 */
export function blockOf(gates: Gates): Block {
  const name = netNames(gates);
  const nets = new Map<number, Terminal[]>();
  const join = (net: number, terminal: Terminal) => {
    const terminals = nets.get(net);
    if (terminals) terminals.push(terminal);
    else nets.set(net, [terminal]);
  };
  const plain = (net: number) => name(net).replaceAll(/[[\]]/g, '_');
  const block: Block = { name: gates.top, cells: [], pins: [], nets: [], memories: [] };
  const blockPin = (pin: BlockPin, net: number) => {
    block.pins.push(pin);
    join(net, { cell: null, pin: pin.name });
  };
  for (const { name: port, direction, bits } of gates.ports)
    bits.forEach((bit, i) => {
      const pin = bits.length > 1 ? `${port}_${i}_` : port;
      if (typeof bit === 'number') blockPin({ name: pin, direction, net: plain(bit), memory: null }, bit);
    });
  gates.cells.forEach(({ name: own, type, pins }, c) => {
    const memory = type.startsWith(MEMORY_CELL) ? block.memories.push(own) - 1 : null;
    if (memory === null) block.cells.push({ name: `c${c}`, type });
    for (const [pin, { direction, bits }] of Object.entries(pins)) {
      const [bit] = bits;
      if (typeof bit !== 'number') {
        if (memory === null) throw new Error(`${own}: ${type}.${pin} is the constant ${bit}`);
      } else if (memory === null) join(bit, { cell: `c${c}`, pin });
      else {
        const way = direction === 'input' ? 'output' : 'input';
        blockPin({ name: `m${memory}_${pin}`, direction: way, net: plain(bit), memory }, bit);
      }
    }
  });
  for (const [number, terminals] of nets)
    if (terminals.length > 1) block.nets.push({ name: plain(number), number, terminals });
  return block;
}
