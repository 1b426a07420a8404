import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseWav } from '../../../generator/data/readers/wav-file.js';
import { labelsOf } from '../sets.js';
import { problemsOf } from './files.js';
import { mutationsOf, readOrRefuse } from './mutations.js';
import { codesOf, notesOf, opened } from './opened.js';
import { chunk, fmt, riff, wav16 } from './wav-bytes.js';

const data = (bytes: Uint8Array) => chunk('data', bytes);
const raw = (values: ArrayBufferView) => Buffer.from(values.buffer);

describe('WAV files', () => {
  const given: [string, Uint8Array, object][] = [
    ['16 bits', wav16([-32768, 16384]), { bits: 16, samples: 2, values: [-1, 0.5] }],
    [
      '8 bits, unsigned',
      riff([fmt({ bits: 8 }), data(Uint8Array.of(0, 128, 192))]),
      { samples: 3, values: [-1, 0, 0.5] },
    ],
    ['24 bits', riff([fmt({ bits: 24 }), data(Uint8Array.of(0, 0, 0x80, 0, 0, 0x40))]), { values: [-1, 0.5] }],
    ['32 bits', riff([fmt({ bits: 32 }), data(raw(Int32Array.of(-(2 ** 31), 2 ** 30)))]), { values: [-1, 0.5] }],
    ['floats', riff([fmt({ kind: 3, bits: 32 }), data(raw(Float32Array.of(1.5, -2)))]), { values: [1.5, -2] }],
    ['doubles', riff([fmt({ kind: 3, bits: 64 }), data(raw(Float64Array.of(0.1)))]), { values: [0.1] }],
    [
      'extensible, 20 bits of 24',
      riff([fmt({ bits: 20, bytes: 3, extensible: true }), data(Uint8Array.of(0, 0, 0x40))]),
      { values: [0.5] },
    ],
    [
      'two channels, sample by sample',
      wav16(
        [1, 2, 3, 4].map((n) => n * 8192),
        { channels: 2, rate: 8000 },
      ),
      { channels: 2, rateHz: 8000, samples: 2, values: [0.25, 0.5, 0.75, -1] },
    ],
    [
      'other chunks around',
      riff([
        chunk('JUNK', Buffer.alloc(3)),
        fmt(),
        chunk('LIST', Buffer.alloc(4)),
        data(Buffer.alloc(2)),
        chunk('id3 ', Buffer.alloc(1)),
      ]),
      { values: [0] },
    ],
    [
      'an odd last chunk without its filling byte',
      riff([fmt({ bits: 8 }), data(Uint8Array.of(128))]).subarray(0, -1),
      { values: [0] },
    ],
  ];
  test.each(given)('%s', (_, bytes, found) => {
    const { values, ...rest } = parseWav(bytes, 'a.wav');
    expect({ ...rest, values: [...values] }).toMatchObject(found);
  });

  const refused: [string, Uint8Array, object][] = [
    ['nothing', new Uint8Array(0), { message: 'no WAV file' }],
    ['FLAC', Buffer.from('fLaC            '), { message: 'no WAV file: this is a FLAC file' }],
    ['RF64', riff([fmt(), data(Buffer.alloc(2))], { id: 'RF64' }), { message: /more than 4 GB/ }],
    ['RIFX', riff([fmt(), data(Buffer.alloc(2))], { id: 'RIFX' }), { message: /big-endian/ }],
    ['AVI', riff([fmt()], { form: 'AVI ' }), { message: 'no WAV file' }],
    ['a part', wav16([1, 2, 3]).subarray(0, -2), { message: /^truncated: the header says 50 bytes, the file has 48/ }],
    [
      'a chunk that says more',
      riff([fmt(), chunk('data', Buffer.alloc(2), 2 ** 32 - 1)]),
      { field: 'data', message: /^truncated: the chunk says 4294967295/ },
    ],
    ['a header that says more', riff([fmt(), data(Buffer.alloc(2))], { length: 2 ** 31 }), { message: /truncated/ }],
    [
      'bytes behind',
      Buffer.concat([wav16([1]), Buffer.alloc(9)]),
      { message: '9 bytes follow the end that the header says' },
    ],
    ['no samples', riff([fmt()]), { field: 'data', message: 'there is no such chunk' }],
    ['no format', riff([data(Buffer.alloc(2))]), { field: 'fmt', message: 'there is no such chunk' }],
    ['two formats', riff([fmt(), fmt(), data(Buffer.alloc(2))]), { field: 'fmt', message: 'there twice' }],
    [
      'a short format',
      riff([chunk('fmt ', Buffer.alloc(10)), data(Buffer.alloc(2))]),
      { field: 'fmt', message: 'too short' },
    ],
    ['MP3', riff([fmt({ kind: 85 }), data(Buffer.alloc(2))]), { message: 'a codec that is not read', value: 'MP3' }],
    ['A-law', riff([fmt({ kind: 6, bits: 8 }), data(Buffer.alloc(2))]), { value: 'A-law', fix: /ffmpeg/ }],
    ['half a sample', riff([fmt(), data(Buffer.alloc(3))]), { message: 'no whole number of samples', value: 3 }],
    [
      'no channel',
      riff([fmt({ channels: 0 }), data(Buffer.alloc(2))]),
      { message: 'a form of samples that is not read' },
    ],
    ['no rate', riff([fmt({ rate: 0 }), data(Buffer.alloc(2))]), { message: 'a form of samples that is not read' }],
    [
      'floats of 16 bits',
      riff([fmt({ kind: 3, bits: 16 }), data(Buffer.alloc(2))]),
      { message: 'a form of samples that is not read' },
    ],
  ];
  test.each(refused)('%s is refused', (_, bytes, problem) => {
    const [found] = problemsOf(() => parseWav(bytes, 'a.wav'));
    for (const [key, value] of Object.entries(problem)) {
      const own = found![key as keyof typeof found];
      if (value instanceof RegExp) expect(own).toMatch(value);
      else expect(own).toBe(value);
    }
  });
  test('mutated files are read or refused', () => {
    fc.assert(fc.property(mutationsOf(wav16([1, 2, 3])), (bytes) => void readOrRefuse(() => parseWav(bytes, 'a'))));
  });
});

