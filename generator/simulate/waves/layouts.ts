import type { Hardware } from '../../arch/hardware.js';
import { benchModule, partModule } from '../../emit/names.js';
import type { SimulatorName, WaveFormat } from '../simulators.js';
import { type WaveGroup, type WaveSignal, waveGroups } from './groups.js';

/** Of time in a cycle of the bench; a rising edge lies in the middle. */
export const CYCLE_TIME = 10;
/** Time at which cycle 0 begins: the falling edge with which the reset ends. */
const FIRST_TIME = 50;

/** How a simulator writes a waveform. */
interface Written {
  /** Where the bench stands. */
  scope(design: string): string;
  /** Range of a vector of one bit, as GTKWave names it. */
  oneBit: string;
  /** Formats in which an integer has a range. */
  rangedIntegers: readonly WaveFormat[];
}

const WRITTEN: Record<SimulatorName, Written> = {
  verilator: { scope: (design) => `TOP.${benchModule(design)}`, oneBit: '[0]', rangedIntegers: ['vcd'] },
  icarus: { scope: (design) => `${partModule(design, 'clock')}.bench`, oneBit: '', rangedIntegers: [] },
};

/** What a layout is made from. */
export interface Layout {
  hardware: Hardware;
  /** What is shown; that of the design if absent. */
  groups?: readonly WaveGroup[] | undefined;
  simulator: SimulatorName;
  format: WaveFormat;
  /** First and last cycle of the waveform. */
  from: number;
  to: number;
}

/** The layouts that are written beside a waveform, by the ending of their file. */
export const LAYOUTS = { gtkw: gtkwave, sucl: surfer } as const satisfies Record<string, (layout: Layout) => string>;

/** Times between which a span of cycles lies. */
export const spanTimes = ({ from, to }: Pick<Layout, 'from' | 'to'>) => ({
  start: FIRST_TIME + CYCLE_TIME * from,
  end: FIRST_TIME + CYCLE_TIME * (to + 1),
});

/** Flags of a row of GTKWave's save file. */
const ROW = { rightJustified: 0x20, hex: 0x2, binary: 0x8, signed: 0x400, blank: 0x200 } as const;
const GROUP = { begin: ROW.blank + 0x80_0000, end: ROW.blank + 0x100_0000 } as const;
/** Of its window in pixels; the waves have what names and values leave. */
const WINDOW = { width: 1600, height: 900, waves: 1000 } as const;
/** Its named markers, all of them unset. */
const NO_MARKERS = ' -1'.repeat(27);

/** GTKWave's save file. */
function gtkwave({ hardware, groups, simulator, format, from, to }: Layout): string {
  const { scope, oneBit, rangedIntegers } = WRITTEN[simulator];
  const within = scope(hardware.name);
  const range = ({ kind, bits }: WaveSignal) => {
    if (kind === 'wire' || (kind === 'integer' && !rangedIntegers.includes(format))) return '';
    return bits === 1 ? oneBit : `[${bits - 1}:0]`;
  };
  const row = (signal: WaveSignal) => {
    const { kind, path, signed } = signal;
    const shown = kind === 'wire' ? ROW.binary : signed ? ROW.signed : ROW.hex;
    return [flags(ROW.rightJustified + shown), `${within}.${path}${range(signal)}`];
  };
  const group = ({ name, signals }: WaveGroup) => [
    ...[flags(GROUP.begin), `-${name}`],
    ...signals.flatMap(row),
    ...[flags(GROUP.end), `-${name}`],
  ];
  const { start, end } = spanTimes({ from, to });
  // Its zoom is the binary logarithm of the time that a pixel takes, negative.
  const zoom = -Math.max(0, Math.log2((end - start) / WINDOW.waves));
  return [
    '[*]',
    `[*] ${hardware.name}, cycles ${from} to ${to}: a cycle takes ${CYCLE_TIME} units of time`,
    '[*]',
    `[timestart] ${start}`,
    `[size] ${WINDOW.width} ${WINDOW.height}`,
    '[pos] -1 -1',
    `*${zoom.toFixed(6)} -1${NO_MARKERS}`,
    `[treeopen] ${within}.`,
    ...(groups ?? waveGroups(hardware)).flatMap(group),
    '[pattern_trace] 1',
    '[pattern_trace] 0',
    '',
  ].join('\n');
}

const flags = (sum: number) => `@${sum.toString(16)}`;

/** Surfer's command file. Its commands group what a person has marked, so a group is a divider with its name. */
function surfer({ hardware, groups, simulator }: Layout): string {
  const within = WRITTEN[simulator].scope(hardware.name);
  const group = ({ name, signals }: WaveGroup) => [
    `divider_add ${name}`,
    ...signals.map(({ path }) => `variable_add ${within}.${path}`),
  ];
  return [...(groups ?? waveGroups(hardware)).flatMap(group), 'zoom_fit', ''].join('\n');
}
