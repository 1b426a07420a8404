/** A signal of a recording that is written. */
export interface Written {
  label: string;
  unit?: string;
  physical?: readonly [number | string, number | string];
  digital?: readonly [number | string, number | string];
  /** Codes of each record; for annotations their text. */
  records: readonly (readonly number[] | string)[];
  /** In a record; else as the first record has. */
  samples?: number | string;
}

export interface Recording {
  bdf?: boolean;
  /** `EDF+C`, `EDF+D`. */
  kind?: string;
  duration?: number | string;
  records?: number | string;
  headerBytes?: number | string;
  count?: number | string;
}

/** A list of annotations: `+<onset>[\x15<duration>]\x14<texts>\x14\0`. */
export const tal = (onset: string, ...texts: string[]): string => `${onset}\x14${texts.join('\x14')}\x14\0`;

/** A recording, written after the description of EDF+. */
export function edfFile(
  signals: readonly Written[],
  { bdf = false, kind = '', duration = 1, records, headerBytes, count }: Recording = {},
): Buffer {
  const size = bdf ? 3 : 2;
  const number = Math.max(...signals.map((signal) => signal.records.length));
  const lengths = signals.map(({ records: own }) => {
    const bytes = own.map((one) => (typeof one === 'string' ? Buffer.byteLength(one) : one.length * size));
    return Math.ceil(Math.max(...bytes) / size);
  });
  const field = (text: string | number, length: number) => `${text}`.padEnd(length).slice(0, length);
  const each = (length: number, of: (signal: Written, i: number) => string | number) =>
    signals.map((signal, i) => field(of(signal, i), length)).join('');
  const range = bdf ? [-8388608, 8388607] : [-32768, 32767];
  const text = [
    bdf ? '\xffBIOSEMI' : field('0', 8),
    field('X X X X', 80),
    field('Startdate X X X X', 80),
    '01.01.2400.00.00',
    field(headerBytes ?? 256 * (signals.length + 1), 8),
    field(kind, 44),
    field(records ?? number, 8),
    field(duration, 8),
    field(count ?? signals.length, 4),
    each(16, ({ label }) => label),
    each(80, () => ''),
    each(8, ({ unit = 'mV' }) => unit),
    each(8, ({ physical = range }) => physical[0]!),
    each(8, ({ physical = range }) => physical[1]!),
    each(8, ({ digital = range }) => digital[0]!),
    each(8, ({ digital = range }) => digital[1]!),
    each(80, () => ''),
    each(8, ({ samples }, i) => samples ?? lengths[i]!),
    each(32, () => ''),
  ].join('');
  const parts = [Buffer.from(text, 'latin1')];
  for (let r = 0; r < number; r++)
    for (const [i, signal] of signals.entries()) {
      const bytes = Buffer.alloc(lengths[i]! * size);
      const own = signal.records[r]!;
      if (typeof own === 'string') bytes.write(own);
      else for (const [s, code] of own.entries()) bytes.writeIntLE(code, s * size, size);
      parts.push(bytes);
    }
  return Buffer.concat(parts);
}
