import type { TopLevelSpec } from 'vega-lite';
import { loadOptional } from '../../support/optional-package.js';

/** Colours that stay apart for every kind of colour vision (Okabe and Ito, "Color Universal Design", 2008). */
export const PALETTE = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00', '#000000', '#7f7f7f'];

/** Height of all text and, for placing it, the mean width of a character, in pixels. */
export const FONT_SIZE = 12;
export const CHARACTER_WIDTH = 6.4;

/** A part of a picture; the head of the whole is the same for all. */
export type PictureSpec = Omit<TopLevelSpec, '$schema' | 'config' | 'background' | 'padding'>;

/** SVG text of a vega-lite picture, without a browser: the same picture gives the same bytes. */
export async function renderSvg(picture: PictureSpec): Promise<string> {
  const [{ compile }, vega] = await loadOptional('pictures', ['vega', 'vega-lite'], () =>
    Promise.all([import('vega-lite'), import('vega')]),
  );
  const spec = {
    ...picture,
    background: 'white',
    padding: 12,
    config: {
      font: 'sans-serif',
      axis: { labelFontSize: FONT_SIZE, titleFontSize: FONT_SIZE + 1, titleFontWeight: 'normal', gridColor: '#e6e6e6' },
      legend: { labelFontSize: FONT_SIZE, titleFontSize: FONT_SIZE },
      title: { fontSize: FONT_SIZE + 2, subtitleFontSize: FONT_SIZE, anchor: 'start', offset: 12, subtitlePadding: 4 },
      text: { fontSize: FONT_SIZE },
      view: { stroke: '#bfbfbf' },
    },
  } as TopLevelSpec;
  const view = new vega.View(vega.parse(compile(spec).spec), { renderer: 'none' });
  try {
    return `${await view.toSVG()}\n`;
  } finally {
    view.finalize();
  }
}
