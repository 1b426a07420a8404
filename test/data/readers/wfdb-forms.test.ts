import { mkdirSync, readdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sample212 } from '../../../generator/data/readers/format212.js';
import { cutFragments } from '../../../generator/data/readers/wfdb.js';
import { isBeat, parseAnnotations } from '../../../generator/data/readers/wfdb-annotations.js';
import { parseWfdbHeader } from '../../../generator/data/readers/wfdb-header.js';
import { readAnnotations, readWfdb } from '../../../generator/data/readers/wfdb-record.js';
import { besideData } from '../sets.js';
import { folderOf, pack212, problemsOf } from './files.js';
import { mutationsOf, readOrRefuse } from './mutations.js';
import { mark, note, unpack212, words } from './wfdb-file.js';

/** Six samples, sum 6027. */
const SAMPLES = [1000, 1001, 1003, 1006, 1010, 1007];
const DAT = pack212(SAMPLES);
const RECORD = 'r 1 360 6';
const SIGNAL = 'r.dat 212 200(1024)/mV 11 1024 1000 6027 0 MLII';
const recordOf = (header: string | Uint8Array, others: Record<string, string | Uint8Array> = {}) =>
  readWfdb(join(folderOf({ 'r.hea': header, 'r.dat': DAT, ...others }), 'r.hea'));

describe('headers that WFDB allows are read', () => {
  const whole = `${RECORD}\n${SIGNAL}\n`;
  const signal = (text: string) => `${RECORD}\n${text}\n`;
  test.each<[string, string | Uint8Array]>([
    ['as it is mostly written', whole],
    ['nothing after the format', signal('r.dat 212')],
    ['nothing after the gain', signal('r.dat 212 200(1024)/mV')],
    ['nothing after the bits', signal('r.dat 212 200(1024)/mV 11')],
    ['no first value: it is no check', signal('r.dat 212 200(1024)/mV 11 1024')],
    ['no checksum', signal('r.dat 212 200(1024)/mV 11 1024 1000')],
    ['no description', signal('r.dat 212 200(1024)/mV 11 1024 1000 6027 0')],
    ['first value and checksum 0 for: not known', signal('r.dat 212 200(1024)/mV 11 1024 0 0 0 MLII')],
    ['an unsigned checksum', signal(`r.dat 212 200(1024)/mV 11 1024 1000 ${6027 - 65536} 0 MLII`)],
    ['no length', `r 1 360\n${SIGNAL}`],
    ['length 0', `r 1 360 0\n${SIGNAL}`],
    ['no rate', `r 1\n${SIGNAL}`],
    ['a rate with a point', `r 1 360. 6\n${SIGNAL}`],
    ['a rate with an exponent and a sign', `r 1 +3.6e2 6\n${SIGNAL}`],
    ['a counter frequency', `r 1 360/360 6\n${SIGNAL}`],
    ['a base of the counter', `r 1 360/360.0(-12.5) 6\n${SIGNAL}`],
    ['time and date', `r 1 360 6 12:00:00.5 01/02/2003\n${SIGNAL}`],
    ['a date in another form', `r 1 360 6 05-May-2020 09:49:17\n${SIGNAL}`],
    ['a hyphen in the name', `my-rec 1 360 6\n${SIGNAL}`],
    ['a point in the name', `E1.mat 1 360 6\n${SIGNAL}`],
    ['a gain with a point and a whole zero', signal(SIGNAL.replace('200(1024)', '200.(1024.0)'))],
    ['a gain with an exponent', signal(SIGNAL.replace('200(', '2e2('))],
    ['a negative gain', signal(SIGNAL.replace('200(', '-200('))],
    ['one sample a frame, no skew, no offset in words', signal(SIGNAL.replace('212', '212x1:0+0'))],
    ['a point behind the description', signal(`${SIGNAL}.`)],
    ['a comment behind a line', signal(`${SIGNAL} # noisy`)],
    ['tabs and blanks behind', `r\t1\t360\t6 \t\n${SIGNAL.replaceAll(' ', '\t')} \t\n`],
    ['empty lines and comments', `\n# ÄÖ кардиограмма\n\n${RECORD}\n# x\n${SIGNAL}\n\n# <age>: 0\n`],
    ['CR LF', whole.replaceAll('\n', '\r\n')],
    ['CR', whole.replaceAll('\n', '\r')],
    ['a byte order mark', `\ufeff${whole}`],
    ['no line end', whole.trimEnd()],
    ['a comment in latin1', Buffer.from(`# Gr\u00f6\u00dfe\n${whole}`, 'latin1')],
  ])('%s', (_, header) => {
    expect([...recordOf(header).signals[0]!.codes]).toEqual(SAMPLES);
  });

  test('numbers are what they say', () => {
    const header = parseWfdbHeader(`r 1 3.6e2/720 6\n${SIGNAL.replace('200(1024)', '2.e2(1024.0)')}`, 'x');
    expect(header).toMatchObject({ sampleRateHz: 360, samples: 6 });
    expect(header.signals[0]).toMatchObject({ gain: 200, baseline: 1024, units: 'mV', checksum: 6027 });
    expect(parseWfdbHeader('r 1\nr.dat 212 0 11 1024', 'x').signals[0]).toMatchObject({ gain: 200, baseline: 1024 });
  });

  test('bytes before the first sample', () => {
    const record = recordOf(`${RECORD}\n${SIGNAL.replace('212', '212+5')}`, {
      'r.dat': Buffer.concat([Buffer.from('EDF: '), DAT]),
    });
    expect([...record.signals[0]!.codes]).toEqual(SAMPLES);
  });
});

