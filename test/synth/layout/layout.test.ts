import { describe, expect, test } from 'vitest';
import { type Block, blockOf } from '../../../generator/synth/layout/block.js';
import { bookshelf, type Placed, readPlacement } from '../../../generator/synth/layout/bookshelf.js';
import { checkNetlist, checkPlaces } from '../../../generator/synth/layout/check.js';
import { unjoined } from '../../../generator/synth/layout/connected.js';
import { fillers, placedDef, withSupply } from '../../../generator/synth/layout/def.js';
import { type Floorplan, floorplan } from '../../../generator/synth/layout/floorplan.js';
import { readLef } from '../../../generator/synth/layout/lef.js';
import { drcCounts, lvsVerdict, netlistSpice } from '../../../generator/synth/layout/magic.js';
import { layoutSvg } from '../../../generator/synth/layout/picture.js';
import { readDef } from '../../../generator/synth/layout/read-def.js';
import { failingNets, hardNets, routeScript } from '../../../generator/synth/layout/route.js';
import { halfPerimeters, routedWires } from '../../../generator/synth/layout/wires.js';
import { chain, LEF } from './small.js';

const lef = readLef(LEF, 'small.lef');

/** The chain's cells one after another, two sites apart, row by row. */
function placedChain(count: number) {
  const block = blockOf(chain(count, 'INV'));
  const plan = floorplan(block, lef, 0.5);
  const inRow = Math.floor(plan.sites / 4);
  const places = new Map<string, Placed>(
    block.cells.map(({ name }, c) => {
      const row = Math.floor(c / inRow);
      const place = { x: plan.core.x0 + (c % inRow) * 3200, y: plan.core.y0 + row * 10_000 };
      return [name, { ...place, orient: row % 2 === 0 ? 'N' : 'FS' }];
    }),
  );
  const fill = fillers(block, lef, plan, places, 'FILL');
  return { block, plan, places, fill, text: placedDef(block, lef, plan, places, fill) };
}

describe('LEF', () => {
  test('gives site, routing layers, sizes and pins in database units', () => {
    expect(lef.site).toEqual({ name: 'core', width: 800, height: 10_000 });
    expect(lef.layers.map(({ name, direction, pitch, offset }) => [name, direction, pitch, offset])).toEqual([
      ['metal1', 'horizontal', 1000, 500],
      ['metal2', 'vertical', 800, 400],
      ['metal3', 'horizontal', 1000, 500],
    ]);
    const inverter = lef.macros.get('INV')!;
    expect([inverter.width, inverter.height]).toEqual([1600, 10_000]);
    expect(inverter.pins.get('A')).toEqual({
      ...{ direction: 'input', use: 'signal' },
      shapes: [{ layer: 'metal1', x0: 200, y0: 2000, x1: 600, y1: 3000 }],
    });
    expect(inverter.pins.get('vdd')!.use).toBe('power');
  });

  test.each([
    ['a size that is no number', LEF.replace('SIZE 1.600 BY', 'SIZE wide BY'), /^small.lef:\d+: not a number: wide$/],
    ['a cell without a size', LEF.replace('SIZE 1.600 BY 10.000 ;', ''), /cell INV has no size/],
    ['a block that does not end', LEF.replace('END INV\nEND LIBRARY', ''), /ends within a block/],
    ['no site', LEF.replace(/SITE core[\s\S]*END core\n/, ''), /no site, no routing layer or no cell/],
  ])('%s is refused', (_, text, message) => {
    expect(() => readLef(text, 'small.lef')).toThrow(message);
  });
});

test('a net that leaves has one pin of its name; constants at memories are left out, at a cell they are refused', () => {
  const gates = chain(2, 'INV');
  const block = blockOf(gates);
  expect(block.memories).toEqual(['store']);
  // From the memory to port y[1] alone: outside of the block.
  expect(block.pins.map(({ name, direction, net, memory }) => [name, direction, net, memory])).toEqual([
    ['a', 'input', 'a', null],
    ['y_0_', 'output', 'y_0_', null],
  ]);
  expect(block.nets.map(({ name, terminals }) => [name, terminals.length])).toEqual([
    ['a', 2],
    ['n3', 2],
    ['y_0_', 2],
  ]);
  gates.ports.pop();
  expect(blockOf(gates).pins[1]).toEqual({ name: 'm0_wdata_i_0', direction: 'output', net: 'm0_wdata_i_0', memory: 0 });
  gates.cells[0]!.pins.A!.bits = ['1'];
  expect(() => blockOf(gates)).toThrow('inv0: INV.A is the constant 1');
});

