import { describe, expect, test } from 'vitest';
import { graphOf, type Layer, refusal, texts, type Weights } from './models.js';

const tensor = (layer: string, call = 0, index = 0) => ({
  class_name: '__keras_tensor__',
  config: { shape: [null, 4], dtype: 'float32', keras_history: [layer, call, index] },
});

const input = (name: string): Layer => ({
  class_name: 'InputLayer',
  name,
  config: { name, batch_shape: [null, 4] },
  inbound_nodes: [],
});

const dense = (name: string, inbound_nodes: unknown[]): Layer => ({
  class_name: 'Dense',
  name,
  config: { name, units: 4, use_bias: false },
  inbound_nodes,
});

const functional = (layers: Layer[], inputs: unknown, outputs: unknown, name = 'model'): Layer => ({
  class_name: 'Functional',
  name,
  config: { name, layers, input_layers: inputs, output_layers: outputs },
});

/** Each operator with what it reads and makes, numbers left out. */
const flows = (model: Layer, weights?: Weights) => {
  const graph = graphOf(model, weights);
  const seen = graph.ops.map(({ op, from, to }) => `${op} ${from.filter((v) => !graph.constants.has(v))} > ${to}`);
  return [...seen, `out ${graph.outputs}`];
};

describe('calls, as versions write them', () => {
  const wanted = ['Gemm x > a', 'Gemm a > b', 'Add a,b > c', 'out c'];
  const CASES: [string, unknown[], unknown[], unknown[]][] = [
    [
      'Keras 2',
      [[['x', 0, 0, {}]]],
      [[['a', 0, 0, {}]]],
      [
        [
          ['a', 0, 0, {}],
          ['b', 0, 0, {}],
        ],
      ],
    ],
    [
      'Keras 2 without arguments',
      [[['x', 0, 0]]],
      [[['a', 0, 0]]],
      [
        [
          ['a', 0, 0],
          ['b', 0, 0],
        ],
      ],
    ],
    [
      'one tensor without a list',
      [['x', 0, 0, {}]],
      ['a', 0, 0],
      [
        [
          ['a', 0, 0],
          ['b', 0, 0],
        ],
      ],
    ],
    [
      'Keras 3',
      [{ args: [tensor('x')], kwargs: {} }],
      [{ args: [tensor('a')], kwargs: { training: null } }],
      [{ args: [[tensor('a'), tensor('b')]], kwargs: {} }],
    ],
    [
      'Keras 3, by name, as a tuple',
      [{ args: [], kwargs: { inputs: tensor('x') } }],
      [{ args: [tensor('a')], kwargs: {} }],
      [{ args: [{ class_name: '__tuple__', items: [tensor('a'), tensor('b')] }], kwargs: {} }],
    ],
  ];
  test.each(CASES)('%s', (_, a, b, c) => {
    const add: Layer = { class_name: 'Add', config: { name: 'c' }, inbound_nodes: c };
    const layers = [input('x'), add, dense('b', b), dense('a', a)];
    for (const ends of [[['x', 0, 0]], ['x', 0, 0], { x: ['x', 0, 0] }])
      expect(flows(functional(layers, ends, [['c', 0, 0]]))).toEqual(wanted);
  });
});

describe('operations outside of layers', () => {
  const operation = (class_name: string, args: unknown[], kwargs = {}): Layer => ({
    class_name,
    module: 'keras.src.ops.numpy',
    registered_name: class_name,
    config: { name: 'o' },
    inbound_nodes: [{ args, kwargs }],
  });
  const lambda = (name: string, node: unknown[]): Layer => ({
    class_name: 'TFOpLambda',
    config: { name: 'o', function: name },
    inbound_nodes: [node],
  });
  const CASES: [string, Layer, string[]][] = [
    ['x + y', operation('Add', [tensor('x'), tensor('x')]), ['o: Add']],
    ['x * 0.5', operation('Multiply', [tensor('x'), 0.5]), ['o: Mul [0.5]']],
    ['1 - x', operation('Subtract', [1, tensor('x')]), ['o: Sub [1]']],
    ['an operation with arguments', operation('Mean', [tensor('x')], { axis: 1 }), ['o: keras.Mean']],
    ['x + y of Keras 2', lambda('__operators__.add', ['x', 0, 0, { y: ['x', 0, 0], name: null }]), ['o: Add']],
    ['x * 0.5 of Keras 2', lambda('math.multiply', ['x', 0, 0, { y: 0.5 }]), ['o: Mul [0.5]']],
    ['1 - x of Keras 2', lambda('math.subtract', ['_CONSTANT_VALUE', -1, 1, { y: ['x', 0, 0] }]), ['o: Sub [1]']],
    ['another one of Keras 2', lambda('math.reduce_mean', ['x', 0, 0, { axis: 1 }]), ['o: keras.TFOpLambda']],
  ];
  test.each(CASES)('%s', (_, layer, wanted) => {
    const model = functional([input('x'), layer], [['x', 0, 0]], [['o', 0, 0]]);
    expect(texts(graphOf(model))).toEqual(wanted);
  });
});