describe('headers that are not read are refused in one short line, which names the field', () => {
  test.each<[string, string | Uint8Array, RegExp]>([
    ['a path as the name', `some/dir/r 1 360 6\n${SIGNAL}`, /record name: .*"some\/dir\/r".*letters, digits/],
    ['several segments', `r/3 1 360 6\n${SIGNAL}`, /several segments/],
    ['no number of signals', `r one\n${SIGNAL}`, /record line: cannot be read.*<name> <signals>/],
    ['half a signal', `r 1.5 360 6\n${SIGNAL}`, /signals: .*"1\.5"/],
    ['a billion signals', `r 1000000000\n${SIGNAL}`, /signals: .*1 to 1024/],
    ['a negative rate', `r 1 -360 6\n${SIGNAL}`, /rate: .*"-360".*above 0 Hz/],
    ['an endless rate', `r 1 1e999 6\n${SIGNAL}`, /rate: /],
    ['a rate in words', `r 1 fast 6\n${SIGNAL}`, /rate: .*"fast"/],
    ['a length beyond all files', `r 1 360 99999999999999999999\n${SIGNAL}`, /samples: .*2147483647/],
    ['a negative length', `r 1 360 -6\n${SIGNAL}`, /samples: /],
    ['a skew of half a frame', `${RECORD}\n${SIGNAL.replace('212', '212x2:3')}`, /signal\[0\]\.format: .*"212x2:3"/],
    ['no samples a frame', `${RECORD}\n${SIGNAL.replace('212', '212x0')}`, /signal\[0\]\.format: .*"212x0"/],
    ['FLAC', `${RECORD}\n${SIGNAL.replace('212', '516')}`, /signal\[0\]\.format: .*FLAC.*"516"/],
    ['no format of a name of JavaScript', `${RECORD}\n${SIGNAL.replace('212', 'toString')}`, /\.format: /],
    ['40 bits', `${RECORD}\n${SIGNAL.replace(' 11 ', ' 40 ')}`, /signal\[0\]\.adcBits: .*"40"/],
    ['half a zero', `${RECORD}\n${SIGNAL.replace('(1024)', '(1024.5)')}`, /signal\[0\]\.gain: /],
    ['standard input', `${RECORD}\n${SIGNAL.replace('r.dat', '-')}`, /signal\[0\]\.file: .*"-"/],
    ['a checksum in words', `${RECORD}\n${SIGNAL.replace('6027', 'none')}`, /signal\[0\]\.checksum: .*"none"/],
    ['comments alone', '# x\n', /no record line/],
    ['UTF-16', Buffer.from(`\ufeff${RECORD}`, 'utf16le'), /UTF-16/],
    ['an EDF recording', `${'0'.padEnd(88)}x`, /an EDF recording/],
    ['a WAV file', Buffer.from('RIFF\0\0\0\0WAVEfmt '), /a WAV file/],
    ['bytes', Buffer.from([1, 2, 0, 4]), /no text/],
    ['a long line', `${'x'.repeat(100_000)} y`, /record line/],
  ])('%s', (_, header, message) => {
    const problems = problemsOf(() => recordOf(header));
    expect(problems).toHaveLength(1);
    const [{ where, field, message: said, value, allowed }] = problems as [(typeof problems)[0]];
    expect(where).toMatch(/r\.hea$/);
    expect(`${field}: ${said} ${JSON.stringify(value)} ${allowed}`).toMatch(message);
  });
});

