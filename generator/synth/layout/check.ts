import type { Block } from './block.js';
import type { Lef } from './lef.js';
import type { Def } from './read-def.js';

/** What a check counted, and its faults in words; none: it holds. */
export interface Checked {
  counts: Record<string, number>;
  faults: string[];
}

/** Faults that are said in words; all are counted. */
const SAID = 8;

const said = (faults: readonly string[]) =>
  faults.length > SAID ? [...faults.slice(0, SAID), `${faults.length - SAID} more`] : [...faults];

/**
 * Holds a placed or routed DEF to the netlist that it was made from: the same cells of the same types, the same pins, and nets
 * between the same terminals. Fillers, whose type is given, are passed over.
 */
export function checkNetlist(def: Def, block: Block, filler: string): Checked {
  const faults: string[] = [];
  const same = (what: string, wanted: ReadonlyMap<string, string>, found: ReadonlyMap<string, string>) => {
    for (const [name, value] of wanted)
      if (!found.has(name)) faults.push(`${what} ${name} is missing`);
      else if (found.get(name) !== value) faults.push(`${what} ${name} is ${found.get(name)}, not ${value}`);
    for (const name of found.keys()) if (!wanted.has(name)) faults.push(`${what} ${name} is of no netlist`);
  };
  const terminals = (all: { cell: string | null; pin: string }[]) =>
    all
      .map(({ cell, pin }) => `${cell ?? 'PIN'}.${pin}`)
      .sort()
      .join(' ');
  const placed = def.components.filter(({ type }) => type !== filler);
  const cells = new Map(placed.map(({ name, type }) => [name, type]));
  if (cells.size !== placed.length) faults.push(`${placed.length - cells.size} cells stand there twice`);
  same('cell', new Map(block.cells.map(({ name, type }) => [name, type])), cells);
  same('pin', new Map(block.pins.map(({ name, net }) => [name, net])), new Map(def.pins.map((p) => [p.name, p.net])));
  same(
    'net',
    new Map(block.nets.map((net) => [net.name, terminals(net.terminals)])),
    new Map(def.nets.map((net) => [net.name, terminals(net.terminals)])),
  );
  return {
    counts: { cells: cells.size, pins: def.pins.length, nets: def.nets.length },
    faults: said(faults),
  };
}

/**
 * Every cell, fillers too, on a site of a row, in the row's orientation, inside the core, on no other cell. Rows begin at
 * `core.y0` and are mirrored one by one.
 */
export function checkPlaces(def: Def, lef: Lef, core: { x0: number; y0: number; x1: number; y1: number }): Checked {
  const { site } = lef;
  const faults: string[] = [];
  const rows = new Map<number, { name: string; from: number; to: number }[]>();
  for (const { name, type, x, y, orient } of def.components) {
    const macro = lef.macros.get(type);
    if (macro === undefined) {
      faults.push(`cell ${name} has no size: ${type}`);
      continue;
    }
    const row = (y - core.y0) / site.height;
    const onSite = Number.isInteger(row) && Number.isInteger((x - core.x0) / site.width);
    const inside = x >= core.x0 && x + macro.width <= core.x1 && y >= core.y0 && y + macro.height <= core.y1;
    if (!onSite) faults.push(`cell ${name} is on no site: ${x}, ${y}`);
    else if (orient !== (row % 2 === 0 ? 'N' : 'FS')) faults.push(`cell ${name} is turned ${orient} in row ${row}`);
    if (!inside) faults.push(`cell ${name} is outside of the core: ${x}, ${y}`);
    const spans = rows.get(y) ?? [];
    spans.push({ name, from: x, to: x + macro.width });
    rows.set(y, spans);
  }
  let overlaps = 0;
  for (const spans of rows.values()) {
    spans.sort((a, b) => a.from - b.from);
    let last = spans[0]!;
    for (const span of spans.slice(1)) {
      if (span.from < last.to) {
        overlaps++;
        faults.push(`cells ${last.name} and ${span.name} overlap`);
      }
      if (span.to > last.to) last = span;
    }
  }
  return { counts: { rows: rows.size, overlaps }, faults: said(faults) };
}
