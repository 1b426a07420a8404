import { type Draw, NUMBERS, PATHS, WORDS } from './draw.js';

/** What a flag takes. */
type Kind = 'number' | 'out' | 'file' | 'none' | readonly string[];

/** A verb with a command line that is right, further flags, and what files it reads. */
interface Verb {
  args: readonly string[];
  flags: Readonly<Record<string, Kind>>;
  /** Below the folder that the case runs in. */
  reads: readonly string[];
  /** Where it makes files besides build/ when no flag says so. */
  makes?: readonly string[];
  /** How often it is drawn. */
  weight: number;
}

const DESIGN = ['configs/tiny.json', 'models/tiny.alq.json'] as const;
const GENERATED = ['gen/manifest.json', 'gen/design.json', 'gen/model.alq.json', 'gen/tb/harness.cpp'] as const;
const DATA = ['data/1 NSR/100m (0).mat', 'data/17 PR/107m (1).mat'] as const;
const RECORD = ['record/r.hea', 'record/r.dat', 'record/r.atr'] as const;
const number = 'number' as const;
const designs = ['configs/tiny.json', 'tiny', 'ecg17-small', 'configs/tiny-folded.json'];
const icarus = ['--simulator', 'icarus'];

export const VERBS: Readonly<Record<string, Verb>> = {
  describe: {
    args: ['--design', 'configs/tiny.json'],
    flags: { '--design': designs, '--part': ['up5k', 'hx8k', 'ecp5-25f'], '--json': 'none' },
    reads: DESIGN,
    weight: 6,
  },
  generate: {
    args: ['--design', 'configs/tiny.json'],
    flags: { '--design': designs, '--out': 'out', '--force': 'none' },
    reads: [...DESIGN, ...GENERATED],
    weight: 8,
  },
  simulate: {
    args: ['--rtl', 'gen', '--fragments', '1', ...icarus],
    flags: { '--fragments': number, '--stall': number, '--vectors': ['vectors'], '--data': ['data'], '--json': 'none' },
    reads: [...GENERATED, 'vectors/samples.hex', ...DATA, 'gen/rtl/bitbeat_tiny.v'],
    weight: 6,
  },
  monitor: {
    args: ['--design', 'configs/tiny-monitor.json', '--seconds', '1', ...icarus],
    flags: { '--seconds': number, '--disturb': number, '--guard': 'none', '--data': ['data', 'record/r.hea'] },
    reads: ['configs/tiny-monitor.json', 'models/tiny.alq.json', ...RECORD],
    weight: 4,
  },
  coverage: {
    args: ['--rtl', 'gen', '--fragments', '1'],
    flags: { '--fragments': number, '--data': ['data'], '--json': 'none' },
    reads: [...GENERATED, ...DATA],
    weight: 1,
  },
  package: {
    args: ['--design', 'configs/tiny.json', '--fragments', '1', ...icarus],
    flags: {
      '--design': ['tiny', 'configs/tiny-folded.json'],
      '--out': 'out',
      '--fragments': number,
      '--force': 'none',
      '--data': ['data'],
    },
    reads: DESIGN,
    weight: 3,
  },
  bus: {
    args: ['--design', 'configs/tiny.json', '--bus', 'axi'],
    flags: {
      '--bus': ['wishbone', 'both'],
      '--out': 'out',
      '--table': 'none',
      '--check': 'none',
      '--fragments': number,
    },
    reads: DESIGN,
    weight: 4,
  },
  data: {
    args: ['--data', 'data'],
    flags: { '--data': ['data', 'record/r.hea'], '--json': 'none' },
    reads: DATA,
    weight: 5,
  },
  evaluate: {
    args: ['--model', 'ecg17-small', '--data', 'data'],
    flags: { '--model': ['models/tiny.alq.json', 'ecg17'], '--data': ['data'], '--json': 'none', '--folds': number },
    reads: [...DATA, 'models/tiny.alq.json'],
    weight: 5,
  },
  import: {
    args: ['--model', 'weights.safetensors', '--out', 'build/new.alq.json'],
    flags: { '--model': 'file', '--out': 'out', '--data': ['data'], '--json': 'none' },
    reads: ['weights.safetensors', ...DATA],
    weight: 6,
  },
  run: {
    args: ['--port', '/dev/null', '--design', 'configs/tiny.json', '--fragments', '1'],
    flags: {
      '--port': 'file',
      '--record': ['record/r', 'record/r.hea'],
      '--signal': number,
      '--baud': number,
      '--timeout': number,
    },
    reads: [...DESIGN, ...RECORD],
    weight: 5,
  },
  synth: {
    args: ['--design', 'configs/tiny.json', '--family', 'ice40'],
    flags: { '--seeds': number, '--family': ['ecp5'], '--board': ['ulx3s'], '--json': 'none' },
    reads: DESIGN,
    weight: 1,
  },
  power: {
    args: ['--write', '--results', 'results'],
    flags: { '--results': 'file', '--clock': number, '--fragments': number },
    reads: ['results/tiny-osu018.json'],
    weight: 3,
  },
  sweep: {
    args: ['--config', 'configs/sweep.json', '--seeds', '1'],
    flags: { '--config': 'file', '--part': ['up5k'], '--seeds': number, '--write': 'none', '--check': 'none' },
    reads: ['configs/sweep.json', 'models/tiny.alq.json'],
    weight: 3,
  },
  report: {
    args: ['--design', 'configs/tiny.json'],
    flags: { '--design': designs, '--board': ['ulx3s'], '--card': ['models'], '--check': 'none' },
    reads: [...DESIGN, 'build/tiny/results/simulate-verilator.json'],
    makes: ['models'],
    weight: 3,
  },
  fuzz: {
    args: ['--cases', '1', '--simulator', 'icarus', '--processes', '1', '--architecture', 'stream'],
    flags: {
      '--cases': ['0', '1', 'x', '-1'],
      '--seed': number,
      '--processes': ['0', '1', '-1'],
      '--out': 'out',
      '--path': number,
    },
    reads: [],
    weight: 2,
  },
  mutate: {
    args: ['--design', 'configs/tiny.json', '--networks', '0', '--mutants', '1', '--data', '0', '--processes', '1'],
    flags: { '--mutants': ['0', '1', '-1'], '--seed': number, '--rtl': 'file', '--equivalent': 'file', '--out': 'out' },
    reads: [...DESIGN, ...GENERATED],
    weight: 2,
  },
  train: {
    args: [
      '--data',
      'data',
      '--config',
      'configs/short.train.json',
      '--out',
      'build/new.float.json',
      '--processes',
      '1',
    ],
    flags: {
      '--config': 'file',
      '--seed': number,
      '--out': 'out',
      '--processes': ['0', '1'],
      '--work': 'out',
      '--data': 'file',
    },
    reads: ['configs/short.train.json', ...DATA],
    makes: ['models'],
    weight: 2,
  },
  quantise: {
    args: ['--data', 'data', '--config', 'configs/short.quantise.json', '--out', 'build/new', '--processes', '1'],
    flags: { '--config': 'file', '--seed': number, '--out': 'out', '--processes': ['0', '1'], '--work': 'out' },
    reads: ['configs/short.quantise.json', 'configs/short.train.json', ...DATA],
    makes: ['models'],
    weight: 2,
  },
  compare: {
    args: ['--data', 'emptydir', '--config', 'configs/short.compare.json', '--processes', '1'],
    flags: { '--config': 'file', '--out': 'out', '--work': 'out' },
    reads: ['configs/short.compare.json', 'configs/short.quantise.json'],
    makes: ['models'],
    weight: 2,
  },
  bitstream: {
    args: ['--board', 'hx8k', '--design', 'configs/tiny.json'],
    flags: { '--board': ['ulx3s', 'icebreaker'], '--seeds': ['0', 'x', '1001'], '--toolchain': ['yowasp'] },
    reads: DESIGN,
    weight: 1,
  },
  list: { args: [], flags: { '--json': 'none' }, reads: ['configs/tiny.json'], weight: 2 },
  schemas: { args: [], flags: { '--out': 'out', '--check': 'none' }, reads: [], makes: ['schemas'], weight: 1 },
};

