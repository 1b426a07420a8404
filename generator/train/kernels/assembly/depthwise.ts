/**
 * Convolutions in which output channel c reads input channel c alone: x [batch][positions][channels], padded, filter [taps][channels]
 * with `filterWidth` values from one tap to the next, y [batch][outPositions][channels]; tap k of output position t sees position
 * t * stride + k * dilation. Four channels go side by side.
 */

/** y = bias + the sum over taps of filter * x; without a bias (address 0) the sum is added to y. */
export function depthwise(
  x: usize,
  filter: usize,
  bias: usize,
  y: usize,
  batch: i32,
  positions: i32,
  outPositions: i32,
  channels: i32,
  taps: i32,
  stride: i32,
  dilation: i32,
  filterWidth: i32,
): void {
  const apart: usize = (<usize>filterWidth) << 2;
  const width: usize = (<usize>channels) << 2;
  const whole: usize = width & ~15;
  const step: usize = <usize>stride * width;
  const hop: usize = <usize>dilation * width;
  const end: usize = <usize>taps * apart;
  for (let b = 0; b < batch; b++) {
    for (let t = 0; t < outPositions; t += 4) {
      // The last block takes its missing positions from the last one there is: same value, stored again.
      const t1 = min(t + 1, outPositions - 1);
      const t2 = min(t + 2, outPositions - 1);
      const t3 = min(t + 3, outPositions - 1);
      const x0 = x + <usize>t * step;
      const x1 = x + <usize>t1 * step;
      const x2 = x + <usize>t2 * step;
      const x3 = x + <usize>t3 * step;
      const y0 = y + <usize>t * width;
      const y1 = y + <usize>t1 * width;
      const y2 = y + <usize>t2 * width;
      const y3 = y + <usize>t3 * width;
      for (let c: usize = 0; c < whole; c += 16) {
        let a0 = v128.load(bias === 0 ? y0 + c : bias + c);
        let a1 = bias === 0 ? v128.load(y1 + c) : a0;
        let a2 = bias === 0 ? v128.load(y2 + c) : a0;
        let a3 = bias === 0 ? v128.load(y3 + c) : a0;
        let at = c;
        for (let k = c; k < end; k += apart) {
          const f = v128.load(filter + k);
          a0 = f32x4.add(a0, f32x4.mul(v128.load(x0 + at), f));
          a1 = f32x4.add(a1, f32x4.mul(v128.load(x1 + at), f));
          a2 = f32x4.add(a2, f32x4.mul(v128.load(x2 + at), f));
          a3 = f32x4.add(a3, f32x4.mul(v128.load(x3 + at), f));
          at += hop;
        }
        v128.store(y0 + c, a0);
        v128.store(y1 + c, a1);
        v128.store(y2 + c, a2);
        v128.store(y3 + c, a3);
      }
      for (let c = whole; c < width; c += 4) {
        let a0 = load<f32>(bias === 0 ? y0 + c : bias + c);
        let a1 = bias === 0 ? load<f32>(y1 + c) : a0;
        let a2 = bias === 0 ? load<f32>(y2 + c) : a0;
        let a3 = bias === 0 ? load<f32>(y3 + c) : a0;
        let at = c;
        for (let k = c; k < end; k += apart) {
          const f = load<f32>(filter + k);
          a0 += load<f32>(x0 + at) * f;
          a1 += load<f32>(x1 + at) * f;
          a2 += load<f32>(x2 + at) * f;
          a3 += load<f32>(x3 + at) * f;
          at += hop;
        }
        store<f32>(y0 + c, a0);
        store<f32>(y1 + c, a1);
        store<f32>(y2 + c, a2);
        store<f32>(y3 + c, a3);
      }
    }
    x += <usize>positions * width;
    y += <usize>outPositions * width;
  }
}

/** Output positions whose x and dy still lie in the cache when the next taps and channels take them. */
const BLOCK: i32 = 64;

