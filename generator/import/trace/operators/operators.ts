import { ACTIVATIONS } from './activation.js';
import { SUMS } from './arithmetic.js';
import { AXES } from './axes.js';
import { CONVOLUTIONS } from './conv.js';
import { DENSE } from './dense.js';
import { ENDS } from './ends.js';
import { GRID_OPERATORS } from './grids.js';
import type { Operator } from './operator.js';
import { POOLS } from './pool.js';
import { POSITIONS } from './positions.js';

/** Every operator of a signal that comes in, by ONNX's name, in the order of the docs. */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  ...CONVOLUTIONS,
  ...DENSE,
  ...SUMS,
  ...ACTIVATIONS,
  ...POOLS,
  ...POSITIONS,
  ...AXES,
  ...GRID_OPERATORS,
  ...ENDS,
};
