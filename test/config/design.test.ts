import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bitbeat } from '../cli/run-in-process.js';
import { inFolder } from '../emit/tiny.js';

const good = {
  name: 'tiny',
  model: '../../test/goldens/tiny.alq.json',
  architecture: 'stream',
  folding: { lanes: [1, 1, 1, 1] },
};

test.each([
  ['an unknown field', { ...good, lanes: 3 }, ['lanes', 'unknown field']],
  ['a missing field', { ...good, folding: undefined }, ['folding']],
  ['an unknown architecture', { ...good, architecture: 'streem' }, ['architecture', 'stream']],
  ['a name that no folder can have', { ...good, name: 'A b' }, ['name', 'lower-case']],
  [
    'an illegal lane count',
    { ...good, folding: { lanes: [1, 3, 1, 1] } },
    ['folding.lanes[1]', 'conv2', 'power of two'],
  ],
  ['an unknown reset', { ...good, ports: { reset: 'async' } }, ['ports.reset', 'sync-low', 'sync-high', 'async-low']],
  ['registered that is no truth', { ...good, ports: { registered: 1 } }, ['ports.registered', 'true or false']],
  ['an unknown field of ports', { ...good, ports: { registerd: true } }, ['ports.registerd', 'unknown field']],
  ['one copy', { ...good, copies: 1 }, ['copies', 'found 1', '2']],
  ['too many copies', { ...good, copies: 17 }, ['copies', 'found 17', '16']],
  ['part of a copy', { ...good, copies: 2.5 }, ['copies', 'found 2.5']],
  ['a model that is not there', { ...good, model: 'none.alq.json' }, ['none.alq.json']],
])('%s: 2, named, nothing written', (_, design, messages) =>
  inFolder(async (folder) => {
    const file = join(folder, 'd.json');
    const model = join(process.cwd(), 'test/goldens/tiny.alq.json');
    writeFileSync(file, JSON.stringify(design.model === good.model ? { ...design, model } : design));
    const out = join(folder, 'out');
    const { code, stderr, stdout } = await bitbeat('generate', '--design', file, '--out', out);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    for (const message of messages) expect(stderr).toContain(message);
    expect(stderr).toContain(folder);
  }),
);

test.each([
  ['no such design', ['generate', '--design', 'nowhere'], 'configs/designs/nowhere.json'],
  ['neither design nor folder', ['simulate'], 'either --design or --rtl'],
  ['both design and folder', ['simulate', '--design', 'a', '--rtl', 'b'], 'either --design or --rtl'],
  ['a folder that nobody generated', ['simulate', '--rtl', 'docs'], 'not a generated folder'],
  ['an unknown simulator', ['simulate', '--design', 'a', '--simulator', 'modelsim'], 'verilator, icarus'],
  ['a number that is none', ['simulate', '--design', 'a', '--fragments', 'many'], 'not a whole number'],
])('%s: 2', async (_, args, message) => {
  expect(await bitbeat(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(message), stdout: '' });
});

test('a model of another length is simulated on signals of its own', async () => {
  const args = ['--design', 'test/goldens/tiny.json', '--fragments', '1', '--simulator', 'icarus'];
  const { code, stdout } = await bitbeat('simulate', ...args);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^tiny: 1 fragments of built-in signals/);
});

test('simulator missing: 2, with the command that mends it', async () => {
  const path = process.env.PATH;
  process.env.PATH = '/nowhere';
  try {
    await inFolder(async (folder) => {
      await bitbeat('generate', '--design', 'test/goldens/tiny.json', '--out', folder);
      const args = ['simulate', '--rtl', folder, '--vectors', 'test/goldens'];
      writeFileSync(join(folder, 'samples.hex'), '400\n'.repeat(36));
      const { code, stderr } = await bitbeat(...args.slice(0, 4), folder);
      expect(code).toBe(2);
      expect(stderr).toContain('verilator: simulator missing');
      expect(stderr).toContain('make setup');
    });
  } finally {
    process.env.PATH = path;
  }
});
