import type { Attribute } from '../../op-graph.js';
import type { LayerCall } from '../graph/layer-call.js';
import type { Generation } from '../graph/sink.js';
import type { Wire } from '../graph/wire.js';
import { isRecord } from '../model/plain.js';
import { RECTIFIERS } from './rectifiers.js';

type Operator = [op: string, attributes?: Readonly<Record<string, Attribute>>];

/** Functions by Keras' name for them, and their operators. */
const FUNCTIONS: Readonly<Record<string, (generation: Generation) => Operator>> = {
  relu: () => ['Relu'],
  sigmoid: () => ['Sigmoid'],
  tanh: () => ['Tanh'],
  softmax: () => ['Softmax', { axis: -1 }],
  log_softmax: () => ['LogSoftmax', { axis: -1 }],
  elu: () => ['Elu', { alpha: 1 }],
  selu: () => ['Selu', { alpha: 1.6732632423543772, gamma: 1.0507009873554805 }],
  celu: () => ['Celu', { alpha: 1 }],
  softplus: () => ['Softplus'],
  softsign: () => ['Softsign'],
  leaky_relu: () => ['LeakyRelu', { alpha: 0.2 }],
  // Keras 3 took the slope of others.
  hard_sigmoid: (generation) => ['HardSigmoid', { alpha: generation === 3 ? 1 / 6 : 0.2, beta: 0.5 }],
  hard_silu: () => ['HardSwish'],
  hard_swish: () => ['HardSwish'],
  exponential: () => ['Exp'],
  mish: () => ['Mish'],
  gelu: () => ['Gelu', { approximate: 'none' }],
};

/** How the operator of an activation is named: behind the layer's name if it is a part of another layer. */
interface Place {
  suffix?: string;
}

/**
 * What an activation makes of a tensor: a name of Keras, or an object with a class and a configuration. Without one, the tensor
 * itself; an unknown one is passed on under its name.
 */
export function activated(call: LayerCall, given: unknown, x: Wire, own = false): Wire {
  if (given === null || given === undefined) return x;
  const { name, config } = described(given);
  if (name === null) return call.fail({ field: 'activation', message: 'not an activation', value: given });
  const known = snake(name);
  if (known === 'linear') return x;
  const place: Place = own ? {} : { suffix: known };
  const operator = (op: string, attributes: Readonly<Record<string, Attribute>> = {}): Wire => ({
    value: call.op(op, [x.value], { ...place, attributes, called: name }),
    shape: op.startsWith('keras.') ? null : x.shape,
  });
  if (known === 'relu6') return bounded(call, x, 6, { ...place, called: name });
  if (Object.hasOwn(FUNCTIONS, known)) return operator(...FUNCTIONS[known]!(call.sink.generation));
  const rectifier = Object.hasOwn(RECTIFIERS, name) ? RECTIFIERS[name] : undefined;
  const made = rectifier?.(call, x, config, ['activation', 'config'], { ...place, called: name });
  return made === undefined || 'passOn' in made ? operator(`keras.${name}`) : made;
}

/** The smaller of a value and `max`, and not below 0. */
export function bounded(call: LayerCall, x: Wire, max: number, options: { suffix?: string; called?: string }): Wire {
  const [low, high] = [0, max].map((bound) =>
    call.constant(`${bound}`, () => ({ shape: [], values: Float64Array.of(bound) })),
  ) as [string, string];
  return { value: call.op('Clip', [x.value, low, high], options), shape: x.shape };
}

function described(given: unknown): { name: string | null; config: unknown } {
  if (typeof given === 'string') return { name: given, config: {} };
  if (!isRecord(given)) return { name: null, config: {} };
  const { class_name: className, config, registered_name: registered } = given;
  // A function is of the class `function`, with its name in place of a configuration.
  if (typeof config === 'string')
    return { name: typeof registered === 'string' && registered.includes('>') ? registered : config, config: {} };
  return { name: typeof className === 'string' ? className : null, config: config ?? {} };
}

/** TensorFlow.js writes `hardSigmoid`; names that begin with a capital are classes. */
const snake = (name: string): string =>
  /^[a-z]/.test(name) ? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) : name;
