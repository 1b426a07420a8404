import type { FloatNode } from '../../model/float-model.js';
import type { Edge, Per } from '../../network/network.js';
import type { Affine, Grid } from '../graph/graph.js';

/** A foreign network as nodes of this project: convolutions with activation and pool, sums, streams side by side. */
export interface Laid {
  layers: FloatNode[];
  per?: Per | undefined;
  /** What is done to the input first; null: nothing. */
  input: Affine | null;
  /** Layers that pass values on unchanged, or by a factor. */
  identities: string[];
  /** Of each node, the grids that its activations are put on: quantise sees whether they are had. */
  grids: ReadonlyMap<Edge, readonly Grid[]>;
  /** Layers most of whose channels see nothing of most others, as in groups: between them weights are 0. */
  grouped: string[];
}
