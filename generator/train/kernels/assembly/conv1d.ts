/**
 * Convolutions as products with overlapping rows: what output position t sees is one contiguous row of taps * in
 * values of the padded input, which starts at position t * stride.
 */
import { addRows } from './rows';

/** Byte address of the row that output position `t` of `batch` fragments sees, counted through all fragments. */
function rowOf(x: usize, t: i32, outPositions: i32, fragmentBytes: usize, strideBytes: usize): usize {
  return x + <usize>(t / outPositions) * fragmentBytes + <usize>(t % outPositions) * strideBytes;
}

/**
 * y[batch * outPositions][out] = bias + rows of x * filter. x [batch][positions][in], padded; filter [taps * in][out];
 * bias [out].
 */
export function forward(
  x: usize,
  filter: usize,
  bias: usize,
  y: usize,
  batch: i32,
  positions: i32,
  inChannels: i32,
  taps: i32,
  outChannels: i32,
  stride: i32,
): void {
  const outPositions = (positions - taps) / stride + 1;
  const fragmentBytes: usize = (<usize>(positions * inChannels)) << 2;
  const strideBytes: usize = (<usize>(stride * inChannels)) << 2;
  const length: usize = (<usize>(taps * inChannels)) << 2;
  const width: usize = (<usize>outChannels) << 2;
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
    const y0 = y + <usize>t * width;
    const y1 = y + <usize>t1 * width;
    const y2 = y + <usize>t2 * width;
    const y3 = y + <usize>t3 * width;
    let o: usize = 0;
    for (; o + 32 <= width; o += 32) {
      let a0 = v128.load(bias + o);
      let b0 = v128.load(bias + o, 16);
      let a1 = a0;
      let b1 = b0;
      let a2 = a0;
      let b2 = b0;
      let a3 = a0;
      let b3 = b0;
      let f = filter + o;
      for (let i: usize = 0; i < length; i += 4) {
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
        f += width;
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
    for (; o + 16 <= width; o += 16) {
      let a0 = v128.load(bias + o);
      let a1 = a0;
      let a2 = a0;
      let a3 = a0;
      let f = filter + o;
      for (let i: usize = 0; i < length; i += 4) {
        const fa = v128.load(f);
        a0 = f32x4.add(a0, f32x4.mul(v128.load32_splat(x0 + i), fa));
        a1 = f32x4.add(a1, f32x4.mul(v128.load32_splat(x1 + i), fa));
        a2 = f32x4.add(a2, f32x4.mul(v128.load32_splat(x2 + i), fa));
        a3 = f32x4.add(a3, f32x4.mul(v128.load32_splat(x3 + i), fa));
        f += width;
      }
      v128.store(y0 + o, a0);
      v128.store(y1 + o, a1);
      v128.store(y2 + o, a2);
      v128.store(y3 + o, a3);
    }
    for (; o < width; o += 4) {
      let a0 = load<f32>(bias + o);
      let a1 = a0;
      let a2 = a0;
      let a3 = a0;
      let f = filter + o;
      for (let i: usize = 0; i < length; i += 4) {
        const fa = load<f32>(f);
        a0 += load<f32>(x0 + i) * fa;
        a1 += load<f32>(x1 + i) * fa;
        a2 += load<f32>(x2 + i) * fa;
        a3 += load<f32>(x3 + i) * fa;
        f += width;
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
export function filterGradientTermBytes(outChannels: i32): i32 {
  return outChannels * (4 + 8 * GATHERED);
}

/**
 * gradient[out][taps * in] = the sum over positions of dy * row. x [batch][positions][in], padded;
 * dy [batch * outPositions][out]. What is zero in dy (most of it, behind a max-pool) costs nothing.
 */
export function filterGradient(
  x: usize,
  dy: usize,
  gradient: usize,
  terms: usize,
  batch: i32,
  positions: i32,
  inChannels: i32,
  taps: i32,
  outChannels: i32,
  stride: i32,
): void {
  const outPositions = (positions - taps) / stride + 1;
  const fragmentBytes: usize = (<usize>(positions * inChannels)) << 2;
  const strideBytes: usize = (<usize>(stride * inChannels)) << 2;
  const length = taps * inChannels;
  const total = batch * outPositions;
  const ends = terms;
  const lists = ends + ((<usize>outChannels) << 2);
  memory.fill(gradient, 0, (<usize>(length * outChannels)) << 2);
  for (let from = 0; from < total; from += GATHERED) {
    const to = min(from + GATHERED, total);
    for (let o = 0; o < outChannels; o++)
      store<u32>(ends + ((<usize>o) << 2), <u32>(lists + <usize>(o * 8 * GATHERED)));
    for (let t = from; t < to; t++) {
      const row = rowOf(x, t, outPositions, fragmentBytes, strideBytes);
      for (let o = 0; o < outChannels; o++) {
        const value = load<f32>(dy);
        const at = ends + ((<usize>o) << 2);
        const end = <usize>load<u32>(at);
        store<u32>(end, <u32>row);
        store<f32>(end, value, 4);
        store<u32>(at, <u32>(end + ((<usize>(value !== 0)) << 3)));
        dy += 4;
      }
    }
    for (let o = 0; o < outChannels; o++) {
      const list = lists + <usize>(o * 8 * GATHERED);
      const count = <i32>(<usize>load<u32>(ends + ((<usize>o) << 2)) - list) >> 3;
      addRows(gradient + ((<usize>(o * length)) << 2), length, list, count);
    }
  }
}

/** Bytes that `inputGradient` needs at `terms`. */
export function inputGradientTermBytes(outChannels: i32): i32 {
  return 8 * outChannels;
}

/**
 * dx[batch][positions][in], padded: what each dy [batch * outPositions][out] hands to the row it came from, by
 * filter [out][taps * in]. What is zero in dy costs nothing.
 */
export function inputGradient(
  dy: usize,
  filter: usize,
  dx: usize,
  terms: usize,
  batch: i32,
  positions: i32,
  inChannels: i32,
  taps: i32,
  outChannels: i32,
  stride: i32,
): void {
  const outPositions = (positions - taps) / stride + 1;
  const fragmentBytes: usize = (<usize>(positions * inChannels)) << 2;
  const strideBytes: usize = (<usize>(stride * inChannels)) << 2;
  const length = taps * inChannels;
  const total = batch * outPositions;
  memory.fill(dx, 0, <usize>batch * fragmentBytes);
  for (let t = 0; t < total; t++) {
    let end = terms;
    let row = filter;
    for (let o = 0; o < outChannels; o++) {
      const value = load<f32>(dy);
      store<u32>(end, <u32>row);
      store<f32>(end, value, 4);
      end += (<usize>(value !== 0)) << 3;
      row += (<usize>length) << 2;
      dy += 4;
    }
    addRows(rowOf(dx, t, outPositions, fragmentBytes, strideBytes), length, terms, <i32>(end - terms) >> 3);
  }
}
