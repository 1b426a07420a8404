import { expect, test } from 'vitest';
import { loadBackend, loadNative, loadWasm } from '../../generator/train/backend.js';
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

test('a native backend that is not there is refused by name, and is no need', async () => {
  await expect(loadNative('/nowhere/tfjs-node')).rejects.toThrow('/nowhere/tfjs-node');
  const { tf, name, why } = await loadBackend();
  if (name === 'wasm') expect(why).toMatch(/^@tensorflow\/tfjs-node does not load: .*tfjs-node/);
  expect(haveKernels(tf)).toBe(name === 'wasm');
});
