/** The training kernels: they work on memory that belongs to someone else, and keep nothing of their own in it. */

export { filterGradient, filterGradientTermBytes, forward, inputGradient, inputGradientTermBytes } from './conv1d';
export { depthwise, depthwiseFilterGradient, depthwiseInputGradient } from './depthwise';
export { maxPool, maxPoolGradient, sumPool, sumPoolGradient } from './pool-activation';
export { clear, copyColumns, cropRows, gatherColumns, padRows, spreadColumns, sumRows, transpose } from './rows';
