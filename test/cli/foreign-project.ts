import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { numbers } from '../import/onnx/build.js';
import { floats } from '../support/npy-file.js';

/** The data set file `waves.json` of windows of 2 x 64 samples. */
export const WAVES = {
  name: 'waves',
  input: { samples: 64, channels: 2, rateHz: 50, codeBits: 8, zero: 128, gain: 60 },
  reader: 'npy',
  options: { files: [{ x: 'x.npy' }] },
};

/**
 * The tests of the file that calls this run in a project of its own, without BITBEAT_DATA: networks of test/import/runtime under the
 * names of `networks`, and made-up windows, `waves.json`. Returns where another such network lies.
 */
export function foreignProject(networks: Readonly<Record<string, string>>, windows: number) {
  const folder = mkdtempSync(join(tmpdir(), 'bitbeat-project-'));
  const before = process.cwd();
  const runtime = (name: string) => join(before, 'test/import/runtime', `${name}.onnx`);
  const { BITBEAT_DATA } = process.env;
  beforeAll(() => {
    for (const [name, network] of Object.entries(networks))
      copyFileSync(runtime(network), join(folder, `${name}.onnx`));
    writeFileSync(join(folder, 'x.npy'), floats([windows, 2, 64], numbers(windows * 2 * 64, 3)));
    writeFileSync(join(folder, 'waves.json'), JSON.stringify(WAVES));
    delete process.env.BITBEAT_DATA;
    process.chdir(folder);
  });
  afterAll(() => {
    process.chdir(before);
    if (BITBEAT_DATA !== undefined) process.env.BITBEAT_DATA = BITBEAT_DATA;
    rmSync(folder, { recursive: true });
  });
  return runtime;
}
