import { expect, test } from 'vitest';
import { chosen, readPage, says, withOutputs } from './page.js';

const PAGE = `text
\`\`\`sh
a
b
\`\`\`
<!-- output: x|^y -->
<!-- end of output -->
<!-- part of f.py -->
\`\`\`python
c
\`\`\`
\`\`\`sh
d
\`\`\``;

test('commands, the lines that are shown of them, and parts of files', () => {
  const { steps, excerpts } = readPage(PAGE);
  expect(steps.map(({ commands }) => commands)).toEqual(['a\nb', 'd']);
  expect(excerpts).toEqual([{ file: 'f.py', text: 'c' }]);
  expect(chosen('1 x  \nz y\ny\n', steps[0]!.shown!.lines)).toEqual(['1 x', 'y']);
  const written = withOutputs(PAGE, steps, ['1 x\n', '']);
  expect(readPage(written).steps[0]!.shown!.text).toEqual(['1 x']);
  expect(withOutputs(written, readPage(written).steps, ['1 x\n', ''])).toBe(written);
});

test('a block without its end is named', () => {
  expect(() => readPage('```sh\na')).toThrow('line 1');
});

test.each<[string, string, boolean]>([
  ['PASS', 'PASS', true],
  ['PASS', 'FAIL', false],
  ['clock  reached: 30.1 MHz', 'clock reached: 29.0 MHz', true],
  ['right: 297 of 300 windows', 'right: 280 of 300 windows', true],
  ['right: 297 of 300 windows', 'right: 200 of 300 windows', false],
  ['97.5 %', '60.0 %', false],
  ['7 passes', '8 passes', true],
  ['7 passes', '9 passes', false],
  ['1 difference', '0 difference', false],
  ['(2.4 times)', '(2.3 times)', true],
  ['rms 0.05', 'rms 0.12', true],
  ['rms 0.05', 'rms 0.50', false],
  ['as folded 1.1e-7', 'as folded 8e-6', true],
  ['as folded 1.1e-7', 'as folded 2e-3', false],
  ['5,120 0', '5,120 0', true],
  ['5,120 0', '5,120 1', false],
  ['------  --', '---  --', true],
  ['a b', 'a b c', false],
])('%s, printed as %s: %s', (shown, printed, wanted) => {
  expect(says(shown, printed)).toBe(wanted);
});
