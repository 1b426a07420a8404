import { linesOf } from '../readers/text-windows.js';
import { classesOf, type Draft, type Listing, ofKind } from './draft.js';

/** Texts of the UEA and UCR archives. */
export async function understandTs(listing: Listing): Promise<Draft | null> {
  const files = ofKind(listing, 'ts');
  if (files.length === 0) return null;
  const lines = linesOf(listing.dir, files[0]!);
  const begin = lines.findIndex((line) => /^@data\b/i.test(line.trim()));
  if (begin < 0) return null;
  const value = (key: string) => {
    const line = lines.slice(0, begin).find((one) => new RegExp(`^@${key}\\b`, 'i').test(one.trim()));
    return line?.trim().split(/\s+/).slice(1);
  };
  const [labelled = 'false', ...named] = value('classlabel') ?? [];
  const isLabelled = labelled.toLowerCase() === 'true';
  const isTarget = value('targetlabel')?.[0]?.toLowerCase() === 'true';
  const windows = lines.slice(begin + 1).filter((line) => line.trim() !== '');
  const parts = (windows[0] ?? '').trim().split(':');
  const channels = parts.length - (isLabelled || isTarget ? 1 : 0);
  const found = isLabelled
    ? (classesOf(windows.map((line) => line.slice(line.lastIndexOf(':') + 1).trim())) ?? [])
    : [];
  return {
    reader: 'ts',
    options: { files },
    classes: named.length > 0 ? named : found,
    samples: parts[0]!.split(',').length,
    channels,
    rateHz: null,
    assumed: [
      ...(named.length > 0 ? ['classes in the order of @classLabel'] : []),
      ...(isTarget ? ['targets are numbers, which reader ts does not read: windows without targets'] : []),
    ],
  };
}
