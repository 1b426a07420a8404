import { describe, expect, test } from 'vitest';
import { graphOf, type Layer, outputOf, refusal, sequential, texts, type Weights } from './models.js';

const layer = (class_name: string, config: object = {}): Layer => ({ class_name, config });

/** Numbers by hand: the shape of a window, layers, weights, a window and what comes out. */
const NUMBERS: [string, number[], Layer[], Weights, number[], number[]][] = [
  [
    'Conv1D: kernel [tap, in, out]',
    [3, 2],
    [layer('Conv1D', { filters: 1, kernel_size: [2], use_bias: true })],
    {
      'conv1d/kernel': [
        [2, 2, 1],
        [1, 10, 100, 1000],
      ],
      'conv1d/bias': [[1], [0.5]],
    },
    [1, 2, 3, 4, 5, 6],
    [4321.5, 6543.5],
  ],
  [
    'Conv1D: same, of strides: one more behind',
    [4, 1],
    [layer('Conv1D', { filters: 1, kernel_size: 3, strides: 2, padding: 'same', use_bias: false })],
    {
      'conv1d/kernel': [
        [3, 1, 1],
        [1, 10, 100],
      ],
    },
    [1, 2, 3, 4],
    [321, 43],
  ],
  [
    'Conv1D: same, an even kernel',
    [3, 1],
    [layer('Conv1D', { filters: 1, kernel_size: 4, padding: 'same', use_bias: false })],
    {
      'conv1d/kernel': [
        [4, 1, 1],
        [1, 10, 100, 1000],
      ],
    },
    [1, 2, 3],
    [3210, 321, 32],
  ],
  [
    'Conv1D: causal, dilated, of strides',
    [5, 1],
    [
      layer('Conv1D', {
        filters: 1,
        kernel_size: [2],
        dilation_rate: [2],
        strides: [2],
        padding: 'causal',
        use_bias: false,
      }),
    ],
    {
      'conv1d/kernel': [
        [2, 1, 1],
        [1, 10],
      ],
    },
    [1, 2, 3, 4, 5],
    [10, 31, 53],
  ],
  [
    'Conv1D: groups',
    [1, 4],
    [layer('Conv1D', { filters: 2, kernel_size: 1, groups: 2, use_bias: false })],
    {
      'conv1d/kernel': [
        [1, 2, 2],
        [1, 10, 100, 1000],
      ],
    },
    [1, 2, 3, 4],
    [201, 4030],
  ],
  [
    'DepthwiseConv1D: the outputs of a channel follow each other',
    [1, 2],
    [layer('DepthwiseConv1D', { kernel_size: 1, depth_multiplier: 2, use_bias: false })],
    {
      'depthwiseconv1d/depthwise_kernel': [
        [1, 2, 2],
        [1, 10, 100, 1000],
      ],
    },
    [1, 2],
    [1, 10, 200, 2000],
  ],
  [
    'SeparableConv1D',
    [2, 2],
    [layer('SeparableConv1D', { filters: 1, kernel_size: 2, activation: 'relu' })],
    {
      'separableconv1d/depthwise_kernel': [
        [2, 2, 1],
        [1, 1, 10, -1],
      ],
      'separableconv1d/pointwise_kernel': [
        [1, 2, 1],
        [1, 2],
      ],
      'separableconv1d/bias': [[1], [5]],
    },
    [1, 2, 3, 4],
    [31 + 2 * -2 + 5],
  ],
  [
    'Conv2D over one axis',
    [3, 1, 1],
    [
      layer('Conv2D', { filters: 1, kernel_size: [2, 1], strides: [1, 1], padding: 'valid', use_bias: false }),
      layer('Flatten'),
    ],
    {
      'conv2d/kernel': [
        [2, 1, 1, 1],
        [1, 10],
      ],
    },
    [1, 2, 3],
    [21, 32],
  ],
  [
    'Dense',
    [2],
    [layer('Dense', { units: 2 })],
    {
      'dense/kernel': [
        [2, 2],
        [1, 2, 3, 4],
      ],
      'dense/bias': [[2], [0, 1]],
    },
    [1, 10],
    [31, 43],
  ],
  [
    'Dense at each position, and in TimeDistributed',
    [2, 2],
    [
      layer('TimeDistributed', { layer: layer('Dense', { units: 2, activation: 'relu' }) }),
      layer('Dense', { units: 1, use_bias: false }),
    ],
    {
      'timedistributed/kernel': [
        [2, 2],
        [1, 2, 3, 4],
      ],
      'timedistributed/bias': [[2], [0, -100]],
      'dense_1/kernel': [
        [2, 1],
        [1, 10],
      ],
    },
    [1, 10, 100, 1000],
    [31, 3100 + 41000],
  ],
  [
    'BatchNormalization over the last axis',
    [1, 2],
    [layer('BatchNormalization', { axis: [2], epsilon: 1 })],
    {
      'batchnormalization/gamma': [[2], [1, 2]],
      'batchnormalization/beta': [[2], [0, 5]],
      'batchnormalization/moving_mean': [[2], [1, 2]],
      'batchnormalization/moving_variance': [[2], [3, 8]],
    },
    [5, 8],
    [2, 9],
  ],
  [
    'BatchNormalization without scale and center',
    [1, 1],
    [layer('BatchNormalization', { axis: -1, epsilon: 0, scale: false, center: false })],
    { 'batchnormalization/moving_mean': [[1], [1]], 'batchnormalization/moving_variance': [[1], [4]] },
    [5],
    [2],
  ],
  [
    'MaxPooling1D: same',
    [4, 1],
    [layer('MaxPooling1D', { pool_size: 3, strides: 2, padding: 'same' })],
    {},
    [-1, -2, -3, -4],
    [-1, -3],
  ],
  [
    'AveragePooling1D: same counts no padding',
    [4, 1],
    [layer('AveragePooling1D', { pool_size: [3], strides: [2], padding: 'same' })],
    {},
    [1, 2, 3, 4],
    [2, 3.5],
  ],
  [
    'AveragePooling1D: strides of the pool',
    [4, 1],
    [layer('AveragePooling1D', { pool_size: 2, strides: null })],
    {},
    [1, 3, 5, 7],
    [2, 6],
  ],
  ['GlobalAveragePooling1D', [2, 2], [layer('GlobalAveragePooling1D')], {}, [1, 2, 3, 4], [2, 3]],
  ['GlobalMaxPooling1D', [2, 2], [layer('GlobalMaxPooling1D', { keepdims: true })], {}, [1, 5, 3, 4], [3, 5]],
  [
    'Cropping1D and ZeroPadding1D',
    [4, 1],
    [layer('Cropping1D', { cropping: [0, 2] }), layer('ZeroPadding1D', { padding: 1 })],
    {},
    [1, 2, 3, 4],
    [0, 1, 2, 0],
  ],
  ['Permute', [2, 3], [layer('Permute', { dims: [2, 1] })], {}, [1, 2, 3, 4, 5, 6], [1, 4, 2, 5, 3, 6]],
  [
    'ReLU with an end',
    [1, 3],
    [layer('ReLU', { max_value: 6, negative_slope: 0, threshold: 0 })],
    {},
    [-1, 3, 8],
    [0, 3, 6],
  ],
  ['LeakyReLU of Keras 2', [1, 2], [layer('LeakyReLU', { alpha: 0.5 })], {}, [-1, 3], [-0.5, 3]],
  ['LeakyReLU of Keras 3', [1, 2], [layer('LeakyReLU', { negative_slope: 0.25 })], {}, [-1, 3], [-0.25, 3]],
  [
    'PReLU',
    [1, 2],
    [layer('PReLU', { shared_axes: [1] })],
    {
      'prelu/alpha': [
        [1, 2],
        [0.5, 0.25],
      ],
    },
    [-1, -4],
    [-0.5, -1],
  ],
  ['Rescaling', [1, 2], [layer('Rescaling', { scale: 2, offset: [1, -1] })], {}, [1, 2], [3, 3]],
  [
    'Normalization by its configuration',
    [1, 2],
    [layer('Normalization', { axis: [-1], mean: [1, 2], variance: [4, 9] })],
    {},
    [3, 8],
    [1, 2],
  ],
  [
    'Normalization that was adapted',
    [1, 2],
    [layer('Normalization', { axis: -1, mean: null, variance: null })],
    { 'normalization/mean': [[2], [1, 2]], 'normalization/variance': [[2], [4, 9]], 'normalization/count': [[], [7]] },
    [3, 8],
    [1, 2],
  ],
  [
    'Normalization undone',
    [1, 1],
    [layer('Normalization', { axis: null, mean: 1, variance: 4, invert: true })],
    {},
    [3],
    [7],
  ],
  ['Softmax', [2], [layer('Activation', { activation: 'softmax' })], {}, [0, 0], [0.5, 0.5]],
  [
    'what only trains',
    [1, 1],
    [
      layer('Dropout', { rate: 0.5 }),
      layer('GaussianNoise'),
      layer('SpatialDropout1D'),
      layer('Activation', { activation: 'relu' }),
    ],
    {},
    [3],
    [3],
  ],
];

