// Cycles of a hydraulic pump, made up: a line a cycle with its pump, what is wrong with it, and 96 values of pressure in bar.
import { mkdirSync, writeFileSync } from 'node:fs';

const SAMPLES = 96;
const STATES = ['good', 'leak', 'air'];

/** Numbers from 0 to 1, the same in every run (mulberry32). */
function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Pressure rises, is held and falls; a leak loses some of it while it is held, air makes it swing. */
function cycle(state, uniform) {
  const between = (low, high) => low + (high - low) * uniform();
  const [height, begin, end] = [between(80, 120), between(8, 16), between(70, 80)];
  const loss = state === 'leak' ? between(0.002, 0.006) : between(0, 0.001);
  const swing = state === 'air' ? between(0.05, 0.15) : between(0, 0.02);
  return Array.from({ length: SAMPLES }, (_, t) => {
    const held = height * (1 - loss * (t - begin)) * (1 + swing * Math.sin(0.9 * (t - begin)));
    const level = t < begin ? 0 : t > end ? held * Math.exp((end - t) / 3) : held * (1 - Math.exp((begin - t) / 4));
    return (level + 4 * (uniform() + uniform() - 1)).toFixed(2);
  });
}

function save(folder, cycles, seed) {
  const uniform = random(seed);
  const lines = Array.from({ length: cycles }, (_, i) => {
    const state = STATES[i % STATES.length];
    return [state, `pump${seed}-${i % 8}`, ...cycle(state, uniform)].join(',');
  });
  const head = ['state', 'machine', ...Array.from({ length: SAMPLES }, (_, t) => `p${t}`)].join(',');
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/cycles.csv`, `${[head, ...lines].join('\n')}\n`);
}

save('train', 480, 1);
save('test', 240, 2);
