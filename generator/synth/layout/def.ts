import type { Block } from './block.js';
import type { Placed } from './bookshelf.js';
import type { Floorplan } from './floorplan.js';
import { macroOf } from './floorplan.js';
import type { Lef } from './lef.js';

/** Supply rails: half their width, as the cells have them; and the width of the combs' spines. */
const RAIL_HALF = 300;
const SPINE = 2000;

/** Filler cells for each gap of the rows, so that wells and supply rails run through. */
export function fillers(block: Block, lef: Lef, plan: Floorplan, places: ReadonlyMap<string, Placed>, type: string) {
  const { site } = lef;
  const fill: { name: string; type: string; place: Placed }[] = [];
  const rows = new Map<number, [number, number][]>();
  for (const { name, type: cell } of block.cells) {
    const { x, y } = places.get(name)!;
    const row = (y - plan.core.y0) / site.height;
    const first = (x - plan.core.x0) / site.width;
    const spans = rows.get(row) ?? [];
    spans.push([first, first + macroOf(lef, cell).width / site.width]);
    rows.set(row, spans);
  }
  for (let row = 0; row < plan.rows; row++) {
    let from = 0;
    const gap = (to: number) => {
      for (; from < to; from++)
        fill.push({
          name: `fill${fill.length}`,
          type,
          place: {
            x: plan.core.x0 + from * site.width,
            y: plan.core.y0 + row * site.height,
            orient: row % 2 === 0 ? 'N' : 'FS',
          },
        });
    };
    for (const [start, end] of (rows.get(row) ?? []).sort(([a], [b]) => a - b)) {
      gap(start);
      from = Math.max(from, end);
    }
    gap(plan.sites);
  }
  return fill;
}

/**
 * DEF of a placed block: rows, tracks, cells, pins at the border, nets. The supply comes into it after routing (`withSupply`):
 * qrouter 1.4 gives the first two nets behind a section of special nets the supply's own numbers, and joins them to it.
 */
export function placedDef(
  block: Block,
  lef: Lef,
  plan: Floorplan,
  places: ReadonlyMap<string, Placed>,
  fill: readonly { name: string; type: string; place: Placed }[],
): string {
  const { core } = plan;
  const { site, layers } = lef;
  const [first] = layers;
  const at = ({ x, y }: { x: number; y: number }) => `( ${x} ${y} )`;
  const tracks = layers.flatMap(({ name, direction, pitch, offset }) => {
    const [axis, size] = direction === 'vertical' ? ['X', plan.width] : ['Y', plan.height];
    return `TRACKS ${axis} ${offset} DO ${Math.floor((Number(size) - offset) / pitch) + 1} STEP ${pitch} LAYER ${name} ;`;
  });
  const cells = [
    ...block.cells.map(({ name, type }) => ({ name, type, place: places.get(name)!, source: 'NETLIST' })),
    ...fill.map((f) => ({ ...f, source: 'DIST' })),
  ];
  const half = first!.width / 2;
  const pins = plan.pins.map(({ pin, layer, x, y }) => {
    const shape = `( ${-half} ${-half} ) ( ${half} ${half} )`;
    return [
      `- ${pin.name} + NET ${pin.net} + DIRECTION ${pin.direction.toUpperCase()} + USE SIGNAL`,
      `  + LAYER ${layer} ${shape} + PLACED ${at({ x, y })} N ;`,
    ].join('\n');
  });
  const nets = block.nets.map(
    ({ name, terminals }) =>
      `- ${name}\n${terminals.map(({ cell, pin }) => `  ( ${cell ?? 'PIN'} ${pin} )`).join('\n')}\n  + USE SIGNAL ;`,
  );
  return [
    ...['VERSION 5.6 ;', 'DIVIDERCHAR "/" ;', 'BUSBITCHARS "[]" ;', `DESIGN ${block.name} ;`],
    `UNITS DISTANCE MICRONS ${lef.units} ;`,
    `DIEAREA ( 0 0 ) ${at({ x: plan.width, y: plan.height })} ;`,
    ...Array.from({ length: plan.rows }, (_, r) => {
      const y = core.y0 + r * site.height;
      return `ROW row${r} ${site.name} ${core.x0} ${y} ${r % 2 === 0 ? 'N' : 'FS'} DO ${plan.sites} BY 1 STEP ${site.width} 0 ;`;
    }),
    ...tracks,
    `COMPONENTS ${cells.length} ;`,
    ...cells.map(
      ({ name, type, place, source }) => `- ${name} ${type} + SOURCE ${source} + PLACED ${at(place)} ${place.orient} ;`,
    ),
    'END COMPONENTS',
    `PINS ${pins.length} ;`,
    ...pins,
    'END PINS',
    `NETS ${nets.length} ;`,
    ...nets,
    'END NETS',
    'END DESIGN',
    '',
  ].join('\n');
}

/** Where the router must keep off the lowest layer: the supply's spines and the ends of its rails. In database units. */
export function supplyKeepOut(plan: Floorplan): { x0: number; y0: number; x1: number; y1: number }[] {
  const { core, width, height } = plan;
  return [
    { x0: 0, y0: 0, x1: core.x0, y1: height },
    { x0: core.x1, y0: 0, x1: width, y1: height },
  ];
}

/** A routed DEF with the supply: two combs of the lowest layer, their teeth the rows' rails. Throws Error for no DEF. */
export function withSupply(routed: string, lef: Lef, plan: Floorplan): string {
  const nets = /^NETS /m.exec(routed);
  if (nets === null) throw new Error('a DEF without NETS');
  const section = ['SPECIALNETS 2 ;', ...supply(lef, plan), 'END SPECIALNETS', ''].join('\n');
  return `${routed.slice(0, nets.index)}${section}${routed.slice(nets.index)}`;
}

/** Two combs: ground with its spine on the west, supply on the east of the core. */
function supply({ layers, site }: Lef, { core, rows }: Floorplan): string[] {
  const layer = layers[0]!.name;
  return ['gnd', 'vdd'].map((name, odd) => {
    const spine = odd === 0 ? core.x0 - 2 * SPINE : core.x1 + 2 * SPINE;
    const teeth = Array.from({ length: rows + 1 }, (_, r) => r)
      .filter((r) => r % 2 === odd)
      .map((r) => core.y0 + r * site.height);
    const wires = [
      `${layer} ${SPINE} ( ${spine} ${teeth[0]! - RAIL_HALF} ) ( * ${teeth.at(-1)! + RAIL_HALF} )`,
      ...teeth.map((y) => {
        const [from, to] = odd === 0 ? [spine, core.x1] : [core.x0, spine];
        return `${layer} ${2 * RAIL_HALF} ( ${from} ${y} ) ( ${to} * )`;
      }),
    ];
    const use = odd === 0 ? 'GROUND' : 'POWER';
    return `- ${name} ( * ${name} ) + USE ${use}\n  + ROUTED ${wires.join('\n    NEW ')} ;`;
  });
}
