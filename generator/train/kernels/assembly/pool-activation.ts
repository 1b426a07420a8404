/**
 * Activation and pooling of x [batch][positions][channels]. An activation is given by `low` and `high`, between which
 * it hands gradients on, and its `step`: 0 is max(x, low); otherwise x is rounded half up to a whole number of steps
 * (a power of two) and clamped to low .. high.
 */

function activate(x: v128, low: f32, high: f32, step: f32): v128 {
  if (step === 0) return f32x4.pmax(x, f32x4.splat(low));
  const steps = f32x4.floor(f32x4.add(f32x4.mul(x, f32x4.splat(1 / step)), f32x4.splat(0.5)));
  const least = f32x4.pmax(steps, f32x4.splat(low / step));
  return f32x4.mul(f32x4.pmin(least, f32x4.splat(high / step)), f32x4.splat(step));
}

function passes(x: v128, low: f32, high: f32): v128 {
  return v128.and(f32x4.gt(x, f32x4.splat(low)), f32x4.lt(x, f32x4.splat(high)));
}

/** One to four values as a vector; the lanes above hold zeros. */
function loadUpTo4(from: usize, count: i32): v128 {
  if (count >= 4) return v128.load(from);
  let v = v128.load32_zero(from);
  if (count > 1) v = v128.load32_lane(from, v, 1, 4);
  if (count > 2) v = v128.load32_lane(from, v, 2, 8);
  return v;
}

function storeUpTo4(to: usize, v: v128, count: i32): void {
  if (count >= 4) {
    v128.store(to, v);
    return;
  }
  v128.store32_lane(to, v, 0);
  if (count > 1) v128.store32_lane(to, v, 1, 4);
  if (count > 2) v128.store32_lane(to, v, 2, 8);
}

/**
 * y [batch][windows][channels]: the largest x of each window, activated. route, of the same shape (i32): the index in x
 * of the first position that holds it, or -1 where the activation stops the gradient.
 */
export function maxPool(
  x: usize,
  y: usize,
  route: usize,
  batch: i32,
  positions: i32,
  channels: i32,
  kernel: i32,
  stride: i32,
  low: f32,
  high: f32,
  step: f32,
): void {
  const windows = (positions - kernel) / stride + 1;
  const width: usize = (<usize>channels) << 2;
  for (let b = 0; b < batch; b++)
    for (let p = 0; p < windows; p++) {
      const first = (b * positions + p * stride) * channels;
      for (let c = 0; c < channels; c += 4) {
        const count = channels - c;
        let from = x + ((<usize>(first + c)) << 2);
        let best = loadUpTo4(from, count);
        let at = i32x4.splat(0);
        for (let k = 1; k < kernel; k++) {
          from += width;
          const v = loadUpTo4(from, count);
          at = v128.bitselect(i32x4.splat(k), at, f32x4.gt(v, best));
          best = f32x4.pmax(best, v);
        }
        const index = i32x4.add(
          i32x4.mul(at, i32x4.splat(channels)),
          i32x4.add(i32x4.splat(first + c), i32x4(0, 1, 2, 3)),
        );
        storeUpTo4(y, activate(best, low, high, step), count);
        storeUpTo4(route, v128.or(index, v128.not(passes(best, low, high))), count);
        const written: usize = (<usize>min(count, 4)) << 2;
        y += written;
        route += written;
      }
    }
}

/** dx [inputs]: each of dy [outputs] added where its route leads. */
export function maxPoolGradient(dy: usize, route: usize, dx: usize, outputs: i32, inputs: i32): void {
  memory.fill(dx, 0, (<usize>inputs) << 2);
  for (const end = dy + ((<usize>outputs) << 2); dy < end; dy += 4) {
    const index = load<i32>(route);
    if (index >= 0) {
      const at = dx + ((<usize>index) << 2);
      store<f32>(at, load<f32>(at) + load<f32>(dy));
    }
    route += 4;
  }
}

/** y [batch][windows][channels]: the sum of each window's activated x, times `scale`. */
export function sumPool(
  x: usize,
  y: usize,
  batch: i32,
  positions: i32,
  channels: i32,
  kernel: i32,
  stride: i32,
  scale: f32,
  low: f32,
  high: f32,
  step: f32,
): void {
  const windows = (positions - kernel) / stride + 1;
  const width: usize = (<usize>channels) << 2;
  for (let b = 0; b < batch; b++)
    for (let p = 0; p < windows; p++)
      for (let c = 0; c < channels; c += 4) {
        const count = channels - c;
        let from = x + ((<usize>((b * positions + p * stride) * channels + c)) << 2);
        let sum = f32x4.splat(0);
        for (let k = 0; k < kernel; k++) {
          sum = f32x4.add(sum, activate(loadUpTo4(from, count), low, high, step));
          from += width;
        }
        storeUpTo4(y, f32x4.mul(sum, f32x4.splat(scale)), count);
        y += (<usize>min(count, 4)) << 2;
      }
}

/** dx, shaped as x: the sum of dy [batch][windows][channels] over the windows that hold it, times `scale`, where x passes. */
export function sumPoolGradient(
  dy: usize,
  x: usize,
  dx: usize,
  batch: i32,
  positions: i32,
  channels: i32,
  kernel: i32,
  stride: i32,
  scale: f32,
  low: f32,
  high: f32,
): void {
  const windows = (positions - kernel) / stride + 1;
  const values = batch * positions * channels;
  memory.fill(dx, 0, (<usize>values) << 2);
  for (let b = 0; b < batch; b++)
    for (let p = 0; p < windows; p++)
      for (let c = 0; c < channels; c += 4) {
        const count = channels - c;
        const add = loadUpTo4(dy, count);
        for (let k = 0; k < kernel; k++) {
          const at = dx + ((<usize>((b * positions + p * stride + k) * channels + c)) << 2);
          storeUpTo4(at, f32x4.add(loadUpTo4(at, count), add), count);
        }
        dy += (<usize>min(count, 4)) << 2;
      }
  for (let i = 0; i < values; i += 4) {
    const at: usize = (<usize>i) << 2;
    const kept = v128.and(loadUpTo4(dx + at, values - i), passes(loadUpTo4(x + at, values - i), low, high));
    storeUpTo4(dx + at, f32x4.mul(kept, f32x4.splat(scale)), values - i);
  }
}
