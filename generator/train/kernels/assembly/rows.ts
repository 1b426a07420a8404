/**
 * to[0 .. length) += the sum over `count` terms of value * row[0 .. length). A term is a pair at `terms`: the byte
 * address (u32), to which `offset` bytes are added, of its row and its value (f32). Four terms are taken at once, so that `to` is loaded
 * and stored seldom.
 */
export function addRows(to: usize, length: i32, terms: usize, count: i32, offset: usize): void {
  const bytes: usize = (<usize>length) << 2;
  const whole: usize = bytes & ~15;
  const last = terms + ((<usize>count) << 3);
  for (; terms + 32 <= last; terms += 32) {
    const r0 = <usize>load<u32>(terms) + offset;
    const r1 = <usize>load<u32>(terms, 8) + offset;
    const r2 = <usize>load<u32>(terms, 16) + offset;
    const r3 = <usize>load<u32>(terms, 24) + offset;
    const v0 = v128.load32_splat(terms, 4);
    const v1 = v128.load32_splat(terms, 12);
    const v2 = v128.load32_splat(terms, 20);
    const v3 = v128.load32_splat(terms, 28);
    for (let i: usize = 0; i < whole; i += 16) {
      const p01 = f32x4.add(f32x4.mul(v0, v128.load(r0 + i)), f32x4.mul(v1, v128.load(r1 + i)));
      const p23 = f32x4.add(f32x4.mul(v2, v128.load(r2 + i)), f32x4.mul(v3, v128.load(r3 + i)));
      v128.store(to + i, f32x4.add(v128.load(to + i), f32x4.add(p01, p23)));
    }
    for (let i = whole; i < bytes; i += 4) {
      const p01 = load<f32>(terms, 4) * load<f32>(r0 + i) + load<f32>(terms, 12) * load<f32>(r1 + i);
      const p23 = load<f32>(terms, 20) * load<f32>(r2 + i) + load<f32>(terms, 28) * load<f32>(r3 + i);
      store<f32>(to + i, load<f32>(to + i) + (p01 + p23));
    }
  }
  for (; terms < last; terms += 8) {
    const row = <usize>load<u32>(terms) + offset;
    const value = v128.load32_splat(terms, 4);
    for (let i: usize = 0; i < whole; i += 16)
      v128.store(to + i, f32x4.add(v128.load(to + i), f32x4.mul(value, v128.load(row + i))));
    for (let i = whole; i < bytes; i += 4)
      store<f32>(to + i, load<f32>(to + i) + load<f32>(terms, 4) * load<f32>(row + i));
  }
}

/** to[columns][rows] = from[rows][columns], transposed. */
export function transpose(from: usize, to: usize, rows: i32, columns: i32): void {
  for (let c = 0; c < columns; c++)
    for (let r = 0; r < rows; r++) {
      store<f32>(to, load<f32>(from + ((<usize>(r * columns + c)) << 2)));
      to += 4;
    }
}

/** to[0 .. bytes) = 0. */
export function clear(to: usize, bytes: usize): void {
  memory.fill(to, 0, bytes);
}

/** [batch][positions][width] with zero positions on both sides: [batch][before + positions + after][width]. */
export function padRows(from: usize, to: usize, batch: i32, positions: i32, width: i32, before: i32, after: i32): void {
  const start: usize = (<usize>(before * width)) << 2;
  const end: usize = (<usize>(after * width)) << 2;
  const row: usize = (<usize>(positions * width)) << 2;
  for (let b = 0; b < batch; b++) {
    memory.fill(to, 0, start);
    memory.copy(to + start, from, row);
    memory.fill(to + start + row, 0, end);
    to += start + row + end;
    from += row;
  }
}

/** The inverse of `padRows`: drops what lies in the padding. */
export function cropRows(
  from: usize,
  to: usize,
  batch: i32,
  positions: i32,
  width: i32,
  before: i32,
  after: i32,
): void {
  const start: usize = (<usize>(before * width)) << 2;
  const end: usize = (<usize>(after * width)) << 2;
  const row: usize = (<usize>(positions * width)) << 2;
  for (let b = 0; b < batch; b++) {
    memory.copy(to, from + start, row);
    from += start + row + end;
    to += row;
  }
}

/** sums[columns] = the sum over rows of x[rows][columns]. */
export function sumRows(x: usize, sums: usize, rows: i32, columns: i32): void {
  const bytes: usize = (<usize>columns) << 2;
  const whole = bytes & ~15;
  memory.fill(sums, 0, bytes);
  for (let r = 0; r < rows; r++) {
    for (let i: usize = 0; i < whole; i += 16) v128.store(sums + i, f32x4.add(v128.load(sums + i), v128.load(x + i)));
    for (let i = whole; i < bytes; i += 4) store<f32>(sums + i, load<f32>(sums + i) + load<f32>(x + i));
    x += bytes;
  }
}

/** `count` values of each of `rows` rows, which lie `fromWidth` values apart, to rows that lie `toWidth` apart. */
export function copyColumns(from: usize, to: usize, rows: i32, count: i32, fromWidth: i32, toWidth: i32): void {
  const bytes: usize = (<usize>count) << 2;
  const whole = bytes & ~15;
  for (let r = 0; r < rows; r++) {
    for (let i: usize = 0; i < whole; i += 16) v128.store(to + i, v128.load(from + i));
    for (let i = whole; i < bytes; i += 4) store<f32>(to + i, load<f32>(from + i));
    from += (<usize>fromWidth) << 2;
    to += (<usize>toWidth) << 2;
  }
}

/** to[rows][groups * times]: the first of each `ins` values of from[rows][groups * ins], `times` times. */
export function spreadColumns(from: usize, to: usize, rows: i32, groups: i32, ins: i32, times: i32): void {
  const total = rows * groups;
  for (let g = 0; g < total; g++) {
    const value = load<f32>(from);
    for (let k = 0; k < times; k++) {
      store<f32>(to, value);
      to += 4;
    }
    from += (<usize>ins) << 2;
  }
}

/** The first of each `ins` values of to[rows][groups * ins] += the sum of `times` values of from[rows][groups * times]. */
export function gatherColumns(from: usize, to: usize, rows: i32, groups: i32, ins: i32, times: i32): void {
  const total = rows * groups;
  for (let g = 0; g < total; g++) {
    let sum = load<f32>(to);
    for (let k = 0; k < times; k++) {
      sum += load<f32>(from);
      from += 4;
    }
    store<f32>(to, sum);
    to += (<usize>ins) << 2;
  }
}
