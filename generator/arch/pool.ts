import type { LayerShape } from '../network/network.js';
import type { PoolKind } from '../network/pooling.js';

/** The bit by which hardware tells the kinds of pooling apart. */
const POOL_SUM: Readonly<Record<PoolKind, 0 | 1>> = { max: 0, sum: 1 };

/** 1: a layer pools by sum. */
export const poolSum = ({ pool }: Pick<LayerShape, 'pool'>) => (pool === null ? 0 : POOL_SUM[pool.kind]);
