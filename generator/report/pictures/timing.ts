import type { PortWidths } from '../../arch/interface.js';
import type { PortCycle } from '../../simulate/wrappers/package.js';

/** A lane of a WaveDrom picture: a character a period. */
interface Lane {
  name: string;
  wave: string;
  data?: string[];
}

/** Source of a WaveDrom picture. */
export interface WaveJson {
  signal: Lane[];
  config: { hscale: number };
  /** Numbers below the periods, a word each. */
  foot?: { tock: string };
}

/** The cycles that a picture shows, in order; null: some are left out here. */
export type Columns = (PortCycle | null)[];

/**
 * `head` cycles from the one before the first sample is taken, then the first and the last `scores` scores of the first fragment, each from the
 * cycle in which it is offered to the one behind that in which it is taken.
 */
export function pickColumns(ports: readonly PortCycle[], head: number, scores: number): Columns {
  const beats: PortCycle[][] = [];
  let beat: PortCycle[] = [];
  for (const port of ports) {
    if (!port.score.valid) continue;
    beat.push(port);
    if (!port.score.ready) continue;
    beats.push(beat);
    beat = [];
    if (port.score.last) break;
  }
  const shown = beats.filter((_, i) => i < scores || i >= beats.length - scores).flat();
  const expected = new Set(shown.flatMap(({ cycle }) => [cycle, cycle + 1]));
  const begin = Math.max(0, ports.find(({ sample }) => sample.valid && sample.ready)!.cycle - 1);
  const picked = ports.filter(({ cycle }) => (cycle >= begin && cycle < begin + head) || expected.has(cycle));
  return picked.flatMap((port, i) => (i > 0 && picked[i - 1]!.cycle + 1 !== port.cycle ? [null, port] : [port]));
}

/** Characters of a value that fit into a period of the usual width. */
const FITTING = 4;

/** The ports of a core in the cycles of `columns`, their numbers below. Data are shown while they are valid. */
export function timingDiagram(columns: Columns, widths: PortWidths): WaveJson {
  const { codeBits, scoreBits, said, positionBits } = widths;
  const level = (name: string, pick: (port: PortCycle) => boolean): Lane => ({
    name,
    wave: wave(columns, (port) => (pick(port) ? '1' : '0')),
  });
  const code = ({ data }: Beat) => `${Number.parseInt(data, 16)}`;
  const score = ({ data }: Beat) => `${BigInt.asIntN(scoreBits, BigInt(`0x${data}`))}`;
  const saidAt = (i: number) => (port: PortCycle) => ({
    ...port.score,
    valid: port.score.valid && (port.step?.last ?? port.score.last),
    data: port.said[i] ?? '0',
  });
  const position = (port: PortCycle) => ({ ...port.score, data: port.step?.position ?? '0' });
  const labels =
    (bits: number) =>
    ({ data }: Beat) =>
      BigInt(`0x${data}`).toString(2).padStart(bits, '0');
  const signal = [
    { name: 'clk_i', wave: wave(columns, () => 'p') },
    level('sample_valid_i', ({ sample }) => sample.valid),
    level('sample_ready_o', ({ sample }) => sample.ready),
    bus(`sample_i[${codeBits - 1}:0]`, columns, ({ sample }) => sample, code),
    level('score_valid_o', ({ score }) => score.valid),
    level('score_ready_i', ({ score }) => score.ready),
    bus(`score_o[${scoreBits - 1}:0]`, columns, ({ score }) => score, score),
    level('score_last_o', ({ score }) => score.valid && score.last),
    ...(positionBits === null
      ? []
      : [
          bus(`position_o[${positionBits - 1}:0]`, columns, position, code),
          level('step_last_o', ({ score: own, step }) => own.valid && step!.last),
        ]),
    ...said.map(({ name, kind, bits }, i) =>
      bus(`${name}_o[${bits - 1}:0]`, columns, saidAt(i), kind === 'class' ? code : labels(bits)),
    ),
  ];
  const longest = Math.max(...signal.flatMap(({ data = [] }) => data.map((text) => text.length)));
  return {
    signal,
    config: { hscale: longest > FITTING ? 2 : 1 },
    // WaveDrom adds a number to this text: the blank keeps it apart, behind the last period.
    foot: { tock: `${columns.map((port) => (port === null ? '...' : port.cycle)).join(' ')} ` },
  };
}

/** What a ready/valid port carries in a cycle; data as hexadecimal. */
type Beat = { valid: boolean; ready: boolean; data: string };

/** A lane of values: a beat that waits is one value however long it does. */
function bus(name: string, columns: Columns, pick: (port: PortCycle) => Beat, text: (beat: Beat) => string): Lane {
  const data: string[] = [];
  let waits = false;
  const states = columns.map((port, i) => {
    const beat = port === null ? null : pick(port);
    const goesOn = waits && beat?.valid;
    waits = beat?.valid === true && !beat.ready;
    if (beat === null) {
      const before = columns[i - 1];
      return before && pick(before).valid ? 'x' : '|';
    }
    if (!beat.valid) return 'x';
    if (goesOn) return '.';
    data.push(text(beat));
    return '=';
  });
  return { name, wave: states.join(''), data };
}

/** A state a column; `.` where it goes on, `|` where cycles are left out. */
function wave(columns: Columns, state: (port: PortCycle) => string): string {
  let before = '';
  return columns
    .map((port) => {
      if (port === null) return '|';
      const now = state(port);
      const same = now === before;
      before = now;
      return same ? '.' : now;
    })
    .join('');
}

/** SVG text of a WaveDrom picture, on white. */
export async function renderTiming(picture: WaveJson): Promise<string> {
  const [{ default: wavedrom }, { default: skin }, { default: onml }] = await Promise.all([
    import('wavedrom'),
    import('wavedrom/skins/default.js'),
    import('onml'),
  ]);
  const [svg, attributes, ...rest] = wavedrom.renderAny(0, picture, skin);
  return `${onml.stringify([svg, attributes, ['rect', { width: '100%', height: '100%', fill: 'white' }], ...rest])}\n`;
}