/** Adds to gradient, which lies as a filter, the sum over positions of dy * x. */
export function depthwiseFilterGradient(
  x: usize,
  dy: usize,
  gradient: usize,
  batch: i32,
  positions: i32,
  outPositions: i32,
  channels: i32,
  taps: i32,
  stride: i32,
  dilation: i32,
  filterWidth: i32,
): void {
  const apart: usize = (<usize>filterWidth) << 2;
  const width: usize = (<usize>channels) << 2;
  const whole: usize = width & ~15;
  const step: usize = <usize>stride * width;
  const hop: usize = <usize>dilation * width;
  for (let b = 0; b < batch; b++) {
    for (let from = 0; from < outPositions; from += BLOCK) {
      const count = min(BLOCK, outPositions - from);
      const x0 = x + <usize>from * step;
      const dy0 = dy + <usize>from * width;
      const last = dy0 + <usize>count * width;
      for (let c: usize = 0; c < whole; c += 16) {
        let k = 0;
        for (; k + 4 <= taps; k += 4) {
          const g = gradient + <usize>k * apart + c;
          let s0 = v128.load(g);
          let s1 = v128.load(g + apart);
          let s2 = v128.load(g + 2 * apart);
          let s3 = v128.load(g + 3 * apart);
          let row = x0 + <usize>k * hop + c;
          for (let d = dy0 + c; d < last; d += width) {
            const v = v128.load(d);
            s0 = f32x4.add(s0, f32x4.mul(v, v128.load(row)));
            s1 = f32x4.add(s1, f32x4.mul(v, v128.load(row + hop)));
            s2 = f32x4.add(s2, f32x4.mul(v, v128.load(row + 2 * hop)));
            s3 = f32x4.add(s3, f32x4.mul(v, v128.load(row + 3 * hop)));
            row += step;
          }
          v128.store(g, s0);
          v128.store(g + apart, s1);
          v128.store(g + 2 * apart, s2);
          v128.store(g + 3 * apart, s3);
        }
        for (; k < taps; k++) {
          const g = gradient + <usize>k * apart + c;
          let s = v128.load(g);
          let row = x0 + <usize>k * hop + c;
          for (let d = dy0 + c; d < last; d += width) {
            s = f32x4.add(s, f32x4.mul(v128.load(d), v128.load(row)));
            row += step;
          }
          v128.store(g, s);
        }
      }
      for (let c = whole; c < width; c += 4)
        for (let k = 0; k < taps; k++) {
          const g = gradient + <usize>k * apart + c;
          let s = load<f32>(g);
          let row = x0 + <usize>k * hop + c;
          for (let d = dy0 + c; d < last; d += width) {
            s += load<f32>(d) * load<f32>(row);
            row += step;
          }
          store<f32>(g, s);
        }
    }
    x += <usize>positions * width;
    dy += <usize>outPositions * width;
  }
}

/** Adds to dx, shaped as x, what each dy hands to what it came from. */
export function depthwiseInputGradient(
  dy: usize,
  filter: usize,
  dx: usize,
  batch: i32,
  positions: i32,
  outPositions: i32,
  channels: i32,
  taps: i32,
  stride: i32,
  dilation: i32,
  filterWidth: i32,
): void {
  const apart: usize = (<usize>filterWidth) << 2;
  const width: usize = (<usize>channels) << 2;
  const whole: usize = width & ~15;
  const step: usize = <usize>stride * width;
  const hop: usize = <usize>dilation * width;
  const end: usize = <usize>taps * apart;
  for (let b = 0; b < batch; b++) {
    for (let t = 0; t < outPositions; t++) {
      const row = dx + <usize>t * step;
      for (let c: usize = 0; c < whole; c += 16) {
        const v = v128.load(dy + c);
        if (!v128.any_true(f32x4.ne(v, f32x4.splat(0)))) continue;
        let to = row + c;
        for (let k = c; k < end; k += apart) {
          v128.store(to, f32x4.add(v128.load(to), f32x4.mul(v, v128.load(filter + k))));
          to += hop;
        }
      }
      for (let c = whole; c < width; c += 4) {
        const v = load<f32>(dy + c);
        let to = row + c;
        for (let k = c; k < end; k += apart) {
          store<f32>(to, load<f32>(to) + v * load<f32>(filter + k));
          to += hop;
        }
      }
      dy += width;
    }
    dx += <usize>positions * width;
  }
}