describe('what is given as a record', () => {
  const files = { 'r.hea': `${RECORD}\n${SIGNAL}`, 'r.dat': DAT, 'UP.HEA': `UP 1\n${SIGNAL}`, 'other.txt': 'x' };
  test.each(['r', 'r.hea', 'r.dat', 'r.', 'UP', 'UP.HEA', 'up.hea'])('%s is read', (name) => {
    expect([...readWfdb(join(folderOf(files), name)).signals[0]!.codes]).toEqual(SAMPLES);
  });
  test('a file of signals whose name has another case', () => {
    const dir = folderOf({ 'r.hea': `${RECORD}\n${SIGNAL}`, 'R.DAT': DAT });
    expect([...readWfdb(join(dir, 'r')).signals[0]!.codes]).toEqual(SAMPLES);
  });
  test.each<[string, string, RegExp, RegExp | undefined]>([
    ['a folder', '.', /a folder/, /\.(hea|HEA)$/],
    ['a name that is not there', 'rr', /no such file/, /\/r\.hea$/],
    ['a path below a file', 'r.hea/x', /cannot be read: a part of the path is a file/, undefined],
    ['a name with NUL', 'r\0', /cannot be read/, undefined],
    ['signals without a header', 'lone.dat', /no such file/, undefined],
  ])('%s is refused', (_, name, message, fix) => {
    const dir = folderOf(files);
    const [problem] = problemsOf(() => readWfdb(`${dir}/${name}`));
    expect(problem!.message).toMatch(message);
    if (fix !== undefined) expect(problem!.fix).toMatch(fix);
  });
  test.each([
    ['an address', 'https://physionet.org/files/mitdb/1.0.0/100', /an address/],
    ['nothing', '', /no name/],
    ['a device', '/dev/zero', /a device/],
  ])('%s is refused', (_, name, message) => {
    expect(problemsOf(() => readWfdb(name))[0]!.message).toMatch(message);
  });
});