describe('DEF', () => {
  const { block, plan, fill, text } = placedChain(40);
  const sound = () => readDef(text, 'placed.def');

  test('is read back as it was written: the same netlist, every cell on its site, rows filled', () => {
    const def = sound();
    expect([def.width, def.height, def.units]).toEqual([plan.width, plan.height, 1000]);
    expect(checkNetlist(def, block, 'FILL')).toEqual({
      counts: { cells: 40, pins: block.pins.length, nets: block.nets.length },
      faults: [],
    });
    expect(checkPlaces(def, lef, plan.core)).toEqual({ counts: { rows: plan.rows, overlaps: 0 }, faults: [] });
    expect(2 * 40 + fill.length).toBe(plan.rows * plan.sites);
  });

  const net = (name: string) => sound().nets.findIndex((n) => n.name === name);
  const cell = (name: string) => sound().components.findIndex((c) => c.name === name);
  test.each<[string, (def: ReturnType<typeof sound>) => unknown, RegExp]>([
    [
      'an overlap',
      (def) => {
        def.components[cell('c1')]!.x = def.components[cell('c0')]!.x + 800;
      },
      /c0 and c1 overlap/,
    ],
    [
      'a cell off the sites',
      (def) => {
        def.components[cell('c1')]!.x += 100;
      },
      /c1 is on no site/,
    ],
    [
      'a cell that is not mirrored with its row',
      (def) => {
        def.components[cell('c0')]!.orient = 'FS';
      },
      /c0 is turned FS/,
    ],
    [
      'a cell outside of the core',
      (def) => {
        def.components[cell('c0')]!.x -= 800;
      },
      /c0 is outside/,
    ],
    ['a missing cell', (def) => def.components.splice(cell('c3'), 1), /cell c3 is missing/],
    [
      'another type',
      (def) => {
        def.components[cell('c3')]!.type = 'BUF';
      },
      /c3 is BUF, not INV/,
    ],
    ['a missing net', (def) => def.nets.splice(net('n4'), 1), /^net n4 is missing$/m],
    ['a net without one of its pins', (def) => def.nets[net('n4')]!.terminals.pop(), /net n4 is c1.Y, not c1.Y c2.A/],
    [
      'a pin on another net',
      (def) => {
        def.pins[0]!.net = 'n4';
      },
      /is n4, not/,
    ],
  ])('%s is a fault', (_, breakIt, message) => {
    const def = sound();
    breakIt(def);
    const faults = [...checkNetlist(def, block, 'FILL').faults, ...checkPlaces(def, lef, plan.core).faults];
    expect(faults.join('\n')).toMatch(message);
  });

  test('wires go from point to point, `*` keeps a coordinate, special nets are passed over', () => {
    const head = 'UNITS DISTANCE MICRONS 1000 ;\nDIEAREA ( 0 0 ) ( 9000 8000 ) ;\n';
    const net =
      '- n1\n( PIN a ) ( c0 A )\n+ ROUTED metal1 ( 400 500 ) M2_M1\n  NEW metal2 ( 400 500 ) ( * 2500 ) ( 1200 * ) M3_M2 ;\n';
    const special = 'SPECIALNETS 5 ;\n- n1\n+ ROUTED metal1 400 ( 0 0 ) ( * 90 ) ;\nEND SPECIALNETS\n';
    const def = readDef(`${head}NETS 1 ;\n${net}END NETS\n${special}END DESIGN\n`, 'routed.def');
    expect(def.nets[0]!.terminals).toEqual([
      { cell: null, pin: 'a' },
      { cell: 'c0', pin: 'A' },
    ]);
    expect(def.nets[0]!.wires).toEqual([
      { via: 'M2_M1', x: 400, y: 500 },
      { layer: 'metal2', x0: 400, y0: 500, x1: 400, y1: 2500 },
      { layer: 'metal2', x0: 400, y0: 2500, x1: 1200, y1: 2500 },
      { via: 'M3_M2', x: 1200, y: 2500 },
    ]);
    expect(routedWires(def, lef).get('n1')).toMatchObject({ length: 2.8, vias: 2 });
  });

  test.each([
    ['a count that is wrong', text.replace(/^NETS \d+/m, 'NETS 7'), /entries of 7 announced in NETS/],
    ['a cell without a place', text.replace(/(- c0 .*)\+ PLACED.*/, '$1;'), /not placed: - c0 INV/],
    ['no units', text.replace(/UNITS.*/, ''), /no UNITS/],
  ])('%s is refused', (_, broken, message) => {
    expect(() => readDef(broken, 'broken.def')).toThrow(message);
  });

  test('gets the supply before its nets: rails of every row on two spines', () => {
    const supplied = withSupply(text, lef, plan);
    const teeth = (name: string) => new RegExp(`- ${name} [\\s\\S]*?;`).exec(supplied)![0].match(/NEW /g)!.length;
    expect(teeth('gnd') + teeth('vdd')).toBe(plan.rows + 1);
    expect(supplied.indexOf('SPECIALNETS')).toBeLessThan(supplied.indexOf('\nNETS '));
    expect(() => withSupply('', lef, plan)).toThrow('a DEF without NETS');
  });
});