test('Keras puts axes behind that of windows where ranks differ', () => {
  const wide: Layer = { class_name: 'InputLayer', config: { name: 'w', batch_shape: [null, 7, 4] } };
  const gate: Layer = {
    class_name: 'Multiply',
    config: { name: 'm' },
    inbound_nodes: [
      [
        ['w', 0, 0],
        ['x', 0, 0],
      ],
    ],
  };
  const graph = graphOf(
    functional(
      [wide, input('x'), gate],
      [
        ['w', 0, 0],
        ['x', 0, 0],
      ],
      [['m', 0, 0]],
    ),
  );
  expect(texts(graph)).toEqual(['m/axes_1: Unsqueeze [1]', 'm: Mul']);
  expect(graph.inputs).toEqual([
    { name: 'w', shape: [null, 7, 4] },
    { name: 'x', shape: [null, 4] },
  ]);
});

test('three tensors and more; an average', () => {
  const from = [
    [
      ['x', 0, 0],
      ['x', 0, 0],
      ['x', 0, 0],
    ],
  ];
  const layer = (class_name: string): Layer => ({ class_name, config: { name: 'l' }, inbound_nodes: from });
  const of = (name: string) => texts(graphOf(functional([input('x'), layer(name)], ['x', 0, 0], ['l', 0, 0])));
  expect(of('Add')).toEqual(['l/part_0: Add', 'l: Add']);
  expect(of('Average')).toEqual(['l/sum_0: Add', 'l/sum: Add', 'l: Div [3]']);
  expect(of('Concatenate')).toEqual(['l: Concat axis=-1']);
});

describe('layers and models that are used several times', () => {
  test('a layer: its weights once, its operators under numbered names', () => {
    const twice = dense('d', [[['x', 0, 0]], [['d', 0, 0]]]);
    const graph = graphOf(functional([input('x'), twice], ['x', 0, 0], ['d', 1, 0]));
    expect(graph.ops.map(({ name, from, to }) => [name, ...from, ...to])).toEqual([
      ['d', 'x', 'd/kernel', 'd'],
      ['d.2', 'd', 'd/kernel', 'd.2'],
    ]);
  });

  const inner = functional([input('i'), dense('d', [[['i', 0, 0]]])], [['i', 0, 0]], [['d', 0, 0]], 'inner');
  const CASES: [string, Layer, unknown[], unknown][] = [
    ['Keras 2 counts calls of a model from 1', inner, [[['x', 0, 0]], [['inner', 1, 0]]], ['inner', 2, 0]],
    ['TensorFlow.js from 0', inner, [[['x', 0, 0]], [['inner', 0, 0]]], ['inner', 1, 0]],
    [
      'Keras 3 from 1 in the outputs only',
      inner,
      [
        { args: [tensor('x')], kwargs: {} },
        { args: [tensor('inner', 0)], kwargs: {} },
      ],
      ['inner', 2, 0],
    ],
    [
      'Keras 3 never, of a Sequential',
      { class_name: 'Sequential', config: { name: 'inner', layers: [dense('d', [])] } },
      [
        { args: [tensor('x')], kwargs: {} },
        { args: [tensor('inner', 0)], kwargs: {} },
      ],
      ['inner', 1, 0],
    ],
  ];
  test.each(CASES)('%s', (_, model, inbound_nodes, output) => {
    const outer = functional([input('x'), { ...model, name: 'inner', inbound_nodes }], ['x', 0, 0], output);
    const weights: Weights = { 'inner/d/kernel': [[4, 4]], 'other/d/kernel': [[4, 4]] };
    expect(flows(outer, weights)).toEqual(['Gemm x > inner/d', 'Gemm inner/d > inner/d.2', 'out inner/d.2']);
  });
});

