/** Bytes of a safetensors file of the given tensors. */
export function safetensors(tensors: Record<string, { shape: number[]; values: Float32Array }>): Uint8Array {
  let end = 0;
  const header = Object.entries(tensors).map(([name, { shape, values }]) => {
    const from = end;
    end += values.byteLength;
    return [name, { dtype: 'F32', shape, data_offsets: [from, end] }];
  });
  return assemble(
    JSON.stringify(Object.fromEntries(header)),
    Object.values(tensors).map((t) => t.values),
  );
}

/** The same with any text as the header. */
export function assemble(header: string, values: Float32Array[]): Uint8Array {
  const text = new TextEncoder().encode(header);
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(text.length), true);
  return Buffer.concat([length, text, ...values.map((v) => new Uint8Array(v.buffer, v.byteOffset, v.byteLength))]);
}
