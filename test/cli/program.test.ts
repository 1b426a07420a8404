import { Command } from 'commander';
import { describe, expect, test, vi } from 'vitest';
import { verbs } from '../../generator/cli/program.js';
import { doctorCommand } from '../../generator/cli/verbs/doctor.js';
import { UserError } from '../../generator/support/errors.js';
import { bitbeat } from './run-in-process.js';

vi.mock('../../generator/cli/verbs/doctor.js', async (original) => {
  const module = await original<typeof import('../../generator/cli/verbs/doctor.js')>();
  return { doctorCommand: vi.fn(module.doctorCommand) };
});

/** Lets the next `bitbeat doctor` do this. */
const doctorDoes = (action: () => void) =>
  vi.mocked(doctorCommand).mockReturnValueOnce(new Command('doctor').action(action));

describe('help', () => {
  test('of the program names every verb and ends with examples', async () => {
    const { code, stdout } = await bitbeat('--help');
    expect(code).toBe(0);
    for (const verb of verbs) expect(stdout).toMatch(new RegExp(`^ {2}${verb}\\b`, 'm'));
    expect(stdout).toMatch(/Examples:\n( {2}\$ npx bitbeat \w+.*\n)+/);
  });

  test.each(verbs)('of %s shows an example of that verb', async (verb) => {
    const { code, stdout } = await bitbeat(verb, '--help');
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`Examples?:\n(.*\n)*.*bitbeat ${verb}\\b`));
  });

  test('of every verb named in the examples exists', async () => {
    const { stdout } = await bitbeat('--help');
    for (const [, verb] of stdout.matchAll(/npx bitbeat (\w+)/g)) expect(verbs).toContain(verb);
  });

  test('--version prints the version of package.json', async () => {
    expect(await bitbeat('--version')).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      stderr: '',
    });
  });
});

describe('exit codes', () => {
  test.each([
    ['no verb', [], 'Usage: bitbeat'],
    ['an unknown verb', ['doctr'], 'Did you mean doctor?'],
    ['a name that every object has', ['constructor'], 'unknown command'],
    ['an unknown option of the program', ['--jsn'], "unknown option '--jsn'"],
    ['an unknown option of a verb', ['doctor', '--jsn'], 'Did you mean --json?'],
    ['an argument too many', ['doctor', 'now'], 'too many arguments'],
  ])('%s is the user mistake: 2', async (_, args, message) => {
    const { code, stdout, stderr } = await bitbeat(...args);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
    expect(stdout).toBe('');
  });

  test.each(verbs)('an unknown option of %s: 2', async (verb) => {
    expect(await bitbeat(verb, '--no-such-option')).toMatchObject({ code: 2, stdout: '' });
  });

  test('UserError: every problem, no stack, 2', async () => {
    doctorDoes(() => {
      throw new UserError([
        { where: 'a.json', field: 'layers[2].kernel', message: 'too small', value: 0, allowed: '1 or more' },
        { where: 'b.json', message: 'missing' },
      ]);
    });
    const { code, stderr } = await bitbeat('doctor');
    expect(stderr).toBe('a.json: layers[2].kernel: too small (found 0); allowed: 1 or more\nb.json: missing\n');
    expect(code).toBe(2);
  });

  test('any other error: one line, 1', async () => {
    doctorDoes(() => {
      throw new TypeError('broken inside');
    });
    const { code, stderr } = await bitbeat('doctor');
    expect(stderr).toMatch(/^bitbeat failed: TypeError: broken inside \(BITBEAT_TRACE=1 .*\)\n$/);
    expect(code).toBe(1);
  });

  test('a verb whose check failed keeps the exit code it set', async () => {
    doctorDoes(() => {
      process.exitCode = 1;
    });
    expect(await bitbeat('doctor')).toEqual({ code: 1, stdout: '', stderr: '' });
  });
});
