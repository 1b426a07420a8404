import { type Board, familyOf, findBoard } from '../devices/devices.js';
import type { BoardResult } from '../synth/bitstream.js';
import { missesClock } from '../synth/bitstream.js';
import { replaceBlock } from './block.js';
import { BOARD_RESULTS } from './board-results.js';
import { staleNote } from './freshness.js';
import { distance } from './implementation.js';
import { grouped, markdownTable, textTable } from './table.js';

const BLOCK = {
  begin: '<!-- boards: written by `make report` -->',
  end: '<!-- end of boards -->',
  what: 'the table of boards',
};

const HEAD = [
  'board',
  'design',
  'logic cells',
  'FF',
  'block RAM',
  'SPRAM',
  'DSP',
  'its clock, MHz',
  'reached, MHz',
  'real time, MHz',
  'margin',
  'slowest path',
  'bitstream',
];

const times = (factor: number) => (factor < 10 ? factor.toFixed(1) : grouped(factor));

/** Where a path begins and ends. */
const ends = (through: readonly string[]) => [...new Set([through[0]!, through.at(-1)!])].join(' to ');

/** A row for each board: what of the part the design with its UART takes, and by how much its clock is above real time. */
export function boardsTable(results: readonly (BoardResult & { stale?: string | null })[]): string {
  const rows = results.map((result) => {
    const board = findBoard(result.board, BOARD_RESULTS);
    const { resources } = board;
    const { lc, fmaxMHz, realTimeMHz, criticalPath, bitstream } = result;
    const of = (n: number, room: number) => (room === 0 ? '-' : `${grouped(n)} of ${grouped(room)}`);
    return [
      `${board.title} (${board.device})`,
      `\`${result.design}\`${result.stale ? ` **(${result.stale})**` : ''}`,
      of(lc ?? result.lut, resources.lut),
      grouped(result.ff),
      of(result.bram, resources.bram),
      of(result.spram, resources.spram),
      of(result.dsp, resources.dsp),
      `${result.clockMHz}`,
      fmaxMHz === null ? 'not placed' : fmaxMHz.toFixed(1),
      realTimeMHz.toFixed(3),
      fmaxMHz === null ? '-' : `${times(fmaxMHz / realTimeMHz)} times`,
      criticalPath === null ? '-' : ends(criticalPath.through),
      bitstream === null ? (fmaxMHz === null ? 'by Vivado only' : 'none') : `${grouped(bitstream.bytes)} bytes`,
    ];
  });
  const tools = [
    ...new Set(results.flatMap((r) => Object.entries(r.tools).map(([name, version]) => `${name} ${version}`))),
  ];
  return [
    markdownTable(HEAD, rows),
    '',
    [
      "Each with its UART and the board's top. Margin: clock reached over the clock that keeps up with the signal.",
      `${tools.sort().join(', ')}.`,
      staleNote(results.map(({ stale = null }) => stale)),
    ]
      .filter(Boolean)
      .join(' '),
  ].join('\n');
}

/**
 * README with its table of boards. Without results it needs no place for them. Throws UserError if there are results and no
 * place.
 */
export function withBoards(
  readme: string,
  where: string,
  results: readonly (BoardResult & { stale?: string | null })[],
): string {
  if (results.length === 0) return readme;
  return replaceBlock(readme, where, BLOCK, boardsTable(results));
}

/** What `bitstream` and `synth --board` print. */
export function boardReport(result: BoardResult, board: Board, folder: string): string {
  const { units, router } = familyOf(board.family);
  const { fmaxMHz, clockMHz, realTimeMHz, criticalPath, bitstream } = result;
  const row = (title: string, kind: keyof BoardResult['network']) => {
    const [network, estimated] = [result.network[kind], result.estimate[kind]];
    return [
      title,
      grouped(result[kind]),
      grouped(board.resources[kind]),
      grouped(network),
      estimated === null ? '-' : grouped(estimated),
      distance(estimated, network),
    ];
  };
  const cells = [
    ...(result.lc === null ? [] : [['logic cells', grouped(result.lc), grouped(board.resources.lut), '-', '-', '-']]),
    row(units.lut, 'lut'),
    row('flip-flops', 'ff'),
    row(`block RAM of ${units.bram}`, 'bram'),
    ...(board.resources.spram > 0 ? [row('single-port RAM', 'spram')] : []),
    row('DSP', 'dsp'),
  ];
  const placed =
    fmaxMHz === null
      ? []
      : [
          textTable(
            ['seed', 'logic cells', 'MHz'],
            result.seeds.map(({ seed, lc, fmaxMHz: mhz }) => [seed, grouped(lc), mhz.toFixed(1)]),
          ),
          '',
          `clock reached: ${fmaxMHz.toFixed(1)} MHz; the board's is ${clockMHz} MHz (${times(fmaxMHz / clockMHz)} times)`,
          ...(criticalPath === null
            ? []
            : [`slowest path: ${criticalPath.through.join(' -> ')}, ${criticalPath.ns.toFixed(1)} ns`]),
        ];
  const realTime = [
    `real time needs ${realTimeMHz.toFixed(3)} MHz: ${grouped(result.cyclesPerFragment)} cycles a fragment`,
    `margin over real time: ${times((fmaxMHz ?? clockMHz) / realTimeMHz)} times${fmaxMHz === null ? " at the board's clock" : ''}`,
  ];
  const made =
    router === null
      ? [
          `no bitstream: no open tool in reach makes one for ${board.device}, and nothing was placed or timed here.`,
          `With AMD's Vivado: cd ${folder} && vivado -mode batch -source vivado.tcl`,
        ]
      : bitstream !== null
        ? [`bitstream: ${folder}/${bitstream.file}, ${grouped(bitstream.bytes)} bytes`]
        : missesClock(result)
          ? [timingMissed(result)]
          : board.unpacked !== undefined
            ? [`no bitstream: ${board.unpacked}`]
            : [];
  const tools = Object.entries(result.tools).map(([name, version]) => `${name} ${version}`);
  return [
    `${result.design} with its UART on ${board.title} (${board.device})`,
    '',
    textTable(['', 'used', 'of', 'by the network', 'estimated', 'off by'], cells),
    '',
    ...placed,
    ...realTime,
    ...made,
    '',
    tools.join(', '),
  ].join('\n');
}

/** Both numbers of a clock that is not reached. */
export function timingMissed({ fmaxMHz, clockMHz, seeds }: BoardResult): string {
  return (
    `timing missed: ${fmaxMHz!.toFixed(2)} MHz reached, the board's clock is ${clockMHz} MHz; no bitstream. ` +
    `Try: --seeds ${seeds.length * 4}, or a design with fewer lanes`
  );
}
