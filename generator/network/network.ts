/**
 * A network's topology. A dense layer is a convolution whose kernel covers every input position (so it has one output
 * position); its weights [out][in][tap] are then in the order of a flattened [channel][position] input.
 */
export interface LayerShape {
  name: string;
  inChannels: number;
  outChannels: number;
  /** Taps of the kernel. */
  kernel: number;
  stride: number;
  /** Zeros put before and after the input. */
  padding: number;
  /** Pooling after the ReLU; null: none. */
  pool: Pool | null;
}

/** Pooling along the positions. Windows that do not fit whole are dropped (floor). */
export interface Pool {
  /** The largest value of a window, or the sum of its values: an average up to a constant (see `poolScaleLog2`). */
  kind: 'max' | 'sum';
  kernel: number;
  stride: number;
}