test('several outputs of a layer that is not known', () => {
  const lstm: Layer = { class_name: 'LSTM', config: { name: 'l' }, inbound_nodes: [[['x', 0, 0]]] };
  const model = functional(
    [input('x'), lstm],
    ['x', 0, 0],
    [
      ['l', 0, 0],
      ['l', 0, 2],
    ],
  );
  expect(flows(model)).toEqual(['keras.LSTM x > l,l:1,l:2', 'out l,l:2']);
});

test('what is called as in training', () => {
  const nodes = (from: string) => [[[from, 0, 0, { training: true }]]];
  const drop: Layer = { class_name: 'Dropout', config: { name: 'd' }, inbound_nodes: nodes('x') };
  const norm: Layer = { class_name: 'BatchNormalization', config: { name: 'n' }, inbound_nodes: nodes('d') };
  const graph = graphOf(functional([input('x'), drop, norm], ['x', 0, 0], ['n', 0, 0]));
  expect(texts(graph)).toEqual(['d: Identity', 'n: keras.BatchNormalization']);
  expect(graph.notes).toEqual([
    "d: Dropout is called with training=True, so Keras' outputs are random; it is left out",
  ]);
});

describe('what cannot be a model', () => {
  const x = input('x');
  const nested = (depth: number): Layer =>
    depth === 0
      ? functional([input('i')], ['i', 0, 0], ['i', 0, 0], 'm')
      : functional(
          [
            input('i'),
            { ...nested(depth - 1), name: 'm', inbound_nodes: Array.from({ length: 40 }, () => [['i', 0, 0]]) },
          ],
          ['i', 0, 0],
          Array.from({ length: 40 }, (_, call) => ['m', call, 0]),
          'm',
        );
  const CASES: [string, unknown, string][] = [
    ['nothing', null, 'm: config: not the description of a layer (found null)'],
    ['no class', { config: {} }, 'm: config.class_name: missing: the class of the layer'],
    [
      'a layer',
      dense('d', []),
      'm: config.class_name: a subclassed model: the file does not say of which layers, its code would (found "Dense"); allowed: Sequential or Functional models; try: save keras.Model(inputs, outputs) made of the same layers, or model.export("model.onnx", format="onnx")',
    ],
    ['no layers', functional([], ['x', 0, 0], ['x', 0, 0]), 'm: config.config.layers: a model without layers'],
    [
      'one name twice',
      functional([x, x], ['x', 0, 0], ['x', 0, 0]),
      'm: config.config.layers[1].name: two layers of one name (found "x")',
    ],
    [
      'calls of another form',
      functional([x, dense('d', [7])], ['x', 0, 0], ['d', 0, 0]),
      'm: config.config.layers[1].inbound_nodes: calls of the layer that cannot be understood',
    ],
    [
      'outputs of another form',
      functional([x], ['x', 0, 0], 'x'),
      'm: config.config.output_layers: not 1 to 1000 tensors of layers (found "x")',
    ],
    [
      'a layer that is not there',
      functional([x, dense('d', [[['y', 0, 0]]])], ['x', 0, 0], ['d', 0, 0]),
      'm: d: reads a tensor that no layer makes (found "y, call 0, tensor 0")',
    ],
    [
      'an output that is not there',
      functional([x], ['x', 0, 0], ['x', 3, 0]),
      'm: an output of the model: reads a tensor that no layer makes (found "x, call 3, tensor 0")',
    ],
    [
      'no input',
      functional([x, dense('d', [[['x', 0, 0]]])], ['d', 0, 0], ['d', 0, 0]),
      'm: d: the model is said to begin at a layer that is no input (found "Dense")',
    ],
    [
      'an input twice',
      functional(
        [x],
        [
          ['x', 0, 0],
          ['x', 0, 0],
        ],
        ['x', 0, 0],
      ),
      'm: input_layers: one input is listed twice',
    ],
    [
      'an input without a shape',
      functional([{ ...x, config: { batch_shape: [null, -4] } }], ['x', 0, 0], ['x', 0, 0]),
      'm: x: the file does not say the shape of the input; allowed: axes as whole numbers, null where they are open; try: begin the model with keras.Input(shape=(samples, channels)) and save it again',
    ],
    ['models of models without end', nested(6), 'm: more layers than are read; allowed: 50000 calls or fewer'],
  ];
  test.each(CASES)('%s', async (_, model, wanted) => {
    expect(await refusal(() => graphOf(model))).toEqual([wanted]);
  });

  test('layers that call each other in a circle', async () => {
    const layers = [x, dense('a', [[['b', 0, 0]]]), dense('b', [[['a', 0, 0]]])];
    const [first] = await refusal(() => graphOf(functional(layers, ['x', 0, 0], ['b', 0, 0])));
    expect(first).toBe('m: a: reads what is computed from its own output: layers call each other in a circle');
  });
});

