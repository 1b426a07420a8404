/** A level of a line and when it came, in any unit of time. */
export interface Level {
  at: number;
  level: string;
}

/** A byte that was read from a line. */
export interface LineByte {
  /** Of its start bit. */
  at: number;
  value: number;
  /** Its start and stop bits are what they must be, and every level was known. */
  sound: boolean;
}

const BYTE_BITS = 10;

/** The level of a line at a time; `levels` in the order of their times. */
export function levelAt(levels: readonly Level[], time: number): string {
  let [low, high] = [0, levels.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (levels[middle]!.at <= time) low = middle + 1;
    else high = middle;
  }
  return levels[low - 1]?.level ?? 'x';
}

/**
 * The bytes on a line of 8 bits without parity from one time to another, each bit looked at in its middle: what any UART
 * does at that rate. A byte that does not end in this time is left out.
 */
export function readLine(levels: readonly Level[], from: number, to: number, bit: number): LineByte[] {
  const bytes: LineByte[] = [];
  let rests = from;
  for (const { at, level } of levels) {
    if (at < rests || level === '1') continue;
    const middles = Array.from({ length: BYTE_BITS }, (_, i) => levelAt(levels, at + (i + 0.5) * bit));
    if (at + (BYTE_BITS - 0.5) * bit >= to) break;
    const data = middles.slice(1, -1).reverse().join('');
    bytes.push({
      at,
      value: Number.parseInt(data.replaceAll(/[^01]/g, '0'), 2),
      sound: middles[0] === '0' && middles.at(-1) === '1' && /^[01]{8}$/.test(data),
    });
    rests = at + (BYTE_BITS - 0.5) * bit;
  }
  return bytes;
}
