/** A group of a Liberty file: `name (arguments) { attributes and groups }`. */
interface Group {
  name: string;
  args: string[];
  attributes: Map<string, string>;
  groups: Group[];
}

export interface LibertyPin {
  name: string;
  direction: 'input' | 'output';
  /** Of an input, pF. */
  capacitance: number;
  /** Of an output, in Verilog's operators. */
  function: string | null;
  /** Most an output may drive, pF. */
  maxCapacitance: number | null;
}

export interface LibertyCell {
  name: string;
  /** As the library gives it; square micrometres in those that are read here. */
  area: number;
  leakageNw: number;
  pins: LibertyPin[];
  /** A flip-flop: its state and the inverted state by name, next state, clock, and what clears and sets it in Verilog. */
  ff: {
    state: string;
    inverted: string;
    next: string;
    clock: string;
    clear: string | null;
    preset: string | null;
  } | null;
  /** A latch: the same, what it takes, and while what. */
  latch: { state: string; inverted: string; data: string; enable: string } | null;
}

export interface Library {
  name: string;
  voltage: number;
  temperature: number;
  cells: Map<string, LibertyCell>;
}

/**
 * Reads what synthesis, simulation and power need of a Liberty file: area, leakage, pins, functions, flip-flops and plain
 * latches. Latches with set or reset and cells with three-state outputs are left out: they cannot be modelled here. Units other
 * than pF and nW are refused. Throws Error naming `where`.
 */
export function readLiberty(text: string, where: string): Library {
  const library = parse(text, where);
  const unit = library.attributes.get('capacitive_load_unit')?.replace(/\s/g, '').toLowerCase();
  const leakage = library.attributes.get('leakage_power_unit')?.toLowerCase();
  if (library.name !== 'library' || unit !== '1,pf' || leakage !== '1nw')
    throw new Error(`${where}: not a library in pF and nW (${unit}, ${leakage})`);
  const cells = library.groups
    .filter(({ name }) => name === 'cell')
    .map(readCell)
    .filter((cell) => cell !== null);
  return {
    name: library.args[0] ?? '',
    voltage: Number(library.attributes.get('nom_voltage')),
    temperature: Number(library.attributes.get('nom_temperature')),
    cells: new Map(cells.map((cell) => [cell.name, cell])),
  };
}

function readCell(cell: Group): LibertyCell | null {
  const groups = (name: string) => cell.groups.filter((g) => g.name === name);
  const number = (g: Group, name: string) => Number(g.attributes.get(name) ?? 0);
  const pins = groups('pin').map((pin): LibertyPin => {
    const direction = pin.attributes.get('direction') === 'output' ? 'output' : 'input';
    const text = pin.attributes.get('function');
    const max = pin.attributes.get('max_capacitance');
    return {
      name: pin.args[0]!,
      direction,
      capacitance: number(pin, 'capacitance'),
      function: text === undefined ? null : verilogFunction(text),
      maxCapacitance: max === undefined ? null : Number(max),
    };
  });
  const [ff] = groups('ff');
  const [latch] = groups('latch');
  const latched = latch?.attributes;
  const modelled =
    groups('pin').every((pin) => !pin.attributes.has('three_state')) &&
    (latched === undefined ||
      (latched.has('data_in') && latched.has('enable') && !latched.has('clear') && !latched.has('preset')));
  if (!modelled) return null;
  const logic = (g: Group, name: string) => {
    const text = g.attributes.get(name);
    return text === undefined ? null : verilogFunction(text);
  };
  const states = (g: Group) => ({ state: g.args[0]!, inverted: g.args[1]! });
  return {
    name: cell.args[0]!,
    area: number(cell, 'area'),
    leakageNw: number(cell, 'cell_leakage_power'),
    pins,
    ff:
      ff === undefined
        ? null
        : {
            ...states(ff),
            next: logic(ff, 'next_state')!,
            clock: logic(ff, 'clocked_on')!,
            clear: logic(ff, 'clear'),
            preset: logic(ff, 'preset'),
          },
    latch:
      latch === undefined
        ? null
        : { ...states(latch), data: logic(latch, 'data_in')!, enable: logic(latch, 'enable')! },
  };
}

/**
 * Verilog of cells: their functions without any delay. Gates and latches pass on values at once, flip-flops by a non-blocking
 * assignment: a clock is through all gates before the first flip-flop of that edge changes, so none sees a value of after the edge.
 * Throws Error for a cell that the library lacks.
 */
export function cellModels(library: Library, names: Iterable<string>): string {
  return [...new Set(names)]
    .sort()
    .map((name) => {
      const cell = library.cells.get(name);
      if (cell === undefined) throw new Error(`${library.name} has no cell ${name} that can be modelled`);
      const { pins } = cell;
      const ports = pins.map((p) => `${p.direction} ${p.name}`).join(', ');
      const outputs = pins.filter((p) => p.function !== null);
      const state = cell.ff !== null ? flipFlop(cell.ff) : cell.latch !== null ? latchText(cell.latch) : [];
      const assigns = outputs.map((p) => `  assign ${p.name} = ${p.function};`);
      return [`module ${name} (${ports});`, ...state, ...assigns, 'endmodule', ''].join('\n');
    })
    .join('\n');
}

