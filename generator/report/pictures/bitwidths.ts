import type { History } from '../../evaluate/history.js';
import { spreadOut } from './place-labels.js';
import { FONT_SIZE, type PictureSpec } from './render.js';

const WIDTH = 700;
const HEIGHT = 420;
const PHASE_COLOURS = ['#bbbbbb', '#e69f00', '#56b4e9', '#009e73', '#cc79a7'];
/** Height of the strip that shows the phases. */
const STRIP = 7;
/** From the first layer to the last, dark to light: told apart by lightness alone. */
const DEPTH_COLOURS = ['#440154', '#3b528b', '#21918c', '#5ec962', '#d9b600'];

/** Bases per weight of every layer over the epochs of quantisation, with the phases that follow one another. */
export function bitwidthPicture(name: string, { layers, rounds }: Pick<History, 'layers' | 'rounds'>): PictureSpec {
  const top = Math.max(1, Math.ceil(Math.max(...rounds.flatMap((r) => r.bitwidths))));
  const values = rounds.flatMap((round, i) =>
    layers.map((layer, l) => ({ epoch: i + 1, layer, bases: round.bitwidths[l]! })),
  );
  const mean = rounds.map((round, i) => ({ epoch: i + 1, bases: round.meanBitwidth }));
  const last = rounds.at(-1)!;
  const heights = spreadOut(
    [...last.bitwidths, last.meanBitwidth].map((bases) => HEIGHT * (1 - bases / top)),
    FONT_SIZE + 2,
  );
  const ends = [...layers, 'mean'].map((layer, l) => ({
    layer,
    text: `${layer} ${(last.bitwidths[l] ?? last.meanBitwidth).toFixed(2)}`,
    y: heights[l]!,
  }));
  const domain = [1, Math.max(2, rounds.length)];
  const x = {
    field: 'epoch',
    type: 'quantitative',
    scale: { domain, nice: false },
    axis: { title: 'epoch of quantisation', format: 'd', tickMinStep: 1, grid: false },
  };
  const y = {
    field: 'bases',
    type: 'quantitative',
    scale: { domain: [0, top] },
    axis: { title: 'bases per trained weight (mean of the layer)', tickMinStep: 0.5 },
  };
  const color = {
    field: 'layer',
    type: 'nominal',
    scale: { domain: [...layers, 'mean'], range: [...colours(layers.length), '#000000'] },
    legend: null,
  };
  const phases = phaseSpans(rounds);
  const kinds = [...new Set(phases.map((p) => p.phase))];
  return {
    width: WIDTH,
    height: HEIGHT,
    title: {
      text: `${name}: bases per trained weight while it is quantised`,
      subtitle:
        'At the right: layer and its bases at the end. Dashed: mean over all weights. Channels that do nothing count here and are not stored.',
    },
    resolve: { scale: { color: 'independent' } },
    layer: [
      {
        data: { values: phases },
        mark: { type: 'rect' },
        encoding: {
          x: { ...x, field: 'from' },
          x2: { field: 'to' },
          y: { value: -STRIP - 3 },
          y2: { value: -3 },
          color: {
            field: 'phase',
            type: 'nominal',
            scale: { domain: kinds, range: kinds.map((_, i) => PHASE_COLOURS[i % PHASE_COLOURS.length]!) },
            legend: {
              title: 'phase (strip above)',
              orient: 'bottom',
              titleOrient: 'left',
              titleLimit: 300,
              symbolType: 'square',
            },
          },
        },
      },
      { data: { values }, mark: { type: 'line', strokeWidth: 2 }, encoding: { x, y, color } },
      { data: { values: mean }, mark: { type: 'line', strokeDash: [5, 4], color: 'black' }, encoding: { x, y } },
      {
        data: { values: ends },
        mark: { type: 'text', align: 'left', baseline: 'middle', dx: 6 },
        encoding: {
          x: { value: WIDTH },
          y: { field: 'y', type: 'quantitative', scale: null },
          text: { field: 'text', type: 'nominal' },
          color,
        },
      },
    ],
  } as PictureSpec;
}

/** Runs of epochs of one phase, from half an epoch before the first to half an epoch after the last. */
export function phaseSpans(rounds: History['rounds']): { phase: string; from: number; to: number }[] {
  const spans: { phase: string; from: number; to: number }[] = [];
  rounds.forEach(({ phase }, i) => {
    const last = spans.at(-1);
    if (last?.phase === phase) last.to = i + 1;
    else spans.push({ phase, from: i + (i === 0 ? 1 : 0.5), to: i + 1 });
    const before = spans.at(-2);
    if (before !== undefined) before.to = spans.at(-1)!.from;
  });
  return spans;
}

/** One colour a layer, evenly along `DEPTH_COLOURS`. */
function colours(count: number): string[] {
  const channel = (colour: string, at: number) => Number.parseInt(colour.slice(at, at + 2), 16);
  return Array.from({ length: count }, (_, i) => {
    const place = count === 1 ? 0 : (i / (count - 1)) * (DEPTH_COLOURS.length - 1);
    const before = Math.min(Math.floor(place), DEPTH_COLOURS.length - 2);
    const [a, b] = [DEPTH_COLOURS[before]!, DEPTH_COLOURS[before + 1]!];
    const mixed = [1, 3, 5].map((at) =>
      Math.round(channel(a, at) + (place - before) * (channel(b, at) - channel(a, at))),
    );
    return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
  });
}