describe('lengths of format 212', () => {
  const odd = pack212([1, 2, 3]);
  const header = (samples: number | '', signals = 1) => `r ${signals} 360 ${samples}\n${'r.dat 212\n'.repeat(signals)}`;
  test.each<[string, string, Uint8Array, number[][]]>([
    ['an odd number, the last triple filled', header(3), odd, [[1, 2, 3]]],
    ['an odd number, not filled', header(3), odd.subarray(0, 5), [[1, 2, 3]]],
    ['an odd number without length, not filled', header(''), odd.subarray(0, 5), [[1, 2, 3]]],
    ['a filling counts as a sample where no length is given', header(''), odd, [[1, 2, 3, 0]]],
    ['three signals', header(1, 3), odd, [[1], [2], [3]]],
    ['three signals without length, filled', header('', 3), odd, [[1], [2], [3]]],
  ])('%s', (_, hea, dat, codes) => {
    expect(recordOf(hea, { 'r.dat': dat }).signals.map((s) => [...s.codes])).toEqual(codes);
  });
  test.each<[string, string, Uint8Array, RegExp]>([
    ['a byte too few', header(3), odd.subarray(0, 4), /shorter/],
    ['a byte too many', header(3), Buffer.concat([odd, Buffer.alloc(1)]), /longer/],
    ['a byte too few without length', header(''), odd.subarray(0, 4), /no whole number/],
    ['part of a frame', header('', 3), pack212([1, 2, 3, 4, 5, 6, 7, 8]), /no whole number/],
    ['nothing', header(''), Buffer.alloc(0), /no whole number/],
  ])('%s is refused', (_, hea, dat, message) => {
    const [problem] = problemsOf(() => recordOf(hea, { 'r.dat': dat }));
    expect(problem).toMatchObject({ where: expect.stringMatching(/r\.dat$/), message: expect.stringMatching(message) });
  });
  test('a file much larger than its header says is refused without being read', () => {
    const dir = folderOf({ 'r.hea': header(3), 'r.dat': DAT });
    // A hole of 64 GiB takes no room on the disk, and would not fit in memory.
    truncateSync(join(dir, 'r.dat'), 2 ** 36);
    expect(problemsOf(() => readWfdb(join(dir, 'r')))[0]!.message).toMatch(/longer/);
  });
  test('a folder in place of the signals', () => {
    const dir = folderOf({ 'r.hea': header(3) });
    mkdirSync(join(dir, 'r.dat'));
    expect(problemsOf(() => readWfdb(join(dir, 'r')))[0]!.message).toMatch(/a folder/);
  });
});

describe('invalid samples', () => {
  const cut = (samples: number[], length: number) =>
    cutFragments(
      recordOf(`r 1 360 ${samples.length}\nr.dat 212 200(1024)/mV`, { 'r.dat': pack212(samples) }),
      length,
      [0],
    );
  test('the windows that hold one are left out, counted and told; the others keep their place', () => {
    const set = cut([1, 2, 3, -2048, 5, 6, -2048, -2048, 9], 2);
    expect(set).toMatchObject({
      windows: [0, 2],
      names: ['r (0)', 'r (2)'],
      inputs: [{ codes: Int16Array.of(1, 2, 5, 6) }],
    });
    expect(set.provenance.notes).toEqual([expect.stringMatching(/\(-2048\): 3 of 9; 2 of 4 windows hold one/)]);
    expect(cut([1, 2, 3, 4], 2).provenance.notes).toEqual([]);
  });
  test('nothing else is left', () => {
    const [problem] = problemsOf(() => cut([1, -2048, -2048, 4], 2));
    expect(problem!.message).toMatch(/: 2 of 4; each of 2 windows holds one/);
  });
});