test('the placer gets padded cells that fit, and its answer is a place on a site for each cell', () => {
  const block = blockOf(chain(40, 'INV'));
  const plan = floorplan(block, lef, 0.5);
  const { files, padding } = bookshelf(block, lef, plan);
  const nodes = new Map(files).get('block.nodes')!;
  expect(nodes).toContain(`NumNodes : ${40 + block.pins.length}\nNumTerminals : ${block.pins.length}`);
  expect(padding.every((sites) => sites >= 0)).toBe(true);
  expect(80 + padding.reduce((a, b) => a + b, 0)).toBeLessThan(plan.rows * plan.sites);
  const answer = block.cells.map(({ name }, c) => `${name}\t${2 * c}\t13\t: FS`).join('\n');
  const places = readPlacement(answer, block, lef, plan, padding);
  expect(places.get('c0')).toEqual({
    ...{ x: plan.core.x0 + Math.floor(padding[0]! / 2) * 800, y: plan.core.y0 + 10_000, orient: 'FS' },
  });
  expect(() => readPlacement(answer.replace('c7\t', 'd7\t'), block, lef, plan, padding)).toThrow('no place for c7');
});

test('half the perimeter of a net is that of the box around the middles of its pins', () => {
  const block: Block = blockOf(chain(2, 'INV'));
  const plan: Floorplan = floorplan(block, lef, 0.1);
  const places = new Map<string, Placed>([
    ['c0', { x: 20_000, y: 20_000, orient: 'N' }],
    ['c1', { x: 28_000, y: 30_000, orient: 'FS' }],
  ]);
  // Y of the first at (21.2, 25), A of the second, mirrored, at (28.4, 37.5).
  expect(halfPerimeters(block, lef, plan, places).get(3)).toBeCloseTo(7.2 + 12.5, 6);
});

