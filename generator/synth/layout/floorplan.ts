import type { Block, BlockPin } from './block.js';
import type { Lef, LefMacro, RoutingLayer } from './lef.js';

export type Side = 'west' | 'north' | 'east' | 'south';
const SIDES: readonly Side[] = ['west', 'north', 'east', 'south'];

/** Where a pin of the block lies: its middle, on a track of `layer`. */
export interface PlacedPin {
  pin: BlockPin;
  side: Side;
  layer: string;
  x: number;
  y: number;
}

/** Rows of sites within a margin for the supply and for pins. All in database units, the block's corner is at 0, 0. */
export interface Floorplan {
  width: number;
  height: number;
  core: { x0: number; y0: number; x1: number; y1: number };
  rows: number;
  /** Sites of a row. */
  sites: number;
  pins: PlacedPin[];
}

/** Rows of a margin below and above the core; the same length left and right. */
const MARGIN_ROWS = 2;

/** The cell of a type. Throws Error. */
export function macroOf(lef: Lef, type: string): LefMacro {
  const macro = lef.macros.get(type);
  if (macro === undefined) throw new Error(`no cell ${type} in LEF`);
  return macro;
}

/**
 * A square of rows of which cells cover the share `utilisation`. Each memory has the middle of a side for its pins, the design's
 * ports are spread over what is left. Throws Error for pins that find no track.
 */
export function floorplan(block: Block, lef: Lef, utilisation: number): Floorplan {
  const { site } = lef;
  const used = block.cells.reduce((sum, { type }) => sum + macroOf(lef, type).width, 0);
  const side = Math.sqrt((used * site.height) / utilisation);
  // Even: each supply rail lies between two rows that are mirrored.
  const rows = Math.max(2, 2 * Math.round(side / site.height / 2));
  const sites = Math.ceil(used / utilisation / rows / site.width);
  const marginY = MARGIN_ROWS * site.height;
  const marginX = site.width * Math.ceil(marginY / site.width);
  const core = { x0: marginX, y0: marginY, x1: marginX + sites * site.width, y1: marginY + rows * site.height };
  const [width, height] = [core.x1 + marginX, core.y1 + marginY];
  return { width, height, core, rows, sites, pins: placePins(block, lef, { width, height, core }) };
}

function placePins(block: Block, lef: Lef, plan: Pick<Floorplan, 'width' | 'height' | 'core'>): PlacedPin[] {
  const [, second, third] = lef.layers;
  if (second?.direction !== 'vertical' || third?.direction !== 'horizontal')
    throw new Error('the second routing layer is not vertical or the third not horizontal');
  const groups = new Map<Side, BlockPin[]>(SIDES.map((side) => [side, []]));
  block.memories.forEach((_, m) => {
    groups.get(SIDES[m % SIDES.length]!)!.push(...block.pins.filter(({ memory }) => memory === m));
  });
  for (const pin of block.pins.filter(({ memory }) => memory === null)) {
    const least = SIDES.reduce((a, b) => (groups.get(b)!.length < groups.get(a)!.length ? b : a));
    groups.get(least)!.push(pin);
  }
  return SIDES.flatMap((side) => {
    const pins = groups.get(side)!;
    const upright = side === 'north' || side === 'south';
    const layer = upright ? second : third;
    const [from, to] = upright ? [plan.core.x0, plan.core.x1] : [plan.core.y0, plan.core.y1];
    const at = spread(pins.length, from, to, layer);
    // On the outermost track of the other direction.
    const border = upright ? third : second;
    const far = side === 'north' ? plan.height : side === 'east' ? plan.width : 0;
    const edge = far === 0 ? border.offset : far - border.pitch + border.offset;
    return pins.map((pin, i) => ({
      ...{ pin, side, layer: layer.name },
      x: upright ? at[i]! : edge,
      y: upright ? edge : at[i]!,
    }));
  });
}

/** Tracks of `count` pins, at even distances of at least two pitches. Throws Error where they do not fit. */
function spread(count: number, from: number, to: number, { pitch, offset }: RoutingLayer): number[] {
  const first = Math.ceil((from - offset) / pitch);
  const tracks = Math.floor((to - offset) / pitch) - first;
  if (count * 2 > tracks) throw new Error(`${count} pins on a side of ${tracks} tracks`);
  return Array.from({ length: count }, (_, i) => offset + pitch * (first + Math.round(((i + 0.5) * tracks) / count)));
}
