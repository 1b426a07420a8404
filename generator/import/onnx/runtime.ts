import { loadOptional } from '../../support/optional-package.js';

/** What is used of ONNX Runtime (https://onnxruntime.ai/docs/api/js). */
interface Runtime {
  InferenceSession: { create(path: string): Promise<Session> };
  Tensor: new (type: 'float32', values: Float32Array, shape: readonly number[]) => unknown;
}
interface Session {
  inputNames: readonly string[];
  outputNames: readonly string[];
  run(
    feeds: Record<string, unknown>,
  ): Promise<Record<string, { data: ArrayLike<number | bigint>; dims: readonly number[] }>>;
}

/** What ONNX Runtime makes of windows, one at a time: outputs of all windows by name, [window][value] flat. */
export async function runOnnx(
  path: string,
  windows: readonly Float32Array[],
  shape: readonly number[],
): Promise<Map<string, { shape: number[]; values: Float64Array }>> {
  const name = 'onnxruntime-node';
  const { InferenceSession, Tensor } = await loadOptional(
    'comparing with ONNX Runtime',
    [name],
    async () => (await import(name)) as Runtime,
  );
  const session = await InferenceSession.create(path);
  const made = new Map<string, { shape: number[]; values: number[] }>();
  for (const window of windows) {
    const outputs = await session.run({ [session.inputNames[0]!]: new Tensor('float32', window, shape) });
    for (const output of session.outputNames) {
      const { data, dims } = outputs[output]!;
      const own = made.get(output) ?? { shape: [windows.length, ...dims.slice(1)], values: [] };
      for (let i = 0; i < data.length; i++) own.values.push(Number(data[i]));
      made.set(output, own);
    }
  }
  return new Map([...made].map(([key, { shape, values }]) => [key, { shape, values: Float64Array.from(values) }]));
}
