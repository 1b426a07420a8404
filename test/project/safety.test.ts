import { type ChildProcess, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failure } from '../../generator/cli/failure.js';
import { writeStaged } from '../../generator/support/write-staged.js';
import { run, start } from './built.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bitbeat-safety-'));
  for (const file of ['tiny.json', 'tiny.alq.json']) copyFileSync(`test/goldens/${file}`, join(folder, file));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = (path: string) => readFileSync(join(folder, path), 'utf8');
const write = (path: string, value: unknown) =>
  writeFileSync(join(folder, path), typeof value === 'string' ? value : JSON.stringify(value));
const generate = (...args: string[]) => run(folder, 'generate', '--design', 'tiny.json', ...args);
const PIPE = 'pipe';
const pipe = () => expect(spawnSync('mkfifo', [join(folder, PIPE)]).status).toBe(0);

describe('nothing outside the output folder', () => {
  it.each(['../../victim', '/etc/hostname', 'rtl/../../../victim', './victim', ''])(
    'is removed for a manifest that names %j',
    (path) => {
      generate('--out', 'build/tiny');
      write('victim', 'precious');
      const manifest = JSON.parse(read('build/tiny/manifest.json'));
      manifest.files[path] = '0'.repeat(64);
      write('build/tiny/manifest.json', manifest);
      const { code, stderr } = generate('--out', 'build/tiny', '--force');
      expect(read('victim')).toBe('precious');
      expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('not a manifest') });
    },
  );

  it('is written through a link in the place of one of its folders', () => {
    for (const inner of ['rtl', 'results', 'tb']) {
      mkdirSync(join(folder, 'elsewhere'));
      mkdirSync(join(folder, inner, 'out'), { recursive: true });
      symlinkSync('../../elsewhere', join(folder, inner, 'out', inner));
      const { code, stderr } = generate('--out', `${inner}/out`, '--force');
      expect(code).toBe(2);
      expect(stderr).toContain(`${inner}/out/${inner}: a symbolic link to ../../elsewhere`);
      expect(readdirSync(join(folder, 'elsewhere'))).toEqual([]);
      rmSync(join(folder, 'elsewhere'), { recursive: true });
    }
  });

  it('is written by a sweep whose designs have names of paths', () => {
    write('victim.json', 'precious');
    const design = { architecture: 'folded', folding: { lanes: 1, tapsPerLookup: 1 }, parts: ['up5k'] };
    write('sweep.json', { model: 'tiny.alq.json', designs: [{ ...design, name: '../../../victim' }] });
    const { code, stderr } = run(folder, 'sweep', '--config', 'sweep.json');
    expect(code).toBe(2);
    expect(stderr).toContain('designs[0].name');
    expect(read('victim.json')).toBe('precious');
    expect(existsSync(join(folder, 'build'))).toBe(false);
  });
});

describe('a name that is taken by no file', () => {
  it('is refused by every writer: the pipe stays', () => {
    pipe();
    expect(() => writeStaged(join(folder, PIPE), 'x')).toThrow('a pipe has this name');
    expect(generate('--out', PIPE).code).toBe(2);
    expect(statSync(join(folder, PIPE)).isFIFO()).toBe(true);
  });

  it('is refused behind a link; a link to a file is followed', () => {
    symlinkSync('/dev/null', join(folder, 'device'));
    symlinkSync('nowhere', join(folder, 'dangling'));
    symlinkSync('mine', join(folder, 'link'));
    write('mine', 'before');
    expect(() => writeStaged(join(folder, 'device'), 'x')).toThrow('a device has this name');
    expect(() => writeStaged(join(folder, 'dangling'), 'x')).toThrow('a symbolic link to nothing');
    expect(() => writeStaged(folder, 'x')).toThrow('a folder has this name');
    writeStaged(join(folder, 'link'), 'after');
    expect(read('mine')).toBe('after');
    expect(generate('--out', 'dangling').stderr).toContain('a symbolic link to nothing');
  });
});

const long = 'n'.repeat(300);

