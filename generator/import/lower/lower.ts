import type { LayerGraph } from '../graph/graph.js';
import { dropUnread } from './drop-unread.js';
import { foldAffineBack, foldAffineForward } from './fold-affine.js';
import { foldPads } from './fold-pads.js';
import { mergeLinear } from './merge-linear.js';
import type { Pass } from './rewrite.js';
import { splitSlopes } from './split-activations.js';

/*
 *   as imported        conv  pad  affine  activation  pool  add  concat  grid
 *     | drop unread        what no output needs
 *     | fold pads          Pad into the convolution that reads it; cropped positions are not computed
 *     | fold affine back   batch normalisation, factors, offsets into the convolution before
 *     | split slopes       LeakyReLU, PReLU as two ReLUs; then what stands behind them back again
 *     | merge linear       choices and orders of channels into the convolution beside
 *     | fold affine on     what could not go back into the convolutions behind
 *   as folded          conv  activation  pool  add  concat, and affine and pad where they cannot go
 */
export const PASSES: readonly { name: string; pass: Pass }[] = [
  { name: 'drop unread', pass: dropUnread },
  { name: 'fold pads', pass: foldPads },
  { name: 'fold affine back', pass: foldAffineBack },
  { name: 'split slopes', pass: splitSlopes },
  { name: 'fold affine back again', pass: foldAffineBack },
  { name: 'merge linear', pass: mergeLinear(() => false) },
  { name: 'fold affine on', pass: foldAffineForward },
];

/** A graph that computes the same with fewer kinds of nodes: nearer to hardware. */
export const lower = (graph: LayerGraph): LayerGraph => PASSES.reduce((each, { pass }) => pass(each), graph);
