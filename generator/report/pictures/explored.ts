import type { ExplorationResult } from '../../explore/result.js';
import { PALETTE, type PictureSpec } from './render.js';

/** Cycles of a window against logic cells of all designs that were placed. */
export function areaTimePicture({ name, part, designs }: ExplorationResult): PictureSpec {
  const points = designs.flatMap(({ name: design, placed, cycles, front, found }) =>
    placed === null
      ? []
      : [{ design, lc: placed.lc, cycles, front, kind: found ? (front ? 'Pareto set' : 'found') : 'by hand' }],
  );
  const axis = (field: string, title: string) => ({
    field,
    type: 'quantitative',
    scale: { type: 'log', nice: false, padding: 20 },
    axis: { title: `${title} (logarithmic)`, format: ',d', tickCount: 6 },
  });
  const place = { x: axis('lc', 'logic cells'), y: axis('cycles', 'cycles of a window') };
  const kinds = ['Pareto set', 'found', 'by hand'];
  return {
    ...{ width: 760, height: 420 },
    title: { text: `${name} on ${part}: area against time`, subtitle: 'Lower left is better.' },
    data: { values: points },
    mark: { type: 'point', filled: true, size: 90, opacity: 0.8 },
    encoding: {
      ...place,
      color: {
        field: 'kind',
        type: 'nominal',
        scale: { domain: kinds, range: PALETTE.slice(0, 3) },
        legend: { title: null, orient: 'bottom' },
      },
      shape: { field: 'kind', type: 'nominal', scale: { domain: kinds, range: ['circle', 'square', 'diamond'] } },
    },
  } as PictureSpec;
}