describe('where a Sequential says its shape', () => {
  const layer = { class_name: 'Flatten', config: { name: 'f' } };
  const built = { input_shape: [null, 3, 2] };
  const shape = [null, 3, 2];
  const inner = {
    class_name: 'Sequential',
    config: {
      name: 'i',
      layers: [{ class_name: 'InputLayer', config: { name: 'j', batch_input_shape: shape } }, layer],
    },
  };
  const CASES: [string, object][] = [
    [
      'in an InputLayer',
      {
        config: {
          layers: [{ class_name: 'InputLayer', config: { name: 'f_input', batch_input_shape: shape } }, layer],
        },
      },
    ],
    ['in its first layer', { config: { layers: [{ ...layer, config: { name: 'f', batch_input_shape: shape } }] } }],
    ['in a list of layers', { config: [{ ...layer, config: { name: 'f', batch_input_shape: shape } }] }],
    ['in itself', { config: { layers: [layer], build_input_shape: shape } }],
    [
      'in itself, as an object',
      { config: { layers: [layer], build_input_shape: { class_name: 'TensorShape', items: shape } } },
    ],
    ['beside itself', { config: { layers: [layer] }, build_config: built }],
    ['beside its first layer', { config: { layers: [{ ...layer, build_config: built }] } }],
    ['in the model that is its first layer', { config: { layers: [inner] } }],
  ];
  test.each(CASES)('%s', (_, model) => {
    const { inputs, ops } = graphOf({ class_name: 'Sequential', ...model });
    expect([inputs[0]!.shape, ops.map(({ op }) => op)]).toEqual([shape, ['Flatten']]);
  });
});

describe('what stands in brackets behind a tensor', () => {
  const part = (start: number | null, stop: number | null, step: number | null = null) => ({
    class_name: '__slice__',
    config: { start, stop, step },
  });
  const all = part(null, null);
  const model = (key: unknown) => {
    const source = {
      class_name: 'InputLayer',
      name: 'x',
      config: { name: 'x', batch_shape: [null, 8, 3] },
      inbound_nodes: [],
    };
    const taken = {
      class_name: 'GetItem',
      name: 'g',
      config: { name: 'g' },
      inbound_nodes: [{ args: [tensor('x'), key], kwargs: {} }],
    };
    return functional([source, taken], [['x', 0, 0]], [['g', 0, 0]]);
  };
  /** Starts, ends, axes and steps of the Slice, axes of the Squeeze. */
  const taken = (key: unknown) => {
    const { ops, constants } = graphOf(model(key));
    return ops.map(({ op, from }) => [op, ...from.slice(1).map((name) => [...constants.get(name)!.values])]);
  };

  test.each<[string, unknown, unknown[]]>([
    [
      'the last of an axis, whose axis goes',
      [all, -1, all],
      [
        ['Slice', [-1], [2 ** 31 - 1], [1], [1]],
        ['Squeeze', [1]],
      ],
    ],
    [
      'one from the front',
      [all, 5],
      [
        ['Slice', [5], [6], [1], [1]],
        ['Squeeze', [1]],
      ],
    ],
    [
      'one from behind',
      [all, -2],
      [
        ['Slice', [-2], [-1], [1], [1]],
        ['Squeeze', [1]],
      ],
    ],
    ['parts', [all, part(2, -1, 3), part(1, null)], [['Slice', [2, 1], [-1, 2 ** 31 - 1], [1, 2], [3, 1]]]],
    ['all', [all, all], [['Identity']]],
  ])('%s', (_, key, wanted) => {
    expect(taken(key)).toEqual(wanted);
  });

  test.each([
    ['backwards', [all, part(null, null, -1)]],
    ['a new axis', [all, null]],
    ['more axes than there are', [all, all, all, 0]],
    ['an index that is none', [all, 0.5]],
  ])('%s is passed on', (_, key) => {
    expect(graphOf(model(key)).ops.map(({ op }) => op)).toEqual(['keras.GetItem']);
  });
});
