import { PICTURE_FILES } from '../pictures/pictures.js';

/** Markdown of a picture that lies beside the card. */
export const picture = (name: keyof typeof PICTURE_FILES, alternative: string) =>
  `![${alternative}](${PICTURE_FILES[name]})`;