describe('wires', () => {
  /** One inverter at (8, 0) um, mirrored or not, whose input is at (8.4, 2.5) or (8.4, 7.5), and a wire to pin `a`. */
  const routed = (orient: string, y: number, stub = '') =>
    readDef(
      [
        'UNITS DISTANCE MICRONS 1000 ;',
        'COMPONENTS 1 ;',
        `- c0 INV + PLACED ( 8000 0 ) ${orient} ;`,
        'END COMPONENTS',
        'PINS 1 ;',
        '- a + NET a + DIRECTION INPUT + LAYER metal3 ( -150 -150 ) ( 150 150 ) + PLACED ( 400 500 ) N ;',
        'END PINS',
        'NETS 1 ;',
        '- a ( PIN a ) ( c0 A ) + USE SIGNAL',
        `+ ROUTED metal3 ( 400 500 ) ( 8400 * ) M3_M2 NEW metal2 ( 8400 500 ) ( * ${y} ) M2_M1 ;`,
        'END NETS',
        `SPECIALNETS 1 ;\n- a ${stub};\nEND SPECIALNETS`,
        'END DESIGN',
        '',
      ].join('\n'),
      'routed.def',
    );

  test.each([
    ['to the pin', 'N', 2500, '', true],
    ['to the pin of a mirrored cell', 'FS', 7500, '', true],
    ['to where the pin would be, were the cell not mirrored', 'FS', 2500, '', false],
    ['short of the pin', 'N', 1500, '', false],
    ['short of the pin, and a stub on to it', 'N', 1500, '+ ROUTED metal1 400 ( 8400 1500 ) ( * 2500 ) ', true],
  ] as const)('%s', (_, orient, y, stub, joins) => {
    expect(unjoined(routed(orient, y, stub), lef)).toEqual(joins ? [] : [{ net: 'a', terminal: 'c0.A' }]);
  });

  test('a via missing, or a wire that is not there, leaves the net open', () => {
    const def = routed('N', 2500);
    const [first, via, ...rest] = def.nets[0]!.wires;
    def.nets[0]!.wires = [first!, ...rest];
    expect(unjoined(def, lef)).toHaveLength(1);
    def.nets[0]!.wires = [via!, ...rest];
    expect(unjoined(def, lef)).toHaveLength(1);
  });
});

describe('what tools say', () => {
  const names = new Set(['n1', 'n2', 'clk_i']);
  test('qrouter: nets that failed; without its last line it failed itself', () => {
    expect(failingNets('x\nFAILING n2 clk_i\nROUTED\n', names)).toEqual(['n2', 'clk_i']);
    expect(failingNets('FAILING \nROUTED\n', names)).toEqual([]);
    expect(() => failingNets('FAILING \n', names)).toThrow('qrouter failed');
    expect(() => failingNets('Segmentation fault', names)).toThrow('qrouter failed');
  });

  test('qrouter is told to keep off the supply and what to route first', () => {
    const { block, plan } = placedChain(4);
    expect(hardNets(block, [{ type: 'INV', pin: 'Y' }])).toEqual(['n3', 'n4', 'n5', 'y_0_']);
    const script = routeScript(plan, lef, ['n2', 'n1']);
    expect(script).toContain('priority n2 n1');
    expect(script).toContain(`obstruction 0 0 ${plan.core.x0 / 1000} ${plan.height / 1000} metal1`);
  });

  test('Magic: places by rule', () => {
    expect(drcCounts('x\nDRC 12 Metal1 area < 20\nDRC 3 Metal1 spacing < 3\n')).toEqual({
      ...{ 'Metal1 area < 20': 12, 'Metal1 spacing < 3': 3 },
    });
  });

  test.each([
    ['Circuits match uniquely.', true],
    ['Circuits match uniquely.\nNumber of nets: 4\nNetlists do not match.', false],
    ['Circuits match uniquely.\nTop level cell failed pin matching.', false],
    ['Circuits match with 2 symmetries.', false],
  ])('Netgen: %j', (compared, match) => {
    expect(lvsVerdict('', compared).match).toBe(match);
  });

  test('Netgen without a verdict failed', () => {
    expect(() => lvsVerdict('no such file', '')).toThrow('netgen-lvs said no verdict:\nno such file');
  });
});

test('the netlist for comparison has every cell between its nets and the supply', () => {
  const spice = netlistSpice(blockOf(chain(2, 'INV')), lef);
  expect(spice).toContain('.subckt INV A Y vdd\n.ends');
  expect(spice).toContain('Xc0 a n3 vdd INV\n');
  expect(spice).toContain('.subckt chain a y_0_\n');
});

test('the picture has every cell once, and a memory of its area on the side of its pins', () => {
  const { block, plan, text } = placedChain(40);
  const memory = [{ name: 'store', areaUm2: 2500 }];
  const svg = layoutSvg(block, lef, plan, readDef(text, 'placed.def'), memory);
  expect(svg.match(/h1\.6v10h-1\.6z/g)).toHaveLength(40);
  expect(svg).toMatch(/<rect x="-80" y="[\d.]+" width="50" height="50"/);
});
