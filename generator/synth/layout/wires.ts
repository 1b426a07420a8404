import type { Block } from './block.js';
import type { Placed } from './bookshelf.js';
import { type Floorplan, macroOf } from './floorplan.js';
import type { Lef, LefPin } from './lef.js';
import type { Def } from './read-def.js';

/** Wire of a net. */
export interface NetWire {
  /** um. */
  length: number;
  vias: number;
  /** pF, from the areas and edges of its layers. */
  capacitance: number;
}

/** pF per um of a wire of usual width: its area and both edges over the plane below, no neighbours. */
export function wirePerUm({ areaPf, edgePf, width }: Lef['layers'][number], units: number): number {
  return (areaPf * width) / units + 2 * edgePf;
}

/** Half the perimeter of the box around each net's pins: no wire that joins them all is shorter. */
export function halfPerimeters(
  block: Block,
  lef: Lef,
  plan: Floorplan,
  places: ReadonlyMap<string, Placed>,
): Map<number, number> {
  const types = new Map(block.cells.map(({ name, type }) => [name, type]));
  const pins = new Map(plan.pins.map((p) => [p.pin.name, p]));
  return new Map(
    block.nets.map(({ number, terminals }) => {
      const points = terminals.map(({ cell, pin }) =>
        cell === null ? pins.get(pin)! : pinAt(lef, types.get(cell)!, pin, places.get(cell)!),
      );
      const xs = points.map(({ x }) => x);
      const ys = points.map(({ y }) => y);
      return [number, (Math.max(...xs) - Math.min(...xs) + Math.max(...ys) - Math.min(...ys)) / lef.units];
    }),
  );
}

/** The middle of a placed cell's pin. */
function pinAt(lef: Lef, type: string, pin: string, { x, y, orient }: Placed): { x: number; y: number } {
  const macro = macroOf(lef, type);
  const middle = middleOf(macro.pins.get(pin)!);
  return { x: x + middle.x, y: y + (orient === 'N' ? middle.y : macro.height - middle.y) };
}

/** The middle of all shapes of a pin. */
export function middleOf({ shapes }: LefPin): { x: number; y: number } {
  return {
    x: (Math.min(...shapes.map((s) => s.x0)) + Math.max(...shapes.map((s) => s.x1))) / 2,
    y: (Math.min(...shapes.map((s) => s.y0)) + Math.max(...shapes.map((s) => s.y1))) / 2,
  };
}

/** Wires of a routed DEF by net, with the capacitance of the layers that they run on. Vias are counted, not charged. */
export function routedWires(def: Def, lef: Lef): Map<string, NetWire> {
  const perUm = new Map(lef.layers.map((layer) => [layer.name, wirePerUm(layer, lef.units)]));
  return new Map(
    def.nets.map(({ name, wires }) => {
      const sum: NetWire = { length: 0, vias: 0, capacitance: 0 };
      for (const wire of wires) {
        if ('via' in wire) sum.vias++;
        else {
          const length = (Math.abs(wire.x1 - wire.x0) + Math.abs(wire.y1 - wire.y0)) / def.units;
          sum.length += length;
          sum.capacitance += length * (perUm.get(wire.layer) ?? 0);
        }
      }
      return [name, sum];
    }),
  );
}
