/** Most levels of a group: 8 bases. */
export const MAX_LEVELS = 256;

/**
 * Weight of every code: bit q of a code set means beta_q = -1. `byCode` gets 2^count values, the alphas being
 * `alphas[from .. from + count]`.
 */
export function levelsByCode(byCode: Float64Array, alphas: Float64Array, from: number, count: number): void {
  byCode[0] = 0;
  for (let q = 0; q < count; q++) {
    const alpha = alphas[from + q]!;
    const half = 1 << q;
    for (let code = 0; code < half; code++) {
      byCode[half + code] = byCode[code]! - alpha;
      byCode[code]! += alpha;
    }
  }
}

/** The levels of one group in rising order, to find the nearest; memory is reused from group to group. */
export class Levels {
  readonly byCode = new Float64Array(MAX_LEVELS);
  #codes = new Uint8Array(MAX_LEVELS);
  #spare = new Uint8Array(MAX_LEVELS);
  /** Between level k and k + 1. */
  readonly #middles = new Float64Array(MAX_LEVELS);
  #size = 1;

  /** @param alphas all >= 0 */
  set(alphas: Float64Array, from: number, count: number): void {
    const { byCode } = this;
    levelsByCode(byCode, alphas, from, count);
    this.#codes[0] = 0;
    // The order of 2^q codes with alpha added and with alpha taken away, merged, is the order of 2^(q+1) codes. What the
    // later alphas add is the same for all codes so far, so final levels can be compared.
    for (let q = 0; q < count; q++) this.#merge(1 << q);
    this.#size = 1 << count;
    for (let k = 0; k + 1 < this.#size; k++)
      this.#middles[k] = (byCode[this.#codes[k]!]! + byCode[this.#codes[k + 1]!]!) / 2;
  }

  #merge(half: number): void {
    const { byCode } = this;
    const codes = this.#codes;
    const merged = this.#spare;
    let plus = 0;
    let minus = 0;
    for (let k = 0; k < 2 * half; k++) {
      const isMinus = plus === half || (minus < half && byCode[codes[minus]! | half]! <= byCode[codes[plus]!]!);
      merged[k] = isMinus ? codes[minus++]! | half : codes[plus++]!;
    }
    this.#codes = merged;
    this.#spare = codes;
  }

  /** Code of the level nearest to `target`; of two, the lower level. */
  nearest(target: number): number {
    let k = 0;
    for (let step = this.#size >> 1; step > 0; step >>= 1) if (target > this.#middles[k + step - 1]!) k += step;
    return this.#codes[k]!;
  }
}
