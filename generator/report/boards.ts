import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../config/errors.js';
import { readJson } from '../config/read-json.js';
import { keptFile } from '../config/roots.js';
import { type BoardResult, missesClock } from '../synth/bitstream.js';
import { BOARD_NAMES, type Board, findBoard } from '../synth/boards.js';
import { flowOf } from '../synth/flows.js';
import { distance } from './implementation.js';
import { grouped, markdownTable, textTable } from './table.js';

/** Where the results of boards are kept, one file each. */
export const BOARD_RESULTS = keptFile('docs/results/boards');

const BEGIN = '<!-- boards: written by `make report` -->';
const END = '<!-- end of boards -->';

const estimateSchema = z.strictObject({
  lc: z.number().nullable(),
  lut: z.number().nullable(),
  ff: z.number().nullable(),
  bram: z.number(),
  spram: z.number(),
  dsp: z.number(),
});

const resources = {
  lut: z.number(),
  ff: z.number(),
  bram: z.number(),
  spram: z.number(),
  dsp: z.number(),
};

const resultSchema = z.strictObject({
  design: z.string(),
  board: z.string(),
  device: z.string(),
  tree: z.string(),
  ...resources,
  network: z.strictObject(resources),
  lc: z.number().nullable(),
  clockMHz: z.number(),
  fmaxMHz: z.number().nullable(),
  cyclesPerFragment: z.number(),
  realTimeMHz: z.number(),
  fragmentsPerSecond: z.number().nullable(),
  seeds: z.array(z.strictObject({ seed: z.number(), lc: z.number(), fmaxMHz: z.number() })),
  criticalPath: z.object({ ns: z.number(), through: z.array(z.string()) }).nullable(),
  estimate: estimateSchema,
  bitstream: z.strictObject({ file: z.string(), bytes: z.number(), sha256: z.string() }).nullable(),
  tools: z.record(z.string(), z.string()),
}) satisfies z.ZodType<BoardResult>;

/** A result that a command left, checked. Throws UserError. */
export function readBoardResult(file: string): BoardResult {
  return readJson(file, resultSchema);
}

/** Text of a results file. */
export function printBoardResult(result: BoardResult): string {
  return `${JSON.stringify(resultSchema.parse(result), null, 2)}\n`;
}

/** Committed results, in the order of the boards. */
export function readBoardResults(folder: string): BoardResult[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => readBoardResult(join(folder, file)))
    .sort((a, b) => BOARD_NAMES.indexOf(a.board) - BOARD_NAMES.indexOf(b.board));
}

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
export function boardsTable(results: readonly BoardResult[]): string {
  const rows = results.map((result) => {
    const board = findBoard(result.board, BOARD_RESULTS);
    const { resources } = board;
    const { lc, fmaxMHz, realTimeMHz, criticalPath, bitstream } = result;
    const of = (n: number, room: number) => (room === 0 ? '-' : `${grouped(n)} of ${grouped(room)}`);
    return [
      `${board.title} (${board.device})`,
      `\`${result.design}\``,
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
      bitstream === null ? 'by Vivado only' : `${grouped(bitstream.bytes)} bytes`,
    ];
  });
  const tools = [
    ...new Set(results.flatMap((r) => Object.entries(r.tools).map(([name, version]) => `${name} ${version}`))),
  ];
  return [
    markdownTable(HEAD, rows),
    '',
    `Each with its UART and the board's top. Margin: clock reached over the clock that keeps up with the signal. ${tools.sort().join(', ')}.`,
  ].join('\n');
}

/**
 * README with its table of boards. Without results it needs no place for them. Throws UserError if there are results and no
 * place.
 */
export function withBoards(readme: string, where: string, results: readonly BoardResult[]): string {
  if (results.length === 0) return readme;
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin < 0 || end < begin)
    throw new UserError({
      where,
      message: 'has no place for the table of boards',
      allowed: `a line ${BEGIN} and a later line ${END}`,
    });
  return `${readme.slice(0, begin + BEGIN.length)}\n${boardsTable(results)}\n${readme.slice(end)}`;
}

/** What `bitstream` and `synth --board` print. */
export function boardReport(result: BoardResult, board: Board, folder: string): string {
  const { units, router } = flowOf(board.family);
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
