import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A folder that holds all that a case may touch:
 *
 *   work/      the present folder of the case: configs, models, data, a record, a generated folder, and what is no regular file
 *   outside/   somebody else's files
 *   tmp/       for temporary files, empty before and after
 *   home/      empty before and after
 */
export interface Sandbox {
  root: string;
  work: string;
}

const at = (root: string): Sandbox => ({ root, work: join(root, 'work') });

/** The sandbox that cases get copies of. `generate` makes the generated folder `gen` in its work folder. */
export function makeTemplate(clone: string, generate: (work: string) => void): Sandbox {
  const sandbox = at(mkdtempSync(join(tmpdir(), 'bitbeat-fuzz-inputs-')));
  const { root, work } = sandbox;
  for (const folder of ['tmp', 'home', 'outside/inner', 'work/configs', 'work/models', 'work/emptydir', 'work/results'])
    mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'outside/kept'), 'kept\n');
  writeFileSync(join(root, 'outside/inner/kept.json'), '{"kept":true}\n');
  writeFileSync(join(root, 'up'), 'kept\n');
  writeInputs(clone, work);
  generate(work);
  writeSpecial(work);
  return sandbox;
}

export function copySandbox(template: Sandbox): Sandbox {
  const root = mkdtempSync(join(tmpdir(), 'bitbeat-fuzz-case-'));
  execFileSync('cp', ['-a', '--sparse=always', `${template.root}/.`, root]);
  const { work } = at(root);
  // Only now: whoever may not read them cannot copy them either.
  writeFileSync(join(work, 'unreadable'), 'secret\n', { mode: 0 });
  mkdirSync(join(work, 'forbidden'), { mode: 0 });
  return { root, work };
}

export function removeSandbox({ root, work }: Sandbox): void {
  for (const folder of ['forbidden', 'readonly'])
    if (existsSync(join(work, folder))) chmodSync(join(work, folder), 0o700);
  rmSync(root, { recursive: true, force: true });
}

function writeInputs(clone: string, work: string): void {
  const json = (path: string, value: unknown) => writeFileSync(join(work, path), `${JSON.stringify(value, null, 2)}\n`);
  cpSync(join(clone, 'test/goldens/tiny.alq.json'), join(work, 'models/tiny.alq.json'));
  const model = '../models/tiny.alq.json';
  const tiny = { name: 'tiny', model, architecture: 'stream', folding: { lanes: [2, 4, 1, 1] } };
  const folded = { name: 'tiny-folded', model, architecture: 'folded', folding: { lanes: 4, tapsPerLookup: 2 } };
  json('configs/tiny.json', tiny);
  json('configs/tiny-folded.json', folded);
  json('configs/tiny-monitor.json', { ...tiny, name: 'tiny-monitor', monitor: { hopSamples: 18 } });
  json('configs/sweep.json', {
    model,
    seeds: 1,
    designs: [{ ...folded, name: 'one', model: undefined, parts: ['up5k'] }],
  });
  const batch = { batch: 2, labelSmoothing: 0, augment: [{ kind: 'circular-shift' }] };
  json('configs/short.train.json', { network: 'ecg17-small', epochs: 1, learningRate: 0.001, ...batch, seed: 1 });
  const layers = { structure: { kind: 'channelwise' }, maxBits: 2, alphaBits: 6, activationBits: 4 };
  json('configs/short.quantise.json', {
    name: 'short',
    training: 'short.train.json',
    ...layers,
    calibrationFragments: 2,
  });
  const row = { name: 'row', series: 'one', recipe: 'short.quantise.json' };
  json('configs/short.compare.json', { name: 'short', folds: 2, seeds: [1], rows: [row] });
  json('results/tiny-osu018.json', { design: 'tiny', target: 'osu018', fragments: 5 });
  writeData(work);
}

/** Fragments, a record and weights whose bytes are right and whose values are simple. */
function writeData(work: string): void {
  for (const [folder, person] of [
    ['1 NSR', 100],
    ['2 APB', 101],
    ['17 PR', 107],
  ] as const) {
    mkdirSync(join(work, 'data', folder), { recursive: true });
    for (const i of [0, 1]) writeFileSync(join(work, 'data', folder, `${person}m (${i}).mat`), matlab4(person + i));
  }
  mkdirSync(join(work, 'vectors'));
  writeFileSync(join(work, 'vectors/samples.hex'), '400\n'.repeat(36));
  mkdirSync(join(work, 'record'));
  writeFileSync(join(work, 'record/r.hea'), 'r 1 360 7200\nr.dat 16 200 11 1024 1024 0 0 MLII\n');
  writeFileSync(
    join(work, 'record/r.dat'),
    Buffer.from(Int16Array.from({ length: 7200 }, (_, i) => 1024 + (i % 90)).buffer),
  );
  // A beat each 360 samples: its type in the six high bits, the distance in the ten low ones; a zero ends the file.
  writeFileSync(
    join(work, 'record/r.atr'),
    Buffer.from(Uint16Array.from([...Array(19).fill((1 << 10) | 360), 0]).buffer),
  );
  const header = JSON.stringify({ 'conv1.weight': { dtype: 'F32', shape: [2, 1, 4], data_offsets: [0, 32] } });
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(BigInt(header.length));
  writeFileSync(join(work, 'weights.safetensors'), Buffer.concat([size, Buffer.from(header), Buffer.alloc(32)]));
}

/** A MATLAB level-4 matrix `val` of one row of 3600 16-bit numbers. */
function matlab4(step: number): Buffer {
  const values = Int16Array.from({ length: 3600 }, (_, i) => 900 + ((i * step) % 211));
  return Buffer.concat([
    Buffer.from(Int32Array.from([30, 1, 3600, 0, 4]).buffer),
    Buffer.from('val\0'),
    Buffer.from(values.buffer),
  ]);
}

function writeSpecial(work: string): void {
  execFileSync('mkfifo', [join(work, 'pipe')]);
  symlinkSync('loop', join(work, 'loop'));
  symlinkSync('/nowhere/at/all', join(work, 'dangling'));
  writeFileSync(join(work, 'empty'), '');
  writeFileSync(join(work, 'huge'), '{');
  truncateSync(join(work, 'huge'), 2 ** 33);
  mkdirSync(join(work, 'readonly'), { mode: 0o555 });
}
