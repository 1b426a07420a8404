import type { Terminal } from './block.js';

export interface DefComponent {
  name: string;
  type: string;
  x: number;
  y: number;
  orient: string;
}

/** A piece of wire between two points, or a via at one. */
export type DefWire =
  | { layer: string; x0: number; y0: number; x1: number; y1: number }
  | { via: string; x: number; y: number };

export interface DefNet {
  name: string;
  terminals: Terminal[];
  wires: DefWire[];
}

/** What a DEF file says of a block. Lengths are in its database units. */
export interface Def {
  units: number;
  width: number;
  height: number;
  components: DefComponent[];
  pins: { name: string; net: string; layer: string; x: number; y: number }[];
  nets: DefNet[];
  /** Wires of their own width by net, of special nets: the router's stubs, and the supply. */
  special: Map<string, { layer: string; width: number; x0: number; y0: number; x1: number; y1: number }[]>;
}

/**
 * Reads cells, pins, nets and their wires of a DEF file (5.4 to 5.8). Throws Error naming `where`
 * and the statement that is malformed, or a section whose count is wrong.
 */
export function readDef(text: string, where: string): Def {
  const def: Def = { units: 0, width: 0, height: 0, components: [], pins: [], nets: [], special: new Map() };
  const statements = text
    .replace(/#.*/g, '')
    .split(/\s;|;\s/)
    .flatMap((statement) => {
      // `END SECTION` has no semicolon.
      const end = /^\s*END\s+([A-Z]+)\s*([\s\S]*)$/.exec(statement);
      return end === null ? [statement] : [`END ${end[1]}`, end[2]!];
    })
    .map((statement) => statement.trim().split(/\s+/))
    .filter(([word]) => word !== '');
  const fail = (words: readonly string[], message: string): never => {
    throw new Error(`${where}: ${message}: ${words.slice(0, 12).join(' ')}`);
  };
  const number = (words: readonly string[], index: number): number => {
    const value = Number(words[index]);
    return words[index] === undefined || !Number.isFinite(value) ? fail(words, 'not a number') : value;
  };
  let section: { name: string; count: number; read: number } | null = null;
  for (const words of statements) {
    const [key] = words;
    if (key === 'END') {
      // The router announces special nets for nets that it then does not route.
      if (section !== null && section.name !== 'SPECIALNETS' && section.count !== section.read)
        fail(words, `${section.read} entries of ${section.count} announced in ${section.name}`);
      section = null;
    } else if (section !== null) {
      if (key !== '-') fail(words, `no entry of ${section.name}`);
      section.read++;
      if (section.name === 'COMPONENTS') def.components.push(component(words, number, fail));
      if (section.name === 'PINS') def.pins.push(pin(words, number, fail));
      if (section.name === 'SPECIALNETS') def.special.set(words[1]!, stubs(words, number));
      if (section.name === 'NETS') def.nets.push(net(words, number));
    } else if (key === 'UNITS') def.units = number(words, 3);
    else if (key === 'DIEAREA') {
      const corner = words.lastIndexOf('(');
      [def.width, def.height] = [number(words, corner + 1), number(words, corner + 2)];
    } else if (/^(COMPONENTS|PINS|SPECIALNETS|NETS|VIAS|BLOCKAGES)$/.test(key!))
      section = { name: key!, count: number(words, 1), read: 0 };
  }
  if (def.units === 0) throw new Error(`${where}: no UNITS DISTANCE MICRONS`);
  return def;
}

type Number_ = (words: readonly string[], index: number) => number;
type Fail = (words: readonly string[], message: string) => never;

function component(words: readonly string[], number: Number_, fail: Fail): DefComponent {
  const placed = words.findIndex((word) => word === 'PLACED' || word === 'FIXED');
  if (placed < 0) fail(words, 'not placed');
  return {
    name: words[1]!,
    type: words[2]!,
    x: number(words, placed + 2),
    y: number(words, placed + 3),
    orient: words[placed + 5]!,
  };
}

function pin(words: readonly string[], number: Number_, fail: Fail): Def['pins'][number] {
  const after = (key: string) => {
    const index = words.indexOf(key);
    return index < 0 ? fail(words, `no ${key}`) : index + 1;
  };
  const placed = words.findIndex((word) => word === 'PLACED' || word === 'FIXED');
  return {
    name: words[1]!,
    net: words[after('NET')]!,
    layer: words[after('LAYER')]!,
    x: number(words, placed + 2),
    y: number(words, placed + 3),
  };
}

function net(words: readonly string[], number: Number_): DefNet {
  const found: DefNet = { name: words[1]!, terminals: [], wires: [] };
  let at = 2;
  for (; words[at] === '('; at += 4)
    found.terminals.push({ cell: words[at + 1] === 'PIN' ? null : words[at + 1]!, pin: words[at + 2]! });
  for (; at < words.length; at++)
    if (words[at] === 'ROUTED' || words[at] === 'NEW') at = route(words, at + 1, number, found.wires) - 1;
  return found;
}

/** The straight pieces of a special net. */
function stubs(words: readonly string[], number: Number_) {
  const found: { layer: string; width: number; x0: number; y0: number; x1: number; y1: number }[] = [];
  words.forEach((word, at) => {
    if (word !== 'ROUTED' && word !== 'NEW') return;
    const wires: DefWire[] = [];
    // The width stands behind the layer.
    route([words[at + 1]!, ...words.slice(at + 3)], 0, number, wires);
    const width = number(words, at + 2);
    for (const wire of wires) if ('layer' in wire) found.push({ ...wire, width });
  });
  return found;
}

/** One path: `layer ( x y ) ( x * ) via ...`; gives the place of the first word behind it. */
function route(words: readonly string[], from: number, number: Number_, wires: DefWire[]): number {
  const layer = words[from]!;
  let last: { x: number; y: number } | null = null;
  let at = from + 1;
  while (at < words.length && words[at] !== 'NEW' && words[at] !== '+') {
    if (words[at] === '(') {
      const close = words.indexOf(')', at);
      const x: number = words[at + 1] === '*' ? last!.x : number(words, at + 1);
      const y: number = words[at + 2] === '*' ? last!.y : number(words, at + 2);
      if (last !== null) wires.push({ layer, x0: last.x, y0: last.y, x1: x, y1: y });
      last = { x, y };
      at = close + 1;
    } else if (words[at] === 'TAPER') at++;
    else if (words[at] === 'TAPERRULE') at += 2;
    else wires.push({ via: words[at++]!, ...last! });
  }
  return at;
}
