import { afterEach, expect, test, vi } from 'vitest';
import { loadBackend, loadWasm } from '../../generator/train/backend.js';
import { haveKernels } from '../../generator/train/kernels/register.js';

test('wasm comes with its own kernels unless it is asked for plain', async () => {
  for (const kernels of ['own', 'plain', 'plain', 'own'] as const) {
    const { tf, name } = await loadWasm(kernels);
    expect([name, tf.getBackend(), haveKernels(tf)]).toEqual(['wasm', 'wasm', kernels === 'own']);
  }
});

test('another backend has no kernels of its own', async () => {
  const { tf } = await loadWasm('own');
  await tf.setBackend('cpu');
  expect(haveKernels(tf)).toBe(false);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

test('wasm is the backend, native only when it is asked for', async () => {
  vi.stubEnv('BITBEAT_BACKEND', undefined);
  const { tf, name } = await loadBackend();
  expect([name, haveKernels(tf)]).toEqual(['wasm', true]);
});

test.each([
  ['native', 'BITBEAT_BACKEND: /nowhere/tfjs-node does not load'],
  ['gpu', 'BITBEAT_BACKEND: no backend of that name'],
])('BITBEAT_BACKEND=%s: refused by name when it is not there', async (value, message) => {
  vi.stubEnv('BITBEAT_BACKEND', value);
  vi.stubEnv('BITBEAT_TFJS_NODE', '/nowhere/tfjs-node');
  await expect(loadBackend()).rejects.toThrow(message);
});