/** A command line, and where it may make files. */
export interface Line {
  verb: string;
  args: string[];
  /** Values of flags that name a folder or a file to be made. */
  outs: string[];
}

function value(kind: Kind, draw: Draw): string {
  if (draw.chance(0.25)) return draw.one([...WORDS, ...PATHS]);
  if (kind === 'number') return draw.one(NUMBERS);
  if (kind === 'out') return draw.one(['build/out', 'new', 'gen', 'a b/ü', ...PATHS]);
  if (kind === 'file')
    return draw.one(['configs/tiny.json', 'models/tiny.alq.json', 'weights.safetensors', 'data', ...PATHS]);
  return draw.one(kind as readonly string[]);
}

/** Puts a flag onto a command line, in the place of what stands there. */
function put(args: string[], flag: string, own: string | null): void {
  const at = args.indexOf(flag);
  if (at >= 0) args.splice(at, 2);
  args.push(flag, ...(own === null ? [] : [own]));
}

export function drawLine(draw: Draw): Line {
  const names = Object.entries(VERBS).flatMap(([name, { weight }]) => Array<string>(weight).fill(name));
  const verb = draw.one(names);
  const { args: right, flags } = VERBS[verb]!;
  const args = [...right];
  for (let i = draw.one([0, 0, 1, 1, 2]); i > 0; i--) {
    const flag = draw.one(Object.keys(flags));
    const kind = flags[flag]!;
    put(args, flag, kind === 'none' ? null : value(kind, draw));
  }
  // Whole command lines may be anything too.
  if (draw.chance(0.06)) args.push(draw.one(WORDS));
  if (draw.chance(0.04)) args.splice(draw.below(args.length + 1), 1);
  const outs = ['--out', '--work', '--results'].flatMap((flag) => {
    const at = args.indexOf(flag);
    return at >= 0 && args[at + 1] !== undefined ? [args[at + 1]!] : [];
  });
  return { verb, args: [verb, ...args], outs };
}
