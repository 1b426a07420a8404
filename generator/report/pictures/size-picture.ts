import { HEIGHT, labelLayers, type Spot, WIDTH } from './labelled-points.js';
import { paretoFront } from './pareto.js';
import { PALETTE, type PictureSpec } from './render.js';

const SHAPES = ['circle', 'square', 'diamond', 'triangle-up', 'triangle-down', 'cross', 'stroke', 'circle'];

/** A network: what it stores, and how good it is, in percent, with the ends of its error bar. */
export interface SizePoint {
  row: string;
  series: string;
  bytes: number;
  accuracy: number;
  low: number;
  high: number;
  /** It is what the picture is about. */
  own?: boolean;
}

export interface SizePicture {
  title: string;
  subtitle: string[];
  /** Of the axis of what is good. */
  good: string;
  points: readonly SizePoint[];
}

/** What is good against stored bytes: the line joins the points that no other one beats in both. */
export function sizePicture({ title, subtitle, good, points }: SizePicture): PictureSpec {
  const front = paretoFront(points);
  const series = [...new Set(points.map((p) => p.series))];
  const bytes = axisDomain(points.map((p) => p.bytes));
  const percents = {
    low: Math.floor(Math.min(...points.map((p) => p.low))),
    high: Math.min(100, Math.ceil(Math.max(...points.map((p) => p.high))) + 1),
  };
  const x = (value: number) => (WIDTH * Math.log(value / bytes.low)) / Math.log(bytes.high / bytes.low);
  const y = (value: number) => (HEIGHT * (percents.high - value)) / (percents.high - percents.low);

  const spots = new Map(
    points.map((p): [SizePoint, Spot] => [
      p,
      { text: p.row, x: x(p.bytes), y: y(p.accuracy), bar: [y(p.high), y(p.low)], own: p.own },
    ]),
  );

  const xAxis = {
    field: 'bytes',
    type: 'quantitative',
    scale: { type: 'log', domain: [bytes.low, bytes.high] },
    axis: { title: 'stored in all, bytes (logarithmic)', values: ticks(bytes), format: ',', labelOverlap: false },
  };
  const yAxis = {
    field: 'accuracy',
    type: 'quantitative',
    scale: { domain: [percents.low, percents.high] },
    axis: { title: good },
  };
  const bySeries = {
    color: {
      field: 'series',
      type: 'nominal',
      scale: { domain: series, range: series.map((_, i) => PALETTE[i % PALETTE.length]!) },
      legend: { title: null, orient: 'bottom', columns: 4, symbolSize: 90, labelLimit: 400, symbolOpacity: 1 },
    },
    shape: {
      field: 'series',
      type: 'nominal',
      scale: { domain: series, range: series.map((_, i) => SHAPES[i % SHAPES.length]!) },
    },
  };
  return {
    width: WIDTH,
    height: HEIGHT,
    title: { text: title, subtitle },
    layer: [
      {
        data: { values: front },
        mark: { type: 'line', color: '#b0b0b0', strokeWidth: 3, interpolate: 'linear' },
        encoding: { x: xAxis, y: yAxis },
      },
      {
        data: { values: points },
        mark: { type: 'rule', strokeWidth: 1.2, opacity: 0.55 },
        encoding: { x: xAxis, y: { ...yAxis, field: 'low' }, y2: { field: 'high' }, color: bySeries.color },
      },
      {
        data: { values: points },
        mark: { type: 'point', filled: true, size: 80, opacity: 1 },
        encoding: { x: xAxis, y: yAxis, ...bySeries },
      },
      ...labelLayers(
        [...spots.values()],
        front.map((p) => spots.get(p)!),
      ),
    ],
  } as PictureSpec;
}

/** Some room on both sides of the values, on a logarithmic axis. */
function axisDomain(values: readonly number[]): { low: number; high: number } {
  return { low: Math.min(...values) / 1.5, high: Math.max(...values) * 1.25 };
}

/** 1, 2 and 5 times powers of ten within the axis. */
function ticks({ low, high }: { low: number; high: number }): number[] {
  const powers = Array.from({ length: 12 }, (_, i) => 10 ** i);
  return powers.flatMap((power) => [power, 2 * power, 5 * power]).filter((value) => value >= low && value <= high);
}