const input = { samples: 2, rateHz: 100, codeBits: 16, zero: 32768, gain: 32768 };
const set = (files: Record<string, Uint8Array | string>, options: object = {}, more: object = {}) =>
  opened({ reader: 'wav', options, input, classes: ['no', 'yes'], ...more }, files);

describe('folders of WAV files', () => {
  test('a folder a class; 16 bits are their own codes', () => {
    const found = set({ 'yes/b.wav': wav16([-32768, 32767]), 'no/a.WAV': wav16([0, 1]), 'no/README.md': 'x' });
    expect([codesOf(found), labelsOf(found), found.names]).toEqual([
      [
        [32768, 32769],
        [0, 65535],
      ],
      [0, 1],
      ['no/a', 'yes/b'],
    ]);
  });
  test('parts', () => {
    const files = { 'train/no/a.wav': wav16([1, 2]), 'test/no/a.wav': wav16([3, 4]), 'test/yes/a.wav': wav16([5, 6]) };
    const found = set(files, { parts: ['train', 'test'] }, { input: { ...input, zero: undefined, gain: undefined } });
    expect(found.names).toEqual(['train/no/a', 'test/no/a', 'test/yes/a']);
    expect(notesOf(found).join('\n')).toMatch(/train: .*yes: there is no \.wav file|values of 1 of 3 windows/);
  });
  test('longer files are cut, each a group; without classes they lie in the folder itself', () => {
    const found = set({ 'a.wav': wav16([0, 1, 2, 3, 4]), 'b.wav': wav16([9, 9]) }, { step: 1 }, { classes: [] });
    expect(codesOf(found).map(([first]) => first! - 32768)).toEqual([0, 1, 2, 3, 9]);
    expect([found.names[3], found.groups]).toEqual(['a (3)', ['a', 'a', 'a', 'a', 'b']]);
    expect(notesOf(set({ 'a.wav': wav16([0, 1, 2, 3, 4]) }, { step: 2 }, { classes: [] }))).toEqual([
      '1 samples at the ends of 1 files fill no window and are left out',
    ]);
  });

  test.each<[string, Record<string, Uint8Array | string>, object, object]>([
    [
      'another rate',
      { 'no/a.wav': wav16([1, 2], { rate: 44100 }) },
      {},
      { field: 'rate', value: 44100, allowed: '100' },
    ],
    ['two channels', { 'no/a.wav': wav16([1, 2, 3, 4], { channels: 2 }) }, {}, { field: 'channels', value: 2 }],
    [
      'a longer file',
      { 'no/a.wav': wav16([1, 2, 3]) },
      {},
      { field: 'samples', value: 3, fix: 'options.step cuts longer files into windows' },
    ],
    ['a shorter file', { 'no/a.wav': wav16([1]) }, { step: 1 }, { field: 'samples', value: 1, allowed: '2 or more' }],
    ['another file', { 'no/a.wav': wav16([1, 2]), 'no/b.mp3': 'x' }, {}, { message: 'no .wav file' }],
    [
      'a folder that is no class',
      { 'no/a.wav': wav16([1, 2]), 'maybe/a.wav': wav16([1, 2]) },
      {},
      { message: 'the name of this folder is no class' },
    ],
    [
      'no number',
      { 'no/a.wav': riff([fmt({ kind: 3, bits: 32 }), chunk('data', raw(Float32Array.of(1, Number.NaN)))]) },
      {},
      { field: 'channel 0, sample 1' },
    ],
  ])('%s is refused', (_, files, options, problem) => {
    expect(problemsOf(() => set(files, options))[0]).toMatchObject(problem);
  });
});
