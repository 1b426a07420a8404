import { type GroupedLayer, withoutBit } from './grouped-layer.js';
import { MAX_LEVELS } from './levels.js';

/** beta_q of a code. */
export const sign = (code: number, q: number): number => 1 - 2 * ((code >> q) & 1);

/**
 * Sums over the weights of one group, one sum per code. What a least-squares solve needs of a group follows from 2^I
 * sums instead of n weights, as weights of the same code have the same row of B.
 */
export class CodeSums {
  /** Sum of H of the weights with a code; above 0 if there is any. */
  readonly hessian = new Float64Array(MAX_LEVELS);
  /** Sum of H * wanted weight. */
  readonly moment = new Float64Array(MAX_LEVELS);

  clear(count: number): void {
    this.hessian.fill(0, 0, 1 << count);
    this.moment.fill(0, 0, 1 << count);
  }

  add(code: number, hessian: number, moment: number): void {
    this.hessian[code]! += hessian;
    this.moment[code]! += moment;
  }

  /** `gram` = B'HB, [count][count], and `right` = B' moment. */
  system(count: number, gram: Float64Array, right: Float64Array): void {
    const codes = 1 << count;
    const { hessian, moment } = this;
    for (let q = 0; q < count; q++) {
      right[q] = 0;
      for (let r = 0; r <= q; r++) gram[q * count + r] = 0;
    }
    for (let code = 0; code < codes; code++) {
      const h = hessian[code]!;
      if (h === 0) continue;
      const m = moment[code]!;
      for (let q = 0; q < count; q++) {
        const ofQ = sign(code, q);
        right[q]! += ofQ * m;
        for (let r = 0; r <= q; r++) gram[q * count + r]! += ofQ * sign(code, r) * h;
      }
    }
    for (let q = 0; q < count; q++) for (let r = 0; r < q; r++) gram[r * count + q] = gram[q * count + r]!;
  }

  /** 1: the bases are equal for all weights; -1: opposite; 0: neither. */
  relation(count: number, q: number, r: number): -1 | 0 | 1 {
    let isEqual = true;
    let isOpposite = true;
    for (let code = 0; code < 1 << count; code++) {
      if (this.hessian[code] === 0) continue;
      if (((code >> q) & 1) === ((code >> r) & 1)) isOpposite = false;
      else isEqual = false;
    }
    return isEqual ? 1 : isOpposite ? -1 : 0;
  }

  /** As if the codes had no bit q. */
  dropBit(count: number, q: number): void {
    for (let code = 0; code < 1 << count; code++) {
      const to = withoutBit(code, q);
      if (to === code) continue;
      this.add(to, this.hessian[code]!, this.moment[code]!);
      this.hessian[code] = 0;
      this.moment[code] = 0;
    }
  }
}

/**
 * Makes one basis out of any two that are equal or opposite for all weights of the group, adding or subtracting their
 * alphas (which may leave a negative one): no weight changes. `sums` are the group's, and stay so.
 */
export function mergeDependent(layer: GroupedLayer, group: number, sums: CodeSums): void {
  const at = group * layer.capacity;
  for (let q = 0; q < layer.counts[group]!; q++)
    for (let r = layer.counts[group]! - 1; r > q; r--) {
      const relation = sums.relation(layer.counts[group]!, q, r);
      if (relation === 0) continue;
      layer.alphas[at + q]! += relation * layer.alphas[at + r]!;
      sums.dropBit(layer.counts[group]!, r);
      layer.removeBasis(group, r);
    }
}

/** Counts a group's weights by code, which is all that `mergeDependent` needs. */
export function countCodes(layer: GroupedLayer, group: number, sums: CodeSums): void {
  sums.clear(layer.counts[group]!);
  for (let i = group * layer.size; i < (group + 1) * layer.size; i++) sums.add(layer.codes[i]!, 1, 0);
}
