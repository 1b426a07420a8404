import { createHash } from 'node:crypto';

/** Files of a generated folder: path with forward slashes -> text. */
export type Tree = Map<string, string>;

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
