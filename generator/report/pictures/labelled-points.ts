import { type Box, placeLabels } from './place-labels.js';
import { CHARACTER_WIDTH, FONT_SIZE } from './render.js';

/** Of the plot, in pixels. */
export const WIDTH = 760;
export const HEIGHT = 460;

/** A point of a plot, in pixels from its upper left corner. */
export interface Spot {
  text: string;
  x: number;
  y: number;
  /** Ends of its error bar. */
  bar?: readonly [number, number] | undefined;
  /** It is what the picture is about: a ring around it, its text in bold. */
  own?: boolean | undefined;
}

/** Half a point's width, and more than half a line's. */
const POINT = 6;
const LINE = 3;

/** The texts of points with lines that lead to them, as layers; they keep off points, bars and the line through `front`. */
export function labelLayers(spots: readonly Spot[], front: readonly Spot[]): object[] {
  const taken = [...spots.flatMap(boxesOf), ...front.slice(1).flatMap((to, i) => along(front[i]!, to))];
  // Those of the front find room first.
  const order = [...front, ...spots.filter((spot) => !front.includes(spot))];
  const labels = placeLabels(order, taken, [0, 0, WIDTH, HEIGHT], {
    characterWidth: CHARACTER_WIDTH,
    height: FONT_SIZE + 2,
  });
  const own = new Set(spots.filter((spot) => spot.own).map(({ text }) => text));
  const pixel = (field: string) => ({ field, type: 'quantitative', scale: null });
  const place = { x: pixel('x'), y: pixel('y') };
  const texts = (weight: 'normal' | 'bold') => ({
    data: { values: labels.filter(({ text }) => own.has(text) === (weight === 'bold')) },
    mark: { type: 'text', align: 'left', baseline: 'middle', color: '#333333', fontWeight: weight },
    encoding: { ...place, text: { field: 'text', type: 'nominal' } },
  });
  const ring = {
    data: { values: spots.filter((spot) => spot.own).map(({ x, y }) => ({ x, y })) },
    mark: { type: 'point', shape: 'circle', filled: false, size: 260, color: '#333333', opacity: 1 },
    encoding: place,
  };
  return [
    // A layer of nothing would be a picture without a name to a screen reader.
    ...(own.size > 0 ? [ring] : []),
    {
      data: { values: labels.map(({ from, to }) => ({ x: from.x, y: from.y, x2: to.x, y2: to.y })) },
      mark: { type: 'rule', color: '#999999', strokeWidth: 0.8 },
      encoding: { ...place, x2: { field: 'x2' }, y2: { field: 'y2' } },
    },
    texts('normal'),
    texts('bold'),
  ];
}

function boxesOf({ x, y, bar, own }: Spot): Box[] {
  const half = own ? POINT + 4 : POINT;
  const point: Box = [x - half, y - half, x + half, y + half];
  return bar === undefined ? [point] : [point, [x - 1, Math.min(...bar), x + 1, Math.max(...bar)]];
}

/** Boxes that cover a line, of a few pixels each. */
function along(from: Spot, to: Spot): Box[] {
  const steps = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / LINE));
  return Array.from({ length: steps + 1 }, (_, i): Box => {
    const [x, y] = [from.x + ((to.x - from.x) * i) / steps, from.y + ((to.y - from.y) * i) / steps];
    return [x - LINE, y - LINE, x + LINE, y + LINE];
  });
}
