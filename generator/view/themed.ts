/**
 * Colours of pictures as the page has them: what is drawn in ink or as a line of the frame follows light and dark; colours that tell
 * things apart stay.
 */
const INK: Readonly<Record<string, string>> = {
  black: 'var(--ink)',
  '#000000': 'var(--ink)',
  '#000': 'var(--ink)',
  '#333333': 'var(--ink)',
  '#333': 'var(--ink)',
  '#555555': 'var(--soft)',
  '#888': 'var(--soft)',
  '#e6e6e6': 'var(--line)',
  '#ddd': 'var(--line)',
  '#bfbfbf': 'var(--line)',
  '#b0b0b0': 'var(--soft)',
};

/** An SVG of this project's pictures for the page, as wide as there is room. */
export function themed(svg: string): string {
  return (
    svg
      .replace(/(fill|stroke)="([^"]+)"/g, (whole, attribute: string, colour: string) => {
        const own = INK[colour];
        return own === undefined ? whole : `${attribute}="${own}"`;
      })
      // The paper of the whole is that of the page.
      .replace(/(<rect [^>]*)fill="white"/, '$1fill="none"')
  );
}
