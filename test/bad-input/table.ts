import { tmpdir } from 'node:os';
import { markdownTable } from '../../generator/report/table.js';

/** A bad input as one test has it. */
export interface Case {
  /** The test's file and its titles, from the outermost. */
  file: string;
  titles: readonly string[];
  answer: string;
}

/** Test files whose cases are listed, by what a user has: the first that fits. */
const KINDS: readonly [part: string, side: 'network' | 'data', kind: string][] = [
  ['test/import/onnx/external', 'network', 'ONNX, data beside it'],
  ['test/import/onnx/', 'network', 'ONNX'],
  ['test/import/trace', 'network', 'ONNX'],
  ['test/import/keras/files', 'network', 'Keras, HDF5'],
  ['test/import/keras/', 'network', 'Keras'],
  ['test/import/tfjs/', 'network', 'TensorFlow.js'],
  ['test/import/safetensors', 'network', 'safetensors'],
  ['test/support/zip', 'data', 'ZIP (NPZ, and .keras)'],
  ['test/support/npy', 'data', 'NumPy'],
  ['test/data/readers/arrays', 'data', 'NumPy'],
  ['test/data/readers/class-folder', 'data', 'class folders'],
  ['test/data/readers/csv', 'data', 'CSV'],
  ['test/data/readers/edf', 'data', 'EDF'],
  ['test/data/readers/file-index', 'data', 'table of files'],
  ['test/data/readers/matlab4', 'data', 'MATLAB level 4'],
  ['test/data/readers/matlab5', 'data', 'MATLAB level 5'],
  ['test/data/readers/parquet', 'data', 'Parquet'],
  ['test/data/readers/targets', 'data', 'targets'],
  ['test/data/readers/text-windows', 'data', 'UEA, UCR text'],
  ['test/data/readers/wav', 'data', 'WAV'],
  ['test/data/readers/wfdb', 'data', 'WFDB'],
];

/** Whether cases of a test file are listed. */
export const isListed = (file: string): boolean => kindOf(file) !== undefined;

const kindOf = (file: string) => KINDS.find(([part]) => file.startsWith(part));

/** Titles that say no more than the table does. */
const PLAIN = /^(is refused.*|refuses|readMatlab\w+ refuses|hostile HDF5)$/;

/** What is wrong with a file, from the titles of its test. */
const wrong = (titles: readonly string[]) =>
  titles
    .filter((title, i) => i === titles.length - 1 || !PLAIN.test(title))
    .map((title) => title.replace(/:? (?:is )?refused$|^refuses /, ''))
    .join(': ');

const TEMPORARY = new RegExp(`${tmpdir()}/[\\w.-]+`, 'g');

/** An answer without the names of folders that a test makes, which are others every time. */
const lasting = (answer: string) =>
  answer
    .replaceAll(TEMPORARY, '')
    .replace(/^\/(?:model\/)?|^\d+: /, '')
    .replace(/^:/, 'the folder:');

/** docs/bad-input.md of all cases. */
export function badInputPage(cases: readonly Case[]): string {
  const rows = (side: 'network' | 'data') =>
    cases
      .flatMap(({ file, titles, answer }) => {
        const kind = kindOf(file);
        return kind?.[1] === side ? [[kind[2], wrong(titles), lasting(answer)].map(cell)] : [];
      })
      .sort((a, b) => (a.join() < b.join() ? -1 : 1));
  const [networks, data] = [rows('network'), rows('data')];
  const head = ['file', 'what is wrong with it', 'answer, its first line'];
  return `# Bad input

Files that are malformed, hostile, or often got wrong, and what bitbeat answers: each is a case of a test, and the tests write this page
(\`make bad-input\`). Tests that damage files at random, of which every format has one, are not listed.

## ${networks.length} files of networks

${markdownTable(head, networks)}

## ${data.length} files of data

${markdownTable(head, data)}
`;
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('*', '\\*');
