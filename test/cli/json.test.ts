import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { program, verbs } from '../../generator/cli/program.js';
import { buildTiny } from '../emit/tiny.js';

/** `--json` is of every verb: one object on stdout and nothing else there; mistakes on stderr, exit code 2. */

const MAIN = resolve('dist/cli/main.js');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitbeat-json-test-'));
  mkdirSync(join(folder, 'configs/designs'), { recursive: true });
  for (const name of ['tiny.json', 'tiny.alq.json'])
    copyFileSync(`test/goldens/${name}`, join(folder, 'configs/designs', name));
});
afterAll(() => rmSync(folder, { recursive: true }));

function ran(...args: string[]) {
  const { BITBEAT_DATA: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test.each(verbs)('%s has it, said the same way', async (verb) => {
  const [command] = (await program([verb])).commands;
  const option = command!.options.find(({ long }) => long === '--json');
  // A board's answers are printed as they come.
  expect(option?.description).toMatch(verb === 'run' ? /^print JSON objects, one a line/ : /^print one JSON object\b/);
});

/** Command lines that end soon, and what of their object is known. */
const CHEAP: [string[], object][] = [
  [['doctor'], { tools: expect.any(Array) }],
  [
    ['schemas', '--out', 'schemas'],
    { files: expect.arrayContaining([{ file: 'schemas/design.schema.json', state: 'written' }]) },
  ],
  [
    ['schemas', '--out', 'schemas', '--check'],
    { files: expect.arrayContaining([{ file: 'schemas/design.schema.json', state: 'up to date' }]) },
  ],
  [['completion', 'designs'], { designs: expect.arrayContaining(['tiny']) }],
  [['new', 'mine'], { folder: 'mine', origin: 'example' }],
  [['list'], { designs: expect.arrayContaining([expect.objectContaining({ name: 'tiny' })]) }],
  [['describe', 'tiny'], {}],
  [['generate', 'tiny'], { design: 'tiny', folder: 'build/tiny', top: 'bitbeat_tiny' }],
  [['simulate', 'tiny', '--simulator', 'icarus', '--fragments', '1'], { design: 'tiny', pass: true }],
  [['package', 'tiny', '--simulator', 'icarus', '--fragments', '1'], { design: 'tiny', folder: 'build/tiny-package' }],
  [['bus', 'tiny', '--bus', 'axi'], { design: 'tiny', bus: 'axi', folder: 'build/tiny-axi' }],
  [['bus', 'tiny', '--table'], {}],
  [['program', '--board', 'icebreaker', '--dry-run'], { board: 'icebreaker', loaded: false }],
  [['fuzz', '--cases', '1', '--simulator', 'icarus'], {}],
  [['data', '--data', 'mine/data/test.json'], { fragments: 240 }],
  [['evaluate', '--model', 'mine/models/mine', '--data', 'mine/data/test.json'], {}],
];

describe('one object and nothing else', () => {
  test.each(CHEAP)('%j', (args, known) => {
    const { status, stdout, stderr } = ran(...args, '--json');
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.not.stringMatching(/^\{/) });
    expect(stdout).toMatch(/^\{/);
    expect(JSON.parse(stdout)).toMatchObject(known);
  });
});

describe('a mistake is told on stderr, and stdout is empty', () => {
  test.each([
    ['generate', 'nowhere'],
    ['package', 'nowhere'],
    ['bus', 'tiny'],
    ['program', '--board', 'icebraker'],
    ['report', '--card', 'nowhere'],
    ['train', '--data', 'nowhere'],
    ['networks', '--folder', 'nowhere'],
    ['sweep', '--config', 'nowhere.json'],
    ['results'],
    ['board', '--design', 'nowhere'],
  ])('%s %s', (...args) => {
    const { status, stdout, stderr } = ran(...args.filter((arg) => arg !== undefined), '--json');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).not.toBe('');
  });
});

test('the tiny design is what the others take it for', () => {
  expect(buildTiny().design.name).toBe('tiny');
});
