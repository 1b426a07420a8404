/**
 * Convolutions as products with overlapping rows: what output position t sees of the padded input is a row of values that
 * starts at position t * stride. It lies there in `runs` runs of `run` values, each `hop` values behind the one before: one run of
 * taps * in values, or, where taps are apart or channels are those of one group, a run for each tap. A row's values count on without
 * gaps elsewhere, as in filters.
 *
 * `width` output channels are computed, of one group; `outs` are those of all, from one output position to the next.
 */
import { addRows } from './rows';

/** Byte address of the row that output position `t` of `batch` fragments sees, counted through all fragments. */
function rowOf(x: usize, t: i32, outPositions: i32, fragmentBytes: usize, strideBytes: usize): usize {
  return x + <usize>(t / outPositions) * fragmentBytes + <usize>(t % outPositions) * strideBytes;
}

/**
 * y[batch * outPositions][outs] = bias + rows of x * filter. x [batch][fragment values], padded; filter [row][outs];
 * bias [width].
 */
export function forward(
  x: usize,
  filter: usize,
  bias: usize,
  y: usize,
  batch: i32,
  outPositions: i32,
  fragment: i32,
  stride: i32,
  runs: i32,
  run: i32,
  hop: i32,
  width: i32,
  outs: i32,
): void {
  const fragmentBytes: usize = (<usize>fragment) << 2;
  const strideBytes: usize = (<usize>stride) << 2;
  const runBytes: usize = (<usize>run) << 2;
  const hopBytes: usize = (<usize>hop) << 2;
  const end: usize = <usize>runs * hopBytes;
  const widthBytes: usize = (<usize>width) << 2;
  const outBytes: usize = (<usize>outs) << 2;
  const total = batch * outPositions;
  for (let t = 0; t < total; t += 4) {
    // The last block takes its missing positions from the last one there is: same value, stored again.
    const t1 = min(t + 1, total - 1);
    const t2 = min(t + 2, total - 1);
    const t3 = min(t + 3, total - 1);
    const x0 = rowOf(x, t, outPositions, fragmentBytes, strideBytes);
    const x1 = rowOf(x, t1, outPositions, fragmentBytes, strideBytes);
    const x2 = rowOf(x, t2, outPositions, fragmentBytes, strideBytes);
    const x3 = rowOf(x, t3, outPositions, fragmentBytes, strideBytes);
    const y0 = y + <usize>t * outBytes;
    const y1 = y + <usize>t1 * outBytes;
    const y2 = y + <usize>t2 * outBytes;
    const y3 = y + <usize>t3 * outBytes;
    let o: usize = 0;
    for (; o + 32 <= widthBytes; o += 32) {
      let a0 = v128.load(bias + o);
      let b0 = v128.load(bias + o, 16);
      let a1 = a0;
      let b1 = b0;
      let a2 = a0;
      let b2 = b0;
      let a3 = a0;
      let b3 = b0;
      let f = filter + o;
      for (let from: usize = 0; from < end; from += hopBytes)
        for (let i = from; i < from + runBytes; i += 4) {
          const fa = v128.load(f);
          const fb = v128.load(f, 16);
          let v = v128.load32_splat(x0 + i);
          a0 = f32x4.add(a0, f32x4.mul(v, fa));
          b0 = f32x4.add(b0, f32x4.mul(v, fb));
          v = v128.load32_splat(x1 + i);
          a1 = f32x4.add(a1, f32x4.mul(v, fa));
          b1 = f32x4.add(b1, f32x4.mul(v, fb));
          v = v128.load32_splat(x2 + i);
          a2 = f32x4.add(a2, f32x4.mul(v, fa));
          b2 = f32x4.add(b2, f32x4.mul(v, fb));
          v = v128.load32_splat(x3 + i);
          a3 = f32x4.add(a3, f32x4.mul(v, fa));
          b3 = f32x4.add(b3, f32x4.mul(v, fb));
          f += outBytes;
        }
      v128.store(y0 + o, a0);
      v128.store(y0 + o, b0, 16);
      v128.store(y1 + o, a1);
      v128.store(y1 + o, b1, 16);
      v128.store(y2 + o, a2);
      v128.store(y2 + o, b2, 16);
      v128.store(y3 + o, a3);
      v128.store(y3 + o, b3, 16);
    }
    for (; o + 16 <= widthBytes; o += 16) {
      let a0 = v128.load(bias + o);
      let a1 = a0;
      let a2 = a0;
      let a3 = a0;
      let f = filter + o;
      for (let from: usize = 0; from < end; from += hopBytes)
        for (let i = from; i < from + runBytes; i += 4) {
          const fa = v128.load(f);
          a0 = f32x4.add(a0, f32x4.mul(v128.load32_splat(x0 + i), fa));
          a1 = f32x4.add(a1, f32x4.mul(v128.load32_splat(x1 + i), fa));
          a2 = f32x4.add(a2, f32x4.mul(v128.load32_splat(x2 + i), fa));
          a3 = f32x4.add(a3, f32x4.mul(v128.load32_splat(x3 + i), fa));
          f += outBytes;
        }
      v128.store(y0 + o, a0);
      v128.store(y1 + o, a1);
      v128.store(y2 + o, a2);
      v128.store(y3 + o, a3);
    }
    for (; o < widthBytes; o += 4) {
      let a0 = load<f32>(bias + o);
      let a1 = a0;
      let a2 = a0;
      let a3 = a0;
      let f = filter + o;
      for (let from: usize = 0; from < end; from += hopBytes)
        for (let i = from; i < from + runBytes; i += 4) {
          const fa = load<f32>(f);
          a0 += load<f32>(x0 + i) * fa;
          a1 += load<f32>(x1 + i) * fa;
          a2 += load<f32>(x2 + i) * fa;
          a3 += load<f32>(x3 + i) * fa;
          f += outBytes;
        }
      store<f32>(y0 + o, a0);
      store<f32>(y1 + o, a1);
      store<f32>(y2 + o, a2);
      store<f32>(y3 + o, a3);
    }
  }
}

