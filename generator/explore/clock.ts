import { existsSync, readFileSync } from 'node:fs';

/** Of this process and of all that it has waited for, in clock ticks (Linux, `man 5 proc`). */
const STAT = '/proc/self/stat';
const TICKS = 100;

/** User and system time of this process and of children that have ended; null where the system does not tell. */
function processorTicks(): number | null {
  if (!existsSync(STAT)) return null;
  // Behind the name, which may hold anything, in brackets: state is the third field, utime the fourteenth.
  const fields = readFileSync(STAT, 'utf8').split(') ').at(-1)!.split(' ');
  return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
}

/** Clocks that run, and the number of the last that was started. */
let running = 0;
let started = 0;

/** Starts a clock for a unit of work; what it returns stops it. Processor time is not known of work that had other work beside it. */
export function startClock(): () => { seconds: number; processorSeconds: number | null } {
  const [from, ticks] = [performance.now(), processorTicks()];
  const alone = running === 0;
  const number = ++started;
  running++;
  return () => {
    running--;
    const now = processorTicks();
    const known = alone && number === started && ticks !== null && now !== null;
    return {
      seconds: Math.round(performance.now() - from) / 1000,
      processorSeconds: known ? (now - ticks) / TICKS : null,
    };
  };
}
