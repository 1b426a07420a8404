import { join } from 'node:path';
import { modelCard } from './card/model-card.js';
import { readModelFolder } from './model-folder.js';
import { modelPictures } from './pictures/pictures.js';

/** A model's card and its pictures, from what lies in its folder: text by path. Throws UserError (see `readModelFolder`). */
export async function cardFiles(folder: string): Promise<Map<string, string>> {
  const known = readModelFolder(folder);
  const files = new Map([['README.md', modelCard(known)], ...(await modelPictures(known))]);
  return new Map([...files].map(([name, text]) => [join(folder, name), text]));
}
