/** A chunk: its name, its length and what is in it. */
export const chunk = (name: string, content: Uint8Array, length = content.length): Buffer => {
  const head = Buffer.alloc(8);
  head.write(name, 0, 'latin1');
  head.writeUInt32LE(length, 4);
  return Buffer.concat([head, content, Buffer.alloc(content.length % 2)]);
};

export interface Fmt {
  kind?: number;
  channels?: number;
  rate?: number;
  bits?: number;
  /** Of a sample. */
  bytes?: number;
  extensible?: boolean;
}

/** The chunk `fmt `; extensible ones name the kind in a GUID. */
export function fmt({ kind = 1, channels = 1, rate = 100, bits = 16, ...more }: Fmt = {}): Buffer {
  const { bytes = bits / 8, extensible = false } = more;
  const content = Buffer.alloc(extensible ? 40 : 16);
  content.writeUInt16LE(extensible ? 0xfffe : kind, 0);
  content.writeUInt16LE(channels, 2);
  content.writeUInt32LE(rate, 4);
  content.writeUInt32LE(rate * channels * bytes, 8);
  content.writeUInt16LE(channels * bytes, 12);
  content.writeUInt16LE(bits, 14);
  if (extensible) {
    content.writeUInt16LE(22, 16);
    content.writeUInt16LE(bits, 18);
    content.writeUInt16LE(kind, 24);
  }
  return chunk('fmt ', content);
}

/** A file of chunks, written after the description of RIFF. */
export function riff(chunks: readonly Uint8Array[], { id = 'RIFF', form = 'WAVE', length = -1 } = {}): Buffer {
  const content = Buffer.concat([Buffer.from(form, 'latin1'), ...chunks]);
  const head = Buffer.alloc(8);
  head.write(id, 0, 'latin1');
  head.writeUInt32LE(length < 0 ? content.length : length, 4);
  return Buffer.concat([head, content]);
}

/** A file of 16-bit samples. */
export const wav16 = (samples: readonly number[], format: Fmt = {}): Buffer =>
  riff([fmt(format), chunk('data', Buffer.from(Int16Array.from(samples).buffer))]);
