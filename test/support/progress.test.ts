import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type LongWork, watched } from '../../generator/support/long-work.js';
import { Progress } from '../../generator/support/progress.js';
import { MAIN } from '../project/built.js';

/** Where progress goes, kept. */
function watcher(isTTY: boolean) {
  const lines: string[] = [];
  return { isTTY, lines, write: (text: string) => lines.push(text) };
}

const seconds = (n: number) => vi.advanceTimersByTime(1000 * n);

describe('by a clock that is set', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('a log has a line every 10 s, with the share and the time that is left', () => {
    const to = watcher(false);
    const progress = new Progress(to);
    for (let i = 0; i <= 25; i++) {
      progress.tell('simulating 100 fragments', i / 100);
      seconds(1);
    }
    expect(to.lines).toEqual([
      'simulating 100 fragments: 9 %, 102 s left\n',
      'simulating 100 fragments: 19 %, 86 s left\n',
    ]);
    progress.end();
    seconds(60);
    expect(to.lines).toHaveLength(2);
  });

  test('what tells nothing new goes on being told of, with the time so far', () => {
    const to = watcher(false);
    const progress = new Progress(to);
    progress.tell('yosys: tiny for up5k');
    seconds(25);
    progress.tell('nextpnr: tiny on UP5K');
    seconds(10);
    expect(to.lines).toEqual([
      'yosys: tiny for up5k: 10 s so far\n',
      'yosys: tiny for up5k: 20 s so far\n',
      'nextpnr: tiny on UP5K: 5 s so far\n',
    ]);
    progress.end();
  });

  test('the pace is that of the work itself: a share that falls is of other work', () => {
    const to = watcher(false);
    const progress = new Progress(to);
    progress.tell('first', 0);
    seconds(9);
    progress.tell('first', 0.9);
    progress.tell('second', 0.5);
    seconds(1);
    progress.tell('second', 0.75);
    seconds(10);
    // A quarter took 11 s so far, and a quarter is left.
    expect(to.lines).toEqual(['second: 50 %\n', 'second: 75 %, 11 s left\n']);
    progress.end();
  });

  test('short work tells a log nothing', () => {
    const to = watcher(false);
    const progress = new Progress(to);
    progress.tell('quick', 0.5);
    seconds(9);
    progress.end();
    seconds(60);
    expect(to.lines).toEqual([]);
  });

  test('a person sees what is done, a line each, and shares in one line that is written over', () => {
    const to = watcher(true);
    const progress = new Progress(to);
    progress.tell('compiling');
    progress.tell('simulating', 0);
    seconds(0.1);
    progress.tell('simulating', 0.1);
    seconds(0.9);
    progress.tell('simulating', 0.5);
    progress.tell('done');
    progress.end();
    seconds(60);
    expect(to.lines).toEqual([
      'compiling\n',
      '\r\x1b[Ksimulating: 0 %',
      '\r\x1b[Ksimulating: 50 %, 1 s left',
      '\r\x1b[Kdone\n',
    ]);
  });

  test('work in pieces: its log has the lines, and none behind its end', async () => {
    const to = watcher(false);
    function* work(): LongWork<string> {
      for (let i = 0; i < 30; i++) {
        yield i / 30;
        seconds(1);
      }
      return 'done';
    }
    expect(await watched(work(), 'reading', to)).toBe('done');
    seconds(60);
    expect(to.lines).toHaveLength(3);
    expect(to.lines[0]).toMatch(/^reading: 30 %, \d+ s left\n$/);
  });
});

test('Ctrl-C in the middle of long work ends it at once', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bitbeat-progress-test-'));
  try {
    const { BITBEAT_DATA: _, ...env } = process.env;
    const args = [MAIN, 'simulate', 'ecg17-small-folded', '--simulator', 'icarus', '--fragments', '2'];
    const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
    let told = '';
    const line = new Promise<void>((resolve) => {
      child.stderr.on('data', (text) => {
        told += text;
        if (/simulating 2 fragments/.test(told)) resolve();
      });
    });
    const ended = new Promise<number>((resolve) => {
      child.on('exit', () => resolve(performance.now()));
    });
    await line;
    const begin = performance.now();
    child.kill('SIGINT');
    expect((await ended) - begin).toBeLessThan(2000);
    expect(told).toMatch(/^simulating 2 fragments, .*: \d+ s so far$/m);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
