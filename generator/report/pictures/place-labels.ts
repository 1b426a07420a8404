/** A rectangle in pixels: left, top, right, bottom. */
export type Box = [number, number, number, number];

export interface Label {
  text: string;
  /** Left end and middle of the text's height. */
  x: number;
  y: number;
  /** The text's point, and the nearest place of the text to it. */
  from: { x: number; y: number };
  to: { x: number; y: number };
}

/** Pixels between two texts on one line, or a text and what is taken. */
const APART = 3;

const overlap = (a: Box, b: Box) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
const inside = (a: Box, b: Box) => a[0] >= b[0] && a[1] >= b[1] && a[2] <= b[2] && a[3] <= b[3];

/**
 * Puts each text beside its point where it meets neither another text nor one of the `taken` boxes, within `frame`; in the
 * order given, so that the first find room first. A text for which there is no room is left out.
 */
export function placeLabels(
  points: readonly { text: string; x: number; y: number }[],
  taken: readonly Box[],
  frame: Box,
  { characterWidth, height }: { characterWidth: number; height: number },
): Label[] {
  const boxes = [...taken];
  return points.flatMap(({ text, x, y }) => {
    const width = text.length * characterWidth;
    for (const distance of [9, 14, 20, 28, 38, 50, 64, 82, 104, 130]) {
      const places: [number, number][] = [
        [x + distance, y],
        [x - distance - width, y],
        [x + distance * 0.7, y - distance],
        [x + distance * 0.7, y + distance],
        [x - distance * 0.7 - width, y - distance],
        [x - distance * 0.7 - width, y + distance],
        [x - width / 2, y - distance - height / 2],
        [x - width / 2, y + distance + height / 2],
      ];
      for (const [left, middle] of places) {
        const box: Box = [left, middle - height / 2, left + width, middle + height / 2];
        const wide: Box = [left - APART, box[1], left + width + APART, box[3]];
        if (!inside(box, frame) || boxes.some((other) => overlap(wide, other))) continue;
        boxes.push(box);
        const clamp = (value: number, low: number, high: number) => Math.max(low, Math.min(high, value));
        const to = { x: clamp(x, box[0] - 2, box[2] + 2), y: clamp(y, middle - height / 3, middle + height / 3) };
        return [{ text, x: left, y: middle, from: { x, y }, to }];
      }
    }
    return [];
  });
}

/** Heights as near as can be to those wanted, in their order, `gap` apart or more: for texts at the ends of lines. */
export function spreadOut(expected: readonly number[], gap: number): number[] {
  // Neighbours that would meet join to a block, which lies where its members' mean wish is.
  const blocks: { members: number[]; at: number }[] = [];
  const order = expected.map((_, i) => i).sort((a, b) => expected[a]! - expected[b]! || a - b);
  for (const i of order) {
    let block = { members: [i], at: expected[i]! };
    for (let last = blocks.at(-1); last !== undefined; last = blocks.at(-1)) {
      if (last.at + last.members.length * gap <= block.at) break;
      blocks.pop();
      const members = [...last.members, ...block.members];
      const at = members.reduce((sum, m, k) => sum + expected[m]! - k * gap, 0) / members.length;
      block = { members, at };
    }
    blocks.push(block);
  }
  const heights = new Array<number>(expected.length);
  for (const { members, at } of blocks)
    members.forEach((m, k) => {
      heights[m] = at + k * gap;
    });
  return heights;
}