test.each(NUMBERS)('%s', (_, shape, layers, weights, window, wanted) => {
  const found = outputOf(graphOf(sequential(shape, layers), weights), window);
  expect(found.map((value) => Math.round(value * 1e9) / 1e9 + 0)).toEqual(wanted);
});

/** Operators that are made, where numbers say little. */
const OPERATORS: [string, (number | null)[], Layer[], string[]][] = [
  [
    'an activation as a part',
    [3],
    [layer('Dense', { units: 2, activation: 'tanh' })],
    ['dense: Gemm [1,1,1,1,1,1] [1,1]', 'dense/tanh: Tanh'],
  ],
  ['relu6', [3], [layer('Activation', { activation: 'relu6' })], ['activation: Clip [0] [6]']],
  ['linear', [3], [layer('Activation', { activation: 'linear' })], ['activation: Identity']],
  [
    'hard_sigmoid',
    [3],
    [layer('Activation', { activation: 'hard_sigmoid' })],
    [`activation: HardSigmoid alpha=${1 / 6} beta=0.5`],
  ],
  [
    'an activation as an object',
    [3],
    [layer('Activation', { activation: layer('LeakyReLU', { negative_slope: 0.5 }) })],
    ['activation: LeakyRelu alpha=0.5'],
  ],
  [
    'a function as an object',
    [3],
    [layer('Activation', { activation: { class_name: 'function', config: 'elu' } })],
    ['activation: Elu alpha=1'],
  ],
  ['an unknown activation', [3], [layer('Activation', { activation: 'silu' })], ['activation: keras.silu']],
  [
    'a name of JavaScript',
    [3],
    [layer('Activation', { activation: 'constructor' })],
    ['activation: keras.constructor'],
  ],
  [
    'ReLU with a slope and an end',
    [3],
    [layer('ReLU', { negative_slope: 0.5, max_value: 2 })],
    ['relu: LeakyRelu alpha=0.5', 'relu.2: Clip [2]'],
  ],
  ['ReLU with a threshold', [3], [layer('ReLU', { threshold: 0.5 })], ['relu: ThresholdedRelu alpha=0.5']],
  ['ReLU with both', [3], [layer('ReLU', { threshold: 0.5, negative_slope: 0.5 })], ['relu: keras.ReLU']],
  ['Softmax over an axis', [3, 2], [layer('Softmax', { axis: [1] })], ['softmax: Softmax axis=1']],
  [
    'channels_first',
    [2, 9],
    [layer('MaxPooling1D', { pool_size: 2, data_format: 'channels_first' })],
    ['maxpooling1d: MaxPool kernel_shape=2 strides=2'],
  ],
  [
    'an open length with strides is left to the operator',
    [null, 2],
    [layer('MaxPooling1D', { pool_size: 2, padding: 'same' })],
    [
      'maxpooling1d/channels_first: Transpose perm=0,2,1',
      'maxpooling1d: MaxPool kernel_shape=2 strides=2 auto_pad=SAME_UPPER',
      'maxpooling1d/channels_last: Transpose perm=0,2,1',
    ],
  ],
  [
    'Flatten of channels_first',
    [2, 9],
    [layer('Flatten', { data_format: 'channels_first' })],
    ['flatten/channels_last: Transpose perm=0,2,1', 'flatten: Flatten axis=1'],
  ],
  ['Reshape', [4, 2], [layer('Reshape', { target_shape: [2, -1] })], ['reshape: Reshape [0,2,-1]']],
  [
    'Cropping1D at one end',
    [9, 1],
    [layer('Cropping1D', { cropping: [2, 0] })],
    ['cropping1d: Slice [2] [2147483647] [1]'],
  ],
  [
    'ZeroPadding2D',
    [4, 4, 1],
    [
      layer('ZeroPadding2D', {
        padding: [
          [1, 2],
          [3, 4],
        ],
      }),
    ],
    ['zeropadding2d: Pad mode=constant'],
  ],
  ['an unknown class', [4, 2], [layer('LSTM', { units: 3 })], ['lstm: keras.LSTM']],
  [
    'a class of JavaScript',
    [4, 2],
    [layer('__proto__'), layer('toString')],
    ['__proto__: keras.__proto__', 'tostring_1: keras.toString'],
  ],
  [
    "the user's own class",
    [4, 2],
    [{ ...layer('Conv1D'), registered_name: 'Custom>Conv1D', module: 'mine' }],
    ['conv1d: keras.Conv1D'],
  ],
  ["the user's own class, in an older file", [4, 2], [layer('Custom>Conv1D')], ['custom>conv1d: keras.Custom>Conv1D']],
  [
    'quantised by Keras',
    [4],
    [layer('Dense', { units: 3, dtype: { class_name: 'QuantizedDTypePolicy', config: {} } })],
    ['dense: keras.Dense'],
  ],
  [
    'TimeDistributed of another layer',
    [4, 2],
    [layer('TimeDistributed', { layer: layer('Conv1D', { filters: 1, kernel_size: 1 }) })],
    ['timedistributed: keras.TimeDistributed'],
  ],
  [
    'normalisation of several axes',
    [4, 2],
    [layer('BatchNormalization', { axis: [1, 2] })],
    ['batchnormalization: keras.BatchNormalization'],
  ],
];

