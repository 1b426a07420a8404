import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { startClock } from '../../generator/explore/clock.js';

/** Counts for some tenths of a second in a process of its own. */
const work = () => spawnSync(process.execPath, ['-e', 'const t = Date.now(); while (Date.now() - t < 600);']);
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

describe.skipIf(!existsSync('/proc/self/stat'))('processor time of a unit', () => {
  test('is that of its programs, and not of waiting', async () => {
    const busy = startClock();
    work();
    const { seconds, processorSeconds } = busy();
    expect(processorSeconds).toBeGreaterThan(0);
    const idle = startClock();
    await pause(700);
    const waited = idle();
    expect(seconds).toBeGreaterThan(0.5);
    expect(waited.seconds).toBeGreaterThan(0.6);
    expect(waited.processorSeconds).toBeLessThan(processorSeconds!);
  });

  test('is not known of units that ran side by side', () => {
    const [first, second] = [startClock(), startClock()];
    expect(second().processorSeconds).toBeNull();
    expect(first().processorSeconds).toBeNull();
    const alone = startClock();
    expect(alone().processorSeconds).not.toBeNull();
  });
});