/** In silicon a state holds 0 or 1 from the start; gates make of an unknown one more unknown than there is. */
const wakesUp = (state: string) => [`  reg ${state};`, `  initial ${state} = $random;`];

/**
 * What clears and sets is a level: it may be there from the start without an edge, and so may a clock that stands until it is gone.
 * So the state is forced as long as it is there, and kept when it goes.
 */
function flipFlop({ state, inverted, next, clock, clear, preset }: NonNullable<LibertyCell['ff']>): string[] {
  const edge = /^\w+$/.test(clock) ? `posedge ${clock}` : `negedge ${clock.replace(/\W/g, '')}`;
  const forced = [
    { when: clear, net: 'cleared', to: 0 },
    { when: preset, net: 'set', to: 1 },
  ].filter(({ when }) => when !== null);
  const kept = forced.length > 0 ? 'kept' : state;
  return [
    ...wakesUp(kept),
    ...forced.map(({ when, net }) => `  wire ${net} = ${when};`),
    ...(forced.length > 0
      ? [`  wire ${state} = ${forced.map(({ net, to }) => `${net} ? 1'b${to} : `).join('')}kept;`]
      : []),
    `  wire ${inverted} = ~${state};`,
    `  always @(${[edge, ...forced.map(({ net }) => `posedge ${net}`)].join(' or ')})`,
    ...forced.map(({ net, to }) => `    if (${net}) ${kept} <= 1'b${to}; else`),
    `    ${kept} <= ${next};`,
    ...forced.map(({ net, to }) => `  always @(negedge ${net}) ${kept} <= 1'b${to};`),
  ];
}

const latchText = (latch: NonNullable<LibertyCell['latch']>): string[] => [
  ...wakesUp(latch.state),
  `  wire ${latch.inverted} = ~${latch.state};`,
  `  always @* if (${latch.enable}) ${latch.state} = ${latch.data};`,
];

/**
 * A Liberty function in Verilog. Operators from the strongest: `!` before or `'` after an operand, `^`, then `*`, `&` or
 * nothing between operands, then `+` or `|`. Throws Error.
 */
export function verilogFunction(text: string): string {
  const tokens = text.match(/\w+|\S/g) ?? [];
  let at = 0;
  const binary =
    (operand: () => string, accepts: (token: string) => boolean, sign: string, implied = false) =>
    () => {
      let left = operand();
      while (at < tokens.length && (accepts(tokens[at]!) || (implied && /^[\w(!]/.test(tokens[at]!)))) {
        if (accepts(tokens[at]!)) at++;
        left = `(${left} ${sign} ${operand()})`;
      }
      return left;
    };
  const primary = (): string => {
    const token = tokens[at++];
    let value: string;
    if (token === '!') value = `~${primary()}`;
    else if (token === '(') {
      value = sum();
      if (tokens[at++] !== ')') throw new Error(`not a Liberty function: ${text}`);
    } else if (token !== undefined && /^\w+$/.test(token)) value = /^[01]$/.test(token) ? `1'b${token}` : token;
    else throw new Error(`not a Liberty function: ${text}`);
    while (tokens[at] === "'") {
      at++;
      value = `~${value}`;
    }
    return value;
  };
  const exclusive = binary(primary, (t) => t === '^', '^');
  const product = binary(exclusive, (t) => t === '*' || t === '&', '&', true);
  const sum = binary(product, (t) => t === '+' || t === '|', '|');
  const value = sum();
  if (at < tokens.length) throw new Error(`not a Liberty function: ${text}`);
  return value;
}

/** The outermost group of a Liberty file. */
function parse(text: string, where: string): Group {
  const plain = text.replace(/\/\*[\s\S]*?\*\//g, ' ').replace(/\\\r?\n/g, ' ');
  const tokens = plain.match(/"[^"]*"|[{}();:,]|[^\s{}();:,"]+/g) ?? [];
  let at = 0;
  const take = (): string => {
    const token = tokens[at++];
    if (token === undefined) throw new Error(`${where}: ends within a group`);
    return token;
  };
  const unquoted = (token: string) => token.replace(/^"|"$/g, '');
  const args = (): string[] => {
    const found: string[] = [];
    for (let token = take(); token !== ')'; token = take()) if (token !== ',') found.push(unquoted(token));
    return found;
  };
  const body = (group: Group): Group => {
    for (let token = take(); token !== '}'; token = take()) {
      if (token === ';') continue;
      const next = take();
      if (next === ':') {
        const words: string[] = [];
        // Some files leave the semicolon out at the end of a group.
        while (tokens[at] !== ';' && tokens[at] !== '}') words.push(unquoted(take()));
        group.attributes.set(token, words.join(' '));
      } else if (next === '(') {
        const found = args();
        if (tokens[at] === '{') {
          at++;
          group.groups.push(body({ name: token, args: found, attributes: new Map(), groups: [] }));
        } else group.attributes.set(token, found.join(','));
      } else throw new Error(`${where}: no group and no attribute: ${token} ${next}`);
    }
    return group;
  };
  const name = take();
  if (take() !== '(') throw new Error(`${where}: no library`);
  const found = args();
  if (take() !== '{') throw new Error(`${where}: no library`);
  return body({ name, args: found, attributes: new Map(), groups: [] });
}