/** Output positions that `filterGradient` gathers before it adds them up: their rows then still lie in the cache. */
const GATHERED: i32 = 128;

/** Bytes that `filterGradient` needs at `terms`. */
export function filterGradientTermBytes(width: i32): i32 {
  return width * (4 + 8 * GATHERED);
}

/**
 * gradient[width][row] = the sum over positions of dy * row. x [batch][fragment values], padded;
 * dy [batch * outPositions][outs]. What is zero in dy (most of it, behind a max-pool) costs nothing.
 */
export function filterGradient(
  x: usize,
  dy: usize,
  gradient: usize,
  terms: usize,
  batch: i32,
  outPositions: i32,
  fragment: i32,
  stride: i32,
  runs: i32,
  run: i32,
  hop: i32,
  width: i32,
  outs: i32,
): void {
  const fragmentBytes: usize = (<usize>fragment) << 2;
  const strideBytes: usize = (<usize>stride) << 2;
  const hopBytes: usize = (<usize>hop) << 2;
  const skipBytes: usize = (<usize>(outs - width)) << 2;
  const length = runs * run;
  const total = batch * outPositions;
  const ends = terms;
  const lists = ends + ((<usize>width) << 2);
  memory.fill(gradient, 0, (<usize>(length * width)) << 2);
  for (let from = 0; from < total; from += GATHERED) {
    const to = min(from + GATHERED, total);
    for (let o = 0; o < width; o++) store<u32>(ends + ((<usize>o) << 2), <u32>(lists + <usize>(o * 8 * GATHERED)));
    for (let t = from; t < to; t++) {
      const row = rowOf(x, t, outPositions, fragmentBytes, strideBytes);
      for (let o = 0; o < width; o++) {
        const value = load<f32>(dy);
        const at = ends + ((<usize>o) << 2);
        const end = <usize>load<u32>(at);
        store<u32>(end, <u32>row);
        store<f32>(end, value, 4);
        store<u32>(at, <u32>(end + ((<usize>(value !== 0)) << 3)));
        dy += 4;
      }
      dy += skipBytes;
    }
    for (let o = 0; o < width; o++) {
      const list = lists + <usize>(o * 8 * GATHERED);
      const count = <i32>(<usize>load<u32>(ends + ((<usize>o) << 2)) - list) >> 3;
      let at = gradient + ((<usize>(o * length)) << 2);
      for (let r = 0; r < runs; r++) {
        addRows(at, run, list, count, <usize>r * hopBytes);
        at += (<usize>run) << 2;
      }
    }
  }
}

/** Bytes that `inputGradient` needs at `terms`. */
export function inputGradientTermBytes(width: i32): i32 {
  return 8 * width;
}

/**
 * Adds to dx [batch][fragment values], padded, what each dy [batch * outPositions][outs] hands to the row it came from, by
 * filter [width][row]. What is zero in dy costs nothing.
 */
export function inputGradient(
  dy: usize,
  filter: usize,
  dx: usize,
  terms: usize,
  batch: i32,
  outPositions: i32,
  fragment: i32,
  stride: i32,
  runs: i32,
  run: i32,
  hop: i32,
  width: i32,
  outs: i32,
): void {
  const fragmentBytes: usize = (<usize>fragment) << 2;
  const strideBytes: usize = (<usize>stride) << 2;
  const hopBytes: usize = (<usize>hop) << 2;
  const runBytes: usize = (<usize>run) << 2;
  const skipBytes: usize = (<usize>(outs - width)) << 2;
  const rowBytes: usize = (<usize>(runs * run)) << 2;
  const total = batch * outPositions;
  for (let t = 0; t < total; t++) {
    let end = terms;
    let row = filter;
    for (let o = 0; o < width; o++) {
      const value = load<f32>(dy);
      store<u32>(end, <u32>row);
      store<f32>(end, value, 4);
      end += (<usize>(value !== 0)) << 3;
      row += rowBytes;
      dy += 4;
    }
    dy += skipBytes;
    const count = <i32>(end - terms) >> 3;
    const to = rowOf(dx, t, outPositions, fragmentBytes, strideBytes);
    for (let r = 0; r < runs; r++) addRows(to + <usize>r * hopBytes, run, terms, count, <usize>r * runBytes);
  }
}
