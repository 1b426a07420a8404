import { intOf, neededTensor, tensorOf } from '../attributes.js';
import { quantRange } from '../constants/grids.js';
import { type Handler, onEdge, Refusal, type Tracing } from '../value.js';
import { signalOf } from './axes.js';
import { onGrid } from './conv.js';
import type { Operator } from './operator.js';

const said = (tracing: Tracing) =>
  tracing.note(
    'activations lie on grids of the file: compared so; steps and ends of grids are chosen anew when they are quantised here',
  );

const quantize: Handler = (op, from, tracing) => {
  said(tracing);
  const scale = neededTensor(from[1], 'the scale');
  return [onGrid(signalOf(from), scale, tensorOf(from[2], 'the zero'), intOf(op, 'axis', 1), tracing)];
};

/** The other side of a QuantizeLinear; the stream has these values already. */
const dequantize: Handler = (_, from) => {
  const x = signalOf(from);
  const scale = neededTensor(from[1], 'the scale');
  const zero = tensorOf(from[2], 'the zero');
  const same = (a: Float64Array, b: Float64Array | undefined) =>
    b === undefined ? a.every((v) => v === 0) : a.join() === b.join();
  if (x.grid === null || !same(x.grid.scale.values, scale.values) || !same(x.grid.zero.values, zero?.values))
    throw new Refusal('leaves another grid than the one that it reads');
  return [{ ...x, grid: null }];
};

const quant: Handler = (op, from, tracing) => {
  said(tracing);
  const x = signalOf(from);
  const [scale, zero, bits] = ['the scale', 'the zero', 'the bits'].map((name, i) => neededTensor(from[i + 1], name));
  if (scale!.values.length !== 1 || zero!.values.length !== 1)
    throw new Refusal('a grid of one step for each channel', { allowed: 'one step for all' });
  const [low, high] = quantRange(op, bits!.values[0]!);
  return [
    onEdge(
      x,
      tracing.add({ kind: 'grid', from: [x.edge], parameters: 0, scale: scale!.values, zero: zero!.values, low, high }),
    ),
  ];
};

export const GRID_OPERATORS = {
  QuantizeLinear: { trace: quantize, becomes: 'a grid', moves: true },
  DequantizeLinear: {
    trace: dequantize,
    becomes: 'of weights: their numbers; of a stream: nothing',
    moves: true,
    onGrids: true,
  },
  'qonnx.custom_op.general.Quant': {
    trace: quant,
    becomes: 'of weights: their numbers; of a stream: a grid',
    limits: 'rounding other than to the nearest',
  },
} satisfies Record<string, Operator>;
