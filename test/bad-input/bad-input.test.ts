import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { badInputPage } from './table.js';

const page = readFileSync('docs/bad-input.md', 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| ') && !/^\| (?:file|---)/.test(line));

test('of networks and of data there are more than forty each', () => {
  const [, networks, data] = /^## (\d+) files of networks$[\s\S]*^## (\d+) files of data$/m.exec(page)!;
  expect(Number(networks)).toBeGreaterThan(40);
  expect(Number(data)).toBeGreaterThan(40);
  expect(rows).toHaveLength(Number(networks) + Number(data));
});

test.each([
  ['a truncated protobuf', /^\| ONNX \| a file that is cut .*no whole ONNX file/],
  ['external data that are missing', /^\| ONNX, data beside it \| data missing .*its data are missing/],
  ['external data outside the folder', /^\| ONNX, data beside it \| data outside the folder /],
  ['shapes that do not fit', /^\| ONNX \| too few numbers .*its data do not fit/],
  ['a cycle', /^\| ONNX \| .*circle .*over others/],
  ['weights that are no numbers', /^\| ONNX \| not a number .*NaN/],
  ['gigabytes', /^\| ONNX \| gigabytes .*more numbers than are read/],
  ['a zip bomb', /^\| ZIP[^|]+\| .*bomb .*unpacks to more/],
  ['HDF5 that holds itself', /^\| Keras, HDF5 \| groups that hold themselves /],
  ['float16', /^\| ONNX \| .*float16.*read as it is meant/],
  ['bfloat16', /^\| ONNX \| .*bfloat16.*read as it is meant/],
  ['double', /^\| ONNX \| .*double .*read as it is meant/],
  ['initialisers as inputs', /^\| ONNX \| .*initialisers that are listed as inputs.*read as it is meant/],
  ['a time axis of no length', /^\| ONNX \| .*open length .*--samples/],
])('%s is among them', (_, row) => {
  expect(rows.filter((line) => row.test(line))).not.toEqual([]);
});

test('a row has no name of a folder that is another one tomorrow, and no cell ends early', () => {
  const cases = [
    { file: 'test/import/onnx/a.test.ts', titles: ['is refused soon', 'x: refused'], answer: '/tmp/b-1/x.onnx: a | b' },
    { file: 'test/data/readers/wav.test.ts', titles: ['WAV', 'y'], answer: '/tmp/b-1: there is none' },
    { file: 'test/data/open.test.ts', titles: ['z'], answer: 'z' },
  ];
  const made = badInputPage(cases);
  expect(made).toContain('| ONNX | x | x.onnx: a \\| b |');
  expect(made).toContain('| WAV | WAV: y | the folder: there is none |');
  expect(made).not.toContain('z |');
});
