import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { openSignals } from '../../generator/data/open.js';
import { sampleOf } from '../../generator/data/recorded.js';
import { classesOf, type SignalSet } from '../../generator/data/signal-set.js';
import { folderOf } from './readers/files.js';
import { besideData } from './sets.js';

const recordings = besideData('mitdb');

test.skipIf(recordings === undefined)(
  'the rule gives the published class of at least 97 % of the fragments, each found in its recording by its samples',
  () => {
    const read = (folder: string) => openSignals(folder, { windows: 1, seed: 1 });
    const set = read(shippedOnGrid(recordings!));
    const fragments = read(process.env.BITBEAT_DATA!);
    const { names } = classesOf(fragments);
    expect(names).toEqual(classesOf(set).names);
    const places = new Map(set.recorded!.fingerprints.map((place) => [place.hash, place]));
    const classAt = classByPlace(set);
    const found = fragments.names.map((_, i) => {
      const place = places.get(fragments.hashes[i]!);
      if (place === undefined) return 'nowhere';
      const given = classAt.get(`${place.record} ${place.sample}`);
      return given === undefined ? 'none' : given === classesOf(fragments).labels[i] ? 'same' : 'other';
    });
    const count = (what: string) => found.filter((one) => one === what).length;
    expect(found).toHaveLength(800);
    expect(count('nowhere')).toBe(0);
    expect(count('same') / 800).toBeGreaterThanOrEqual(0.97);
    // As measured; whoever changes the rule sees what becomes of it.
    expect({ other: count('other'), none: count('none') }).toEqual({ other: 2, none: 17 });
  },
);

/** The shipped data set of these records, with windows one behind the other alone. */
function shippedOnGrid(records: string): string {
  const shipped = JSON.parse(readFileSync('configs/datasets/mitdb17.json', 'utf8'));
  const { step: _, ...options } = shipped.options;
  const dir = folderOf({});
  const path = join(dir, 'data.json');
  writeFileSync(path, JSON.stringify({ ...shipped, options, folder: relative(dir, records) }));
  return path;
}

/** Class of the window that begins at a sample of a record; no entry: none by the rule. */
function classByPlace(set: SignalSet): Map<string, number> {
  const { recordings, of } = set.recorded!;
  const { labels } = classesOf(set);
  return new Map(set.names.map((_, i) => [`${recordings[of[i]!]!.name} ${sampleOf(set, i)}`, labels[i]!]));
}
