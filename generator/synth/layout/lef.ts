/** A rectangle on a layer, in database units. */
export interface Shape {
  layer: string;
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

export interface LefPin {
  direction: 'input' | 'output' | 'inout';
  use: string;
  shapes: Shape[];
}

export interface LefMacro {
  name: string;
  width: number;
  height: number;
  pins: Map<string, LefPin>;
}

export interface RoutingLayer {
  name: string;
  direction: 'horizontal' | 'vertical';
  pitch: number;
  offset: number;
  width: number;
  /** pF per square um, and per um of edge. */
  areaPf: number;
  edgePf: number;
}

/** What placing and routing need of a LEF file. Lengths are in database units. */
export interface Lef {
  /** Database units of one um. */
  units: number;
  site: { name: string; width: number; height: number };
  /** From the lowest up. */
  layers: RoutingLayer[];
  macros: Map<string, LefMacro>;
}

type Words = readonly string[];

/**
 * Reads routing layers, the site and the cells of a LEF file (5.4 to 5.8). Throws Error naming `where` and the line that is
 * malformed, or what is missing.
 */
export function readLef(text: string, where: string): Lef {
  const layers: RoutingLayer[] = [];
  const macros = new Map<string, LefMacro>();
  let site: Lef['site'] | null = null;
  let units = 0;
  const lines = text.split('\n').map((line) => line.replace(/#.*/, '').replaceAll(';', ' ').trim());
  let at = 0;
  const fail = (message: string): never => {
    throw new Error(`${where}:${at}: ${message}`);
  };
  const next = (): Words => {
    while (at < lines.length) {
      const words = lines[at++]!.split(/\s+/);
      if (words[0] !== '') return words;
    }
    return fail('ends within a block');
  };
  const number = (word: string | undefined): number => {
    const value = Number(word);
    return word === undefined || !Number.isFinite(value) ? fail(`not a number: ${word}`) : value;
  };
  const length = (word: string | undefined) => Math.round(number(word) * (units || fail('no DATABASE MICRONS')));
  /** Hands each line of a block to `take`, to `END name`. */
  const block = (name: string, take: (words: Words) => void) => {
    for (let words = next(); !(words[0] === 'END' && words[1] === name); words = next()) take(words);
  };

  const readLayer = (name: string) => {
    const values = new Map<string, Words>();
    block(name, (words) => values.set(words[0]!, words.slice(1)));
    if (values.get('TYPE')?.[0] !== 'ROUTING') return;
    const of = (key: string, index = 0) => values.get(key)?.[index];
    const pitch = length(of('PITCH'));
    layers.push({
      name,
      direction: of('DIRECTION') === 'VERTICAL' ? 'vertical' : 'horizontal',
      pitch,
      offset: values.has('OFFSET') ? length(of('OFFSET')) : pitch / 2,
      width: length(of('WIDTH')),
      areaPf: values.has('CAPACITANCE') ? number(of('CAPACITANCE', 1)) : 0,
      edgePf: values.has('EDGECAPACITANCE') ? number(of('EDGECAPACITANCE')) : 0,
    });
  };
  const readPin = (name: string): LefPin => {
    const pin: LefPin = { direction: 'inout', use: 'signal', shapes: [] };
    let layer = '';
    block(name, ([key, ...values]) => {
      if (key === 'DIRECTION') pin.direction = values[0]!.toLowerCase() as LefPin['direction'];
      if (key === 'USE') pin.use = values[0]!.toLowerCase();
      if (key === 'LAYER') layer = values[0]!;
      if (key === 'RECT') {
        const [x0, y0, x1, y1] = values.map(length);
        pin.shapes.push({ layer, x0: x0!, y0: y0!, x1: x1!, y1: y1! });
      }
    });
    return pin;
  };
  const readMacro = (name: string) => {
    const macro: LefMacro = { name, width: 0, height: 0, pins: new Map() };
    block(name, ([key, ...values]) => {
      if (key === 'PIN') macro.pins.set(values[0]!, readPin(values[0]!));
      if (key === 'SIZE') [macro.width, macro.height] = [length(values[0]), length(values[2])];
    });
    if (macro.width <= 0 || macro.height <= 0) fail(`cell ${name} has no size`);
    macros.set(name, macro);
  };
  const readSite = (name: string) =>
    block(name, ([key, ...values]) => {
      if (key === 'SIZE') site = { name, width: length(values[0]), height: length(values[2]) };
    });

  while (at < lines.length) {
    const [key, name = '', value] = lines[at++]!.split(/\s+/);
    if (key === 'DATABASE' && name === 'MICRONS') units = number(value);
    else if (key === 'LAYER') readLayer(name);
    else if (key === 'SITE') readSite(name);
    else if (key === 'MACRO') readMacro(name);
    // Their layers are no routing layers.
    else if (key === 'VIA' || key === 'VIARULE') block(name, () => {});
  }
  if (site === null || layers.length === 0 || macros.size === 0) fail('no site, no routing layer or no cell');
  return { units, site: site!, layers, macros };
}
