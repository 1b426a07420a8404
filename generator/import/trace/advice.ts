export const OTHERWISE = 'a network of operators that come in: docs/networks.md has them all';
const RECURRENT = 'a 1-D convolutional network: dilated causal convolutions see as far back';
const LOOSE = 'the network before it was quantised, or quantised with fixed steps (QuantFormat.QDQ)';
const LONGER = 'a network that does not make its stream longer';
const SMOOTH = 'Relu, or HardSigmoid, trained again';
/** What would do in place of operators that are met often. */
export const ADVICE: Readonly<Record<string, string>> = {
  DynamicQuantizeLinear: LOOSE,
  ...Object.fromEntries(
    ['Add', 'Concat', 'AveragePool', 'GlobalAveragePool', 'LeakyRelu', 'Mul', 'Sigmoid', 'Softmax']
      .map((op) => `com.microsoft.QLinear${op}`)
      .concat('com.microsoft.QGemm')
      .map((op) => [op, LOOSE]),
  ),
  Lambda: 'layers of Keras in its place, or an export as ONNX',
  LSTM: RECURRENT,
  GRU: RECURRENT,
  RNN: RECURRENT,
  SimpleRNN: RECURRENT,
  Bidirectional: RECURRENT,
  LayerNormalization: 'BatchNormalization, trained again: it is folded into the convolution before it',
  InstanceNormalization: 'BatchNormalization, trained again: it is folded into the convolution before it',
  GroupNormalization: 'BatchNormalization, trained again: it is folded into the convolution before it',
  Erf: 'Relu in place of GELU, trained again',
  Gelu: 'Relu, trained again',
  Tanh: SMOOTH,
  Elu: 'Relu or LeakyRelu, trained again',
  Selu: 'Relu or LeakyRelu, trained again',
  Softplus: 'Relu, trained again',
  HardSwish: 'Relu, trained again',
  Resize: LONGER,
  Upsample: LONGER,
  ConvTranspose: LONGER,
  Conv1DTranspose: LONGER,
  UpSampling1D: LONGER,
  silu: SMOOTH,
  Swish: SMOOTH,
  Mish: SMOOTH,
};
