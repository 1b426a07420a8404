import type { ReportedRow } from '../sweep-results.js';
import { HEIGHT, labelLayers, type Spot, WIDTH } from './labelled-points.js';
import { PALETTE, type PictureSpec } from './render.js';

const SHAPES = ['circle', 'diamond'];
interface Point {
  row: string;
  architecture: string;
  lc: number;
  ms: number;
}

/** Rows that no other one beats or equals in both area and time, being better in one; by rising area. */
export function areaTimeFront<P extends { lc: number; ms: number }>(points: readonly P[]): P[] {
  const beats = (a: P, b: P) => a.lc <= b.lc && a.ms <= b.ms && (a.lc < b.lc || a.ms < b.ms);
  return points.filter((p) => !points.some((other) => beats(other, p))).sort((a, b) => a.lc - b.lc || a.ms - b.ms);
}

/**
 * Time of a fragment at the clock reached against logic cells, a point a design on this part; the line joins those that no
 * other one beats in both. `names`: where it is told what rows are.
 */
export function areaTimePicture(
  model: string,
  device: string,
  rows: readonly ReportedRow[],
  names = 'in sweep.md',
): PictureSpec {
  const points = rows.flatMap(({ name, architecture, routed }): Point[] =>
    routed === null ? [] : [{ row: name, architecture, lc: routed.lc, ms: 1000 / routed.fragmentsPerSecond }],
  );
  const front = areaTimeFront(points);
  const lc = axisDomain(points.map((p) => p.lc));
  const ms = axisDomain(points.map((p) => p.ms));
  const x = (value: number) => (WIDTH * Math.log(value / lc.low)) / Math.log(lc.high / lc.low);
  const y = (value: number) => HEIGHT * (1 - Math.log(value / ms.low) / Math.log(ms.high / ms.low));

  const spots = new Map(points.map((p): [Point, Spot] => [p, { text: p.row, x: x(p.lc), y: y(p.ms) }]));
  const axis = (field: 'lc' | 'ms', title: string, { low, high }: { low: number; high: number }) => ({
    field,
    type: 'quantitative',
    scale: { type: 'log', domain: [low, high] },
    axis: { title: `${title} (logarithmic)`, values: ticks({ low, high }), format: '~g', labelOverlap: false },
  });
  const xAxis = axis('lc', 'logic cells', lc);
  const yAxis = axis('ms', 'time of a fragment, ms', ms);
  const architectures = [...new Set(points.map((p) => p.architecture))].sort();
  const scale = (range: readonly string[]) => ({
    domain: architectures,
    range: architectures.map((_, i) => range[i % range.length]!),
  });
  return {
    width: WIDTH,
    height: HEIGHT,
    title: {
      text: `${model} on ${device}: area against time`,
      subtitle: [
        'At the clock reached; lower left is better. Grey line: the designs that no other one beats in both.',
        `What the names stand for is ${names}.`,
        ...staleSubtitle(rows.filter(({ routed }) => routed !== null)),
      ],
    },
    layer: [
      {
        data: { values: front },
        mark: { type: 'line', color: '#b0b0b0', strokeWidth: 3, interpolate: 'linear' },
        encoding: { x: xAxis, y: yAxis, order: { field: 'lc', type: 'quantitative' } },
      },
      {
        data: { values: points },
        mark: { type: 'point', filled: true, size: 90, opacity: 1 },
        encoding: {
          x: xAxis,
          y: yAxis,
          color: {
            field: 'architecture',
            type: 'nominal',
            scale: scale(PALETTE),
            legend: { title: null, orient: 'bottom', symbolSize: 90 },
          },
          shape: { field: 'architecture', type: 'nominal', scale: scale(SHAPES) },
        },
      },
      ...labelLayers(
        [...spots.values()],
        front.map((p) => spots.get(p)!),
      ),
    ],
  } as PictureSpec;
}

/** Which points were measured on an earlier state of the files. */
function staleSubtitle(rows: readonly ReportedRow[]): string[] {
  const stale = rows.filter((row) => row.stale).map(({ name }) => name);
  if (stale.length === 0) return [];
  return [`Stale, of an earlier state of the files: ${stale.length === rows.length ? 'all' : stale.join(', ')}.`];
}

/** Some room on both sides of the values, on a logarithmic axis. */
function axisDomain(values: readonly number[]): { low: number; high: number } {
  return { low: Math.min(...values) / 1.5, high: Math.max(...values) * 1.5 };
}

/** 1, 2 and 5 times powers of ten within the axis. */
function ticks({ low, high }: { low: number; high: number }): number[] {
  const powers = Array.from({ length: 16 }, (_, i) => Number(`1e${i - 6}`));
  return powers.flatMap((power) => [power, 2 * power, 5 * power]).filter((value) => value >= low && value <= high);
}