describe('annotations', () => {
  const marks = (...parts: Uint8Array[]) =>
    parseAnnotations(Buffer.concat(parts), 'x.atr', 360).map((a) => `${a.sample}${a.symbol}`);
  const end = words(0);
  test.each<[string, Uint8Array[], string[]]>([
    ['an empty file', [], []],
    ['no end mark', [words(mark(1, 100), mark(5, 300))], ['100N', '400V']],
    ['bytes behind the end mark', [words(mark(1, 100), 0), Buffer.from([0])], ['100N']],
    ["the user's codes", [words(mark(42, 1), mark(49, 1)), end], ['1[42]', '2[49]']],
    ['codes without a symbol', [words(mark(15, 1)), end], ['1[15]']],
    ['NOTQRS moves on', [words(mark(1, 100), mark(0, 300), mark(1, 5)), end], ['100N', '405N']],
    [
      'ticks of another rate',
      [note('## time resolution: 1000'), words(mark(1, 277), mark(1, 723)), end],
      ['100N', '360N'],
    ],
    [
      "a table of the user's symbols",
      [
        note('## annotation type definitions'),
        note('42 ab own mark'),
        note('## end of definitions'),
        words(mark(42, 7)),
        end,
      ],
      ['7ab'],
    ],
    ['a note of the signal', [words(mark(1, 3)), note('## of no prolog'), end], ['3N', '3"']],
  ])('%s', (_, parts, expected) => {
    expect(marks(...parts)).toEqual(expected);
  });
  test.each<[string, Uint8Array, RegExp]>([
    ['a text', Buffer.from('Time,Symbol\n0.3,N\n'), /a text/],
    ['half a word', Buffer.from([1]), /truncated/],
    ['a step cut off', words(mark(59, 0), 1), /truncated/],
    ['a resolution in words', note('## time resolution: fast'), /no rate/],
  ])('%s is refused', (_, bytes, message) => {
    expect(problemsOf(() => parseAnnotations(bytes, 'x.atr', 360))[0]!.message).toMatch(message);
  });
  test('the signal is read whatever lies beside it; marks may lie behind its end', () => {
    const header = `${RECORD}\n${SIGNAL}`;
    expect(recordOf(header, { 'r.atr': 'Time,Symbol\n' }).signals).toHaveLength(1);
    const late = readAnnotations(recordOf(header, { 'r.atr': words(mark(1, 900), 0) }));
    expect(late.map((a) => a.sample)).toEqual([900]);
  });
});

describe('mutated files are read or refused', () => {
  test('header and signals', () => {
    const dir = (header: Uint8Array, dat: Uint8Array) => folderOf({ 'r.hea': header, 'r.dat': dat });
    const header = Buffer.from(`# c\nr 2 360 3 1:2:3\n${'r.dat 212 200(1024)/mV 11 1024\n'.repeat(2)}`);
    fc.assert(
      fc.property(mutationsOf(header), mutationsOf(DAT), (hea, dat) => {
        readOrRefuse(() => cutFragments(readWfdb(join(dir(hea, dat), 'r')), 2, [0]));
      }),
      { numRuns: 300 },
    );
  });
  test('annotations', () => {
    const valid = Buffer.concat([
      note('## time resolution: 720'),
      words(mark(28, 1), mark(63, 3)),
      Buffer.from('(N\0\0'),
      words(mark(59, 0), 1, 2, mark(1, 1), mark(61, 2), mark(62, 1), mark(60, 0xff), 0),
    ]);
    fc.assert(
      fc.property(mutationsOf(valid), (bytes) => {
        readOrRefuse(() => parseAnnotations(bytes, 'x', 360).map(isBeat));
      }),
      { numRuns: 1000 },
    );
  });
});

const database = besideData('mitdb');
test.skipIf(database === undefined)(
  'all recordings of the MIT-BIH database, three of them sample by sample against another decoder',
  () => {
    const dir = database!;
    const headers = readdirSync(dir).filter((name) => name.endsWith('.hea'));
    expect(headers).toHaveLength(48);
    let invalid = 0;
    for (const header of headers) {
      const record = readWfdb(join(dir, header));
      const [first, second] = [record.signals[0]!, record.signals[1]!];
      invalid += first.codes.filter((code) => code === -2048).length;
      expect(readAnnotations(record).length).toBeGreaterThan(0);
      if (!['100.hea', '207.hea', '234.hea'].includes(header)) continue;
      const samples = unpack212(readFileSync(join(dir, header.replace('.hea', '.dat'))));
      const wrong = samples.findIndex((code, i) => (i % 2 === 0 ? first : second).codes[i >> 1] !== code);
      expect([header, wrong, samples.length]).toEqual([header, -1, 2 * record.samples]);
    }
    // Of 1,444 minutes, 171 are masked.
    expect(invalid / 360 / 60).toBeCloseTo(171, -0.5);
  },
);
test('the other decoder agrees on all pairs of bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 3, maxLength: 60 }), (bytes) => {
      const whole = bytes.subarray(0, bytes.length - (bytes.length % 3));
      expect(unpack212(whole).map((_, i) => sample212(whole, i))).toEqual(unpack212(whole));
    }),
  );
});