test.each(OPERATORS)('%s', (_, shape, layers, wanted) => {
  expect(texts(graphOf(sequential(shape, layers)))).toEqual(wanted);
});

test('TensorFlow.js and Keras 2 have another hard_sigmoid, and names of two words in one', () => {
  const model = sequential([3], [layer('Activation', { activation: 'hardSigmoid' })]);
  expect(texts(graphOf(model, {}, 2))).toEqual(['activation: HardSigmoid alpha=0.2 beta=0.5']);
});

test('an operator behind an unknown one is passed on with it', () => {
  const layers = [
    layer('LSTM'),
    layer('Conv1D', { filters: 2, kernel_size: 3 }),
    layer('BatchNormalization'),
    layer('Flatten'),
    layer('Dense', { units: 1 }),
  ];
  const graph = graphOf(sequential([9, 2], layers));
  expect(graph.ops.map(({ op }) => op)).toEqual([
    'keras.LSTM',
    'Transpose',
    'Conv',
    'Transpose',
    'keras.BatchNormalization',
    'Flatten',
    'MatMul',
    'Add',
  ]);
});

describe('what is wrong with a layer is told by its name', () => {
  const conv = (config: object) => [layer('Conv1D', { filters: 2, kernel_size: 3, ...config })];
  const CASES: [string, number[], Layer[], string][] = [
    ['a field', [9, 2], conv({ filters: -1 }), 'm: conv1d.filters: too small (found -1); allowed: 1 or more; try: 1'],
    ['a field that is missing', [9, 2], [layer('Dense')], 'm: dense.units: missing field; allowed: a number'],
    [
      'a list of another length',
      [9, 2],
      conv({ kernel_size: [3, 3] }),
      'm: conv1d.kernel_size: too large (found [3,3]); allowed: exactly 1 entries',
    ],
    [
      'a padding',
      [9, 2],
      conv({ padding: 'sam' }),
      'm: conv1d.padding: not one of the known values (found "sam"); allowed: valid, same, causal; try: same',
    ],
    ['groups', [9, 2], conv({ groups: 4 }), 'm: conv1d.groups: does not divide 2 channels into 2 (found 4)'],
    ['axes', [9], conv({}), 'm: conv1d: its input has another number of axes (found "[?, 9]"); allowed: 3 axes'],
    [
      'a kernel',
      [2, 2],
      conv({}),
      'm: conv1d: a window of 3 positions does not fit into its input (found 2); allowed: 3 positions or more',
    ],
    [
      'a shape',
      [9, 2],
      [layer('Reshape', { target_shape: [4, -1] })],
      'm: reshape.target_shape: does not hold 18 numbers (found "[4,-1]")',
    ],
    [
      'an order',
      [9, 2],
      [layer('Permute', { dims: [1, 1] })],
      'm: permute.dims: not an order of the axes 1 to 2 (found "[1,1]")',
    ],
    [
      'an axis',
      [9, 2],
      [layer('BatchNormalization', { axis: 3 })],
      'm: batchnormalization.axis: no axis of its input (found 3)',
    ],
    [
      'an end',
      [3, 2],
      [layer('Cropping1D', { cropping: [2, 1] })],
      'm: cropping1d.cropping: leaves nothing (found "[[2,1]]")',
    ],
    [
      'statistics',
      [3, 2],
      [layer('Normalization', { mean: [1, 2, 3], variance: 1 })],
      'm: normalization.mean: does not fit axes of lengths [2] (found "[3]")',
    ],
  ];
  test.each(CASES)('%s', async (_, shape, layers, wanted) => {
    expect(await refusal(() => graphOf(sequential(shape, layers)))).toEqual([wanted]);
  });

  test('weights: missing, of another shape, not finite, all at once', async () => {
    const weights: Weights = {
      'conv1d/kernel': [[3, 2, 4]],
      'dense_2/kernel': [
        [14, 1],
        [1, Number.NaN],
      ],
      'dense_2/bias': [[1]],
    };
    const layers = [...conv({}), layer('Flatten'), layer('Dense', { units: 1 })];
    expect(await refusal(() => graphOf(sequential([9, 2], layers), weights))).toEqual([
      'm: conv1d/kernel: does not fit the layer\'s configuration (found "[3, 2, 4]"); allowed: an array of shape [3, 2, 2]',
      'm: conv1d/bias: missing: there is no conv1d/bias in the file; allowed: an array of shape [2]',
      'm: dense_2/kernel[1]: not a finite number (found "NaN")',
    ]);
  });
});
