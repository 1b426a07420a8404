import type { Block } from './block.js';
import { type Floorplan, macroOf, type PlacedPin, type Side } from './floorplan.js';
import type { Lef } from './lef.js';
import type { Def } from './read-def.js';

/** A memory that stands beside the block: a square of its area. */
export interface DrawnMemory {
  name: string;
  areaUm2: number;
}

const COLOURS = { cell: '#7a9cc6', flop: '#d08770', clock: '#8f6bb3', row: '#f4f4f2', memory: '#d9d5c9' };
const WIRES = ['#4c72b0', '#c44e52', '#55a868', '#8172b2', '#ccb974', '#64b5cd'];

/**
 * SVG of a routed block in um, y upwards: cells, wires by layer, pins, and the memories, to scale, on the sides where their pins
 * lie. Fillers are not drawn.
 */
export function layoutSvg(block: Block, lef: Lef, plan: Floorplan, def: Def, memories: readonly DrawnMemory[]): string {
  const um = (value: number) => Number((value / lef.units).toFixed(2));
  const [width, height] = [um(plan.width), um(plan.height)];
  const boxes = memories.map((memory, m) => {
    const pins = plan.pins.filter(({ pin }) => pin.memory === m);
    return memoryBox(memory, pins, { width, height });
  });
  const left = Math.min(0, ...boxes.map((b) => b.x)) - 10;
  const right = Math.max(width, ...boxes.map((b) => b.x + b.side)) + 10;
  const low = Math.min(0, ...boxes.map((b) => b.y)) - 10;
  const high = Math.max(height, ...boxes.map((b) => b.y + b.side)) + 10;
  const rect = (x: number, y: number, w: number, h: number, fill: string) =>
    `<rect x="${x}" y="${Number((height - y - h).toFixed(2))}" width="${w}" height="${h}" fill="${fill}"/>`;
  const netlist = new Map(block.cells.map(({ name, type }) => [name, type]));
  // One path a colour: a rectangle an element would make the file three times as long.
  const outlines = new Map<string, string[]>();
  for (const { name, type, x, y } of def.components) {
    if (!netlist.has(name)) continue;
    const macro = macroOf(lef, type);
    const fill = type.startsWith('DFF') ? COLOURS.flop : type.startsWith('CLKBUF') ? COLOURS.clock : COLOURS.cell;
    const [w, h] = [um(macro.width), um(macro.height)];
    const outline = `M${um(x)} ${um(plan.height - y - macro.height)}h${w}v${h}h${-w}z`;
    const paths = outlines.get(fill);
    if (paths) paths.push(outline);
    else outlines.set(fill, [outline]);
  }
  const cells = [...outlines].map(([fill, paths]) => `<path d="${paths.join('')}" fill="${fill}"/>`);
  const wires = lef.layers.map(({ name }, i) => {
    const path = def.nets
      .flatMap((net) => net.wires)
      .flatMap((wire) =>
        'via' in wire || wire.layer !== name
          ? []
          : `M${um(wire.x0)} ${um(plan.height - wire.y0)}L${um(wire.x1)} ${um(plan.height - wire.y1)}`,
      )
      .join('');
    return `<path d="${path}" stroke="${WIRES[i % WIRES.length]}"/>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${left} ${height - high} ${right - left} ${high - low}">`,
    `<title>${block.name}: cells, wires and, beside it, memories to scale</title>`,
    rect(left, low, right - left, high - low, '#ffffff'),
    ...boxes.flatMap(({ x, y, side, name }) => [
      rect(x, y, side, side, COLOURS.memory),
      `<text x="${x + side / 2}" y="${height - y - side / 2}" font-size="${fontSize(name, side)}" text-anchor="middle" font-family="sans-serif">${name}</text>`,
    ]),
    rect(0, 0, width, height, COLOURS.row),
    ...cells,
    `<g fill="none" stroke-width="0.3" stroke-opacity="0.6">`,
    ...wires,
    '</g>',
    ...plan.pins.map((p) => rect(um(p.x) - 0.8, um(p.y) - 0.8, 1.6, 1.6, '#222222')),
    '</svg>',
    '',
  ].join('\n');
}

/** So that a name stays within its square. */
const fontSize = (name: string, side: number) => Number(Math.min(side / 15, (1.6 * side) / name.length).toFixed(1));

/**
 * A square of the memory's area, 30 um off the middle of the side that its pins are on. One that is longer than the side sticks
 * out over one end of it, each side's over another, so that no two meet.
 */
function memoryBox(
  { name, areaUm2 }: DrawnMemory,
  pins: readonly PlacedPin[],
  block: { width: number; height: number },
) {
  const side = Number(Math.sqrt(areaUm2).toFixed(2));
  const on: Side = pins[0]?.side ?? 'west';
  const gap = 30;
  const along = (length: number, over: 'low' | 'high') =>
    side <= length ? (length - side) / 2 : over === 'low' ? length - side : 0;
  const x =
    on === 'west'
      ? -gap - side
      : on === 'east'
        ? block.width + gap
        : along(block.width, on === 'north' ? 'low' : 'high');
  const y =
    on === 'south'
      ? -gap - side
      : on === 'north'
        ? block.height + gap
        : along(block.height, on === 'west' ? 'low' : 'high');
  return { name, side, x, y };
}
