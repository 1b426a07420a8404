import type { Lef, Shape } from './lef.js';
import type { Def, DefNet } from './read-def.js';

/** Half the side of a via's plates, database units of 1/1000 um. */
const PLATE = 200;

/**
 * Nets of a routed DEF whose wires do not join all their terminals, with the first terminal that is apart. Wires, vias, the
 * router's stubs and the pins' shapes join where they touch on a layer. A router's own report is not enough: a pin that it does
 * not see it does not miss.
 */
export function unjoined(def: Def, lef: Lef): { net: string; terminal: string }[] {
  const cells = new Map(def.components.map((component) => [component.name, component]));
  const pins = new Map(def.pins.map((pin) => [pin.name, pin]));
  const half = lef.layers[0]!.width / 2;
  const shapesOf = ({ cell, pin }: DefNet['terminals'][number]): Shape[] => {
    if (cell === null) {
      const { layer, x, y } = pins.get(pin)!;
      return [{ layer, x0: x - half, y0: y - half, x1: x + half, y1: y + half }];
    }
    const { type, x, y, orient } = cells.get(cell)!;
    const macro = lef.macros.get(type)!;
    const up = (value: number) => y + (orient === 'N' ? value : macro.height - value);
    return macro.pins.get(pin)!.shapes.map((s) => ({
      ...{ layer: s.layer, x0: x + s.x0, x1: x + s.x1 },
      ...{ y0: Math.min(up(s.y0), up(s.y1)), y1: Math.max(up(s.y0), up(s.y1)) },
    }));
  };
  return def.nets.flatMap((net) => {
    const groups = [
      ...net.terminals.map(shapesOf),
      ...net.wires.map((wire) => ('via' in wire ? plates(wire, lef) : [widened(wire, half)])),
      ...(def.special.get(net.name) ?? []).map((stub) => [widened(stub, stub.width / 2)]),
    ];
    const joined = joinedWith(groups, 0);
    const apart = net.terminals.findIndex((_, t) => !joined.has(t));
    if (apart < 0) return [];
    const { cell, pin } = net.terminals[apart]!;
    return [{ net: net.name, terminal: `${cell ?? 'PIN'}.${pin}` }];
  });
}

/** Which groups of shapes touch the first one, over others too. */
function joinedWith(groups: readonly (readonly Shape[])[], from: number): Set<number> {
  const joined = new Set([from]);
  const ahead = [from];
  while (ahead.length > 0) {
    const here = groups[ahead.pop()!]!;
    groups.forEach((there, g) => {
      if (!joined.has(g) && here.some((a) => there.some((b) => touch(a, b)))) {
        joined.add(g);
        ahead.push(g);
      }
    });
  }
  return joined;
}

const touch = (a: Shape, b: Shape) =>
  a.layer === b.layer && a.x0 <= b.x1 && b.x0 <= a.x1 && a.y0 <= b.y1 && b.y0 <= a.y1;

const widened = (wire: Shape, half: number): Shape => ({
  layer: wire.layer,
  x0: Math.min(wire.x0, wire.x1) - half,
  y0: Math.min(wire.y0, wire.y1) - half,
  x1: Math.max(wire.x0, wire.x1) + half,
  y1: Math.max(wire.y0, wire.y1) + half,
});

/** Both plates of a via `M<upper>_M<lower>`. Throws Error for another name. */
function plates({ via, x, y }: { via: string; x: number; y: number }, { layers }: Lef): Shape[] {
  const [, upper, lower] = /^M(\d+)_M(\d+)$/.exec(via) ?? [];
  return [lower, upper].map((level) => {
    const layer = layers[Number(level) - 1];
    if (layer === undefined) throw new Error(`via ${via} joins no layers`);
    return { layer: layer.name, x0: x - PLATE, y0: y - PLATE, x1: x + PLATE, y1: y + PLATE };
  });
}
