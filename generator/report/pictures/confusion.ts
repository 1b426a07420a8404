import { FONT_SIZE, type PictureSpec } from './render.js';

const CELL = 34;

/** A confusion matrix [true][predicted]: counts as text, colour by the share of the true class. */
export function confusionPicture(
  title: string,
  subtitle: string,
  classes: readonly string[],
  confusion: readonly (readonly number[])[],
): PictureSpec {
  const cells = confusion.flatMap((row, t) => {
    const support = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, p) => ({
      truth: classes[t]!,
      predicted: classes[p]!,
      count,
      share: support === 0 ? 0 : count / support,
    }));
  });
  const axis = { labelAngle: 0, labelPadding: 4, grid: false, domain: false, ticks: false, labelLimit: 200 };
  const x = { field: 'predicted', type: 'nominal', scale: { domain: [...classes] } };
  const y = { field: 'truth', type: 'nominal', scale: { domain: [...classes] } };
  return {
    width: CELL * classes.length,
    height: CELL * classes.length,
    title: { text: title, subtitle },
    data: { values: cells },
    encoding: {
      x: { ...x, axis: { ...axis, title: 'predicted class', orient: 'top', labelAngle: -45, labelAlign: 'left' } },
      y: { ...y, axis: { ...axis, title: 'true class' } },
    },
    layer: [
      {
        mark: { type: 'rect', stroke: '#e6e6e6', strokeWidth: 1 },
        encoding: {
          color: {
            field: 'share',
            type: 'quantitative',
            scale: {
              domain: [0, 0.25, 0.5, 0.75, 1],
              interpolate: 'rgb',
              range: ['#ffffff', '#deebf7', '#9ecae1', '#4292c6', '#08519c'],
            },
            legend: null,
          },
        },
      },
      {
        transform: [{ filter: 'datum.count > 0' }],
        mark: { type: 'text', baseline: 'middle', fontSize: FONT_SIZE - 1 },
        encoding: {
          text: { field: 'count', type: 'quantitative' },
          color: { condition: { test: 'datum.share > 0.65', value: '#fefefe' }, value: '#1a1a1a' },
        },
      },
    ],
  } as PictureSpec;
}