describe('what a user can type or meet', () => {
  it.each<[string, string[], RegExp, (() => void)?]>([
    ['an empty --out', ['generate', '--design', 'tiny.json', '--out', ''], /--out: an empty value/],
    ['an empty --port', ['run', '--port', '', '--design', 'tiny.json'], /--port: an empty value/],
    ['an empty --design', ['describe', '--design', ''], /--design: an empty value/],
    ['a name of 300 characters', ['describe', '--design', `${long}.json`], /longer than the file system takes/],
    ['such a folder', ['generate', '--design', 'tiny.json', '--out', long], /longer than the file system takes/],
    [
      'a design that is a pipe',
      ['describe', '--design', './pipe.json'],
      /a pipe, not a file/,
      () => {
        expect(spawnSync('mkfifo', [join(folder, 'pipe.json')]).status).toBe(0);
      },
    ],
    [
      'a design that never ends',
      ['describe', '--design', './zero.json'],
      /a device, not a file/,
      () => symlinkSync('/dev/zero', join(folder, 'zero.json')),
    ],
    [
      'a model with NUL in its name',
      ['describe', '--design', './nul.json'],
      /a\\u0000.alq.json/,
      () => write('nul.json', { ...JSON.parse(read('tiny.json')), model: 'a\0.alq.json' }),
    ],
    [
      'a clock of 1e308 Hz',
      ['generate', '--design', './fast.json'],
      /monitor.clockHz or monitor.timeoutSamples: too many cycles/,
      () => write('fast.json', { ...JSON.parse(read('tiny.json')), monitor: { clockHz: 1e308 } }),
    ],
    [
      'a hop of 1e308 seconds',
      ['generate', '--design', './slow.json'],
      /monitor.hopSamples or monitor.hopSeconds/,
      () => write('slow.json', { ...JSON.parse(read('tiny.json')), monitor: { hopSeconds: 1e308 } }),
    ],
    [
      'JSON that is 100,000 deep',
      ['describe', '--design', './deep.json'],
      /nested too deeply/,
      () => write('deep.json', `${'['.repeat(100_000)}${']'.repeat(100_000)}`),
    ],
    [
      'a deep value in a field',
      ['describe', '--design', './deep.json'],
      /nested too deeply/,
      () => write('deep.json', `{"name": ${'['.repeat(5000)}${']'.repeat(5000)}}`),
    ],
    [
      'a model that is a folder of nothing',
      ['describe', '--design', './none.json'],
      /0 model files/,
      () => {
        mkdirSync(join(folder, 'none'));
        write('none.json', { ...JSON.parse(read('tiny.json')), model: 'none' });
      },
    ],
    ['control characters', ['describe', '--design', './a\u001b[31m\u202eb.json'], /\\u001b\[31m\\u202eb/],
    ['a part of a path that is a file', ['generate', '--design', 'tiny.json', '--out', 'tiny.json/x'], /is a file/],
  ])('%s: one line each, exit code 2', (_, args, message, prepare) => {
    prepare?.();
    const { code, stderr } = run(folder, ...args);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
    expect(stderr).not.toMatch(/^ {4}at /m);
    expect(Math.max(...stderr.split('\n').map((line) => line.length))).toBeLessThan(1200);
  });

  it.each([
    ['ENOSPC', 'write', 'no space is left on the device'],
    ['EACCES', 'open', 'may not be read or written'],
    ['EMFILE', 'open', 'too many files open'],
    ['EROFS', 'mkdir', 'read-only'],
    ['ELOOP', 'stat', 'in a circle'],
  ])('the system says %s: one line, exit code 2', (code, syscall, words) => {
    const error = Object.assign(new Error('x'), { code, syscall, path: 'build/x' });
    const { code: exit, text } = failure(error);
    expect(exit).toBe(2);
    expect(text).toMatch(new RegExp(`^build/x: [^\\n]*${words} \\(${code}\\)$|^build/x: [^\\n]*${words}[^\\n]*$`));
  });

  it('a fault of the program: one line that says how to find it, exit code 1', () => {
    const { code, text } = failure(new TypeError('x is\nnot'));
    expect(code).toBe(1);
    expect(text).toBe(
      'bitbeat failed: TypeError: x is\\nnot (BITBEAT_TRACE=1 in the environment shows where; please report it)',
    );
  });
});

const ended = (child: ChildProcess) =>
  new Promise<{ code: number | null; signal: string | null; stderr: string }>((resolve) => {
    let stderr = '';
    child.stderr!.on('data', (text) => {
      stderr += text;
    });
    child.stdout!.resume();
    child.on('close', (code, signal) => resolve({ code, signal, stderr }));
  });
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('several at once', () => {
  it('generate into one folder: all succeed, and the folder is whole', async () => {
    const several = Array.from({ length: 4 }, () =>
      ended(start(folder, 'generate', '--design', 'tiny.json', '--out', 'out')),
    );
    // Who waits longer than a moment says for whom.
    const quiet = expect.stringMatching(/^(note: waiting for process \d+, which works in out\n)?$/);
    for (const { code, stderr } of await Promise.all(several))
      expect({ code, stderr }).toEqual({ code: 0, stderr: quiet });
    expect(generate('--out', 'out').code).toBe(0);
    expect(readdirSync(join(folder, 'out')).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('a lock that tells no process, as a full disk leaves it, is taken over', () => {
    generate('--out', 'out');
    write('out/.bitbeat-lock', '');
    expect(generate('--out', 'out').code).toBe(0);
    expect(readdirSync(join(folder, 'out')).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('what a dead process left is taken over and removed; a stranger of that name is not', () => {
    const { pid } = spawnSync('true');
    generate('--out', 'out');
    write('out/.bitbeat-lock', `${pid}\n`);
    mkdirSync(join(folder, `out/.bitbeat.staging-${pid}`));
    mkdirSync(join(folder, `out/.bitbeat.staging-${process.pid}`));
    write('out/.bitbeat.staging-mine', 'mine');
    expect(generate('--out', 'out').code).toBe(0);
    const left = readdirSync(join(folder, 'out')).filter((name) => name.startsWith('.'));
    expect(left.sort()).toEqual([`.bitbeat.staging-${process.pid}`, '.bitbeat.staging-mine'].sort());
  });
});

/** Command lines of all processes that work somewhere below the folder. */
const below = () =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const { stdout } = spawnSync('readlink', [`/proc/${pid}/cwd`], { encoding: 'utf8' });
        return stdout.startsWith(`${folder}/`) ? [readFileSync(`/proc/${pid}/cmdline`, 'utf8')] : [];
      } catch {
        return [];
      }
    });

describe('an interruption', () => {
  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGKILL', null],
  ] as const)('by %s while a simulator compiles leaves no process behind', async (signal, code) => {
    const child = start(folder, 'simulate', '--design', 'tiny.json', '--fragments', '1');
    const end = ended(child);
    for (let i = 0; i < 200 && below().length === 0; i++) await pause(50);
    expect(below().join()).toContain('verilator');
    child.kill(signal);
    expect((await end).code).toBe(code);
    for (let i = 0; i < 20 && below().length > 0; i++) await pause(50);
    expect(below()).toEqual([]);
    // And nothing of it disturbs the next.
    expect(run(folder, 'simulate', '--design', 'tiny.json', '--fragments', '1', '--simulator', 'icarus').code).toBe(0);
    expect(readdirSync(join(folder, 'build/tiny')).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('of a long computation works at once', async () => {
    const child = start(folder, 'simulate', '--design', 'tiny.json', '--fragments', '200000', '--simulator', 'icarus');
    const end = ended(child);
    await pause(3000);
    const from = performance.now();
    child.kill('SIGINT');
    const { signal, code } = await end;
    expect(performance.now() - from).toBeLessThan(500);
    expect(signal ?? code).toMatch(/SIGINT|130/);
  });
});

it('a message that nobody reads on leaves the exit code', async () => {
  const child = start(folder, 'describe', '--design', 'no-such-design');
  child.stderr.destroy();
  expect(await new Promise((resolve) => child.on('close', resolve))).toBe(2);
});
