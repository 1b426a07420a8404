import type { Block } from './block.js';
import { type Floorplan, macroOf } from './floorplan.js';
import type { Lef } from './lef.js';

/** Share of the core that padded cells fill; what is left the placer needs to move them. */
const PADDED = 0.9;

/** A cell's place: lower left corner, in database units. */
export interface Placed {
  x: number;
  y: number;
  orient: 'N' | 'FS';
}

/**
 * The files of a placement problem in the Bookshelf format, by name. A unit is a site. Cells are widened to fill the core, so
 * that the placer leaves room for wires everywhere and not only at the border.
 */
export function bookshelf(block: Block, lef: Lef, plan: Floorplan): { files: [string, string][]; padding: number[] } {
  const { site } = lef;
  const rowUnits = Math.round(site.height / site.width);
  const units = ({ x, y }: { x: number; y: number }) => ({
    x: Math.round((x - plan.core.x0) / site.width),
    y: Math.round(((y - plan.core.y0) * rowUnits) / site.height),
  });
  const widths = block.cells.map(({ type }) => macroOf(lef, type).width / site.width);
  const padded = pad(widths, plan.rows * plan.sites * PADDED);
  const pinAt = (type: string, pin: string, width: number) => {
    const shapes = macroOf(lef, type).pins.get(pin)?.shapes ?? [];
    if (shapes.length === 0) throw new Error(`no pin ${pin} of ${type} in LEF`);
    const middle = (low: number, high: number) => (low + high) / 2;
    const [x, y] = [
      middle(Math.min(...shapes.map((s) => s.x0)), Math.max(...shapes.map((s) => s.x1))),
      middle(Math.min(...shapes.map((s) => s.y0)), Math.max(...shapes.map((s) => s.y1))),
    ];
    return `${(x / site.width - width / 2).toFixed(2)} ${((y / site.height - 0.5) * rowUnits).toFixed(2)}`;
  };
  const place = new Map(block.cells.map(({ name, type }, c) => [name, { type, width: padded[c]! }]));
  const nets = block.nets.flatMap(({ name, terminals }) => [
    `NetDegree : ${terminals.length} ${name}`,
    ...terminals.map(({ cell, pin }) => {
      const of = cell === null ? undefined : place.get(cell)!;
      return of === undefined ? `\tp_${pin} B` : `\t${cell} B : ${pinAt(of.type, pin, of.width)}`;
    }),
  ]);
  const count = block.nets.reduce((sum, { terminals }) => sum + terminals.length, 0);
  const rows = Array.from({ length: plan.rows }, (_, r) =>
    [
      'CoreRow Horizontal',
      `  Coordinate : ${r * rowUnits}`,
      `  Height : ${rowUnits}`,
      ...['  Sitewidth : 1', '  Sitespacing : 1', `  Siteorient : ${r % 2 === 0 ? 'N' : 'FS'}`],
      `  SubrowOrigin : 0 NumSites : ${plan.sites}`,
      'End',
    ].join('\n'),
  );
  const file = (head: string, lines: readonly string[]) => `UCLA ${head} 1.0\n\n${lines.join('\n')}\n`;
  return {
    padding: padded.map((width, c) => width - widths[c]!),
    files: [
      ['block.aux', 'RowBasedPlacement : block.nodes block.nets block.pl block.scl\n'],
      [
        'block.nodes',
        file('nodes', [
          `NumNodes : ${block.cells.length + plan.pins.length}`,
          `NumTerminals : ${plan.pins.length}`,
          ...block.cells.map(({ name }, c) => `${name} ${padded[c]} ${rowUnits}`),
          ...plan.pins.map(({ pin }) => `p_${pin.name} 0 0 terminal`),
        ]),
      ],
      ['block.nets', file('nets', [`NumNets : ${block.nets.length}`, `NumPins : ${count}`, ...nets])],
      [
        'block.pl',
        file('pl', [
          ...block.cells.map(({ name }) => `${name} 0 0 : N`),
          ...plan.pins.map((p) => `p_${p.pin.name} ${units(p).x} ${units(p).y} : N /FIXED`),
        ]),
      ],
      ['block.scl', file('scl', [`NumRows : ${plan.rows}`, ...rows])],
    ],
  };
}

/** Widths made larger so that their sum is close to `total`, each by about the same share. */
function pad(widths: readonly number[], total: number): number[] {
  const factor = total / widths.reduce((a, b) => a + b, 0);
  let wanted = 0;
  let given = 0;
  return widths.map((width) => {
    wanted += width * factor;
    const padded = Math.max(width, Math.floor(wanted - given));
    given += padded;
    return padded;
  });
}

/** Reads the placer's answer: a place for each cell, in database units. Throws Error for a cell without one. */
export function readPlacement(
  text: string,
  block: Block,
  lef: Lef,
  plan: Floorplan,
  padding: readonly number[],
): Map<string, Placed> {
  const { site } = lef;
  const rowUnits = Math.round(site.height / site.width);
  const lines = new Map(text.split('\n').map((line) => [line.split(/\s/)[0]!, line.split(/[\s:]+/)]));
  return new Map(
    block.cells.map(({ name }, c) => {
      const words = lines.get(name);
      const [x, y] = [Number(words?.[1]), Number(words?.[2])];
      const orient = words?.[3];
      if (!Number.isInteger(x) || !Number.isInteger(y) || (orient !== 'N' && orient !== 'FS'))
        throw new Error(`the placer gave no place for ${name}: ${words?.join(' ')}`);
      return [
        name,
        {
          x: plan.core.x0 + (x + Math.floor(padding[c]! / 2)) * site.width,
          y: plan.core.y0 + (y / rowUnits) * site.height,
          orient,
        },
      ];
    }),
  );
}
