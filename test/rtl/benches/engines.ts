import { streamHardware } from '../../../generator/arch/stream/stream.js';
import { generated } from '../../../generator/emit/generated.js';
import { withTemplateNames } from '../../../generator/emit/modules.js';
import { grouping, groupWeights } from '../../../generator/model/grouping.js';
import type { IntegerLayer, IntegerModel } from '../../../generator/model/integer-model.js';
import { layerLengths, usedPositions } from '../../../generator/network/shapes.js';
import { ceilDivide } from '../../../generator/support/integers.js';
import { type Random, random } from '../../../generator/support/random.js';
import { drawPlan, type RandomNetwork, realise } from '../../../generator/verify/fuzz/random-model.js';
import { type ModuleBench, payload } from '../module-bench.js';
import { type Fragment, inBursts, inOrder } from './beats.js';
import { cutsWithin, draw } from './draws.js';
import { requantised } from './formulas.js';

/** Benches of whole engines: one of a random network, as the generated top instantiates it. */

/** One layer's accumulators, then its stream, from the formula of the integer model. */
function layerOutput(layer: IntegerLayer, input: Fragment, conv: number, output: number): Fragment {
  const { groups } = grouping(layer, layer.structure);
  let alpha = 0;
  let sign = 0;
  return draw(layer.outChannels, (o) => {
    const acc = new Array<number>(conv).fill(layer.bias[o]!);
    for (let g = 0; g < groups; g++)
      for (let i = 0; i < layer.bitwidths[o * groups + g]!; i++) {
        const a = layer.alphas[alpha++]!;
        for (const w of groupWeights(layer, layer.structure, g)) {
          const beta = layer.signs[sign++] === 1 ? -1 : 1;
          const [c, k] = [Math.floor(w / layer.kernel), w % layer.kernel];
          for (let t = 0; t < conv; t++) acc[t]! += a * beta * (input[c]![t * layer.stride + k - layer.padding] ?? 0);
        }
      }
    const { requant, pool } = layer;
    if (requant === null) return acc;
    const half = requant.shift > 0 ? 2 ** (requant.shift - 1) : 0;
    const y = acc.map((a) => Number(requantised(a + half, requant.shift, requant.bits)));
    if (pool === null) return y;
    return draw(output, (p) => {
      const window = y.slice(p * pool.stride, p * pool.stride + pool.kernel);
      return pool.kind === 'sum' ? window.reduce((sum, v) => sum + v, 0) : Math.max(...window);
    });
  });
}

/** A random network of the integer format whose engines take few cycles. */
const smallNetwork = (rng: Random): RandomNetwork =>
  realise({ ...drawPlan(random(rng.integer(0, 2 ** 30)), 6000), fragments: 3 });

/** One engine of a random network as the generated top instantiates it. */
export function engineBench(module: 'bb_layer' | 'bb_single' | 'bb_wide') {
  return (rng: Random): ModuleBench => {
    for (;;) {
      const bench = anyEngine(smallNetwork(rng), module, rng);
      if (bench !== null) return bench;
    }
  };
}

/** Any lanes that take all taps at once: no power of two, no more than the layer's positions. */
export function wideFolding(model: IntegerModel, rng: Random) {
  const lengths = layerLengths(model);
  const lanes = model.layers.map((layer, i) => rng.integer(1, Math.min(12, usedPositions(layer, lengths[i]!.output))));
  return { lanes, tapsPerCycle: 'kernel' as const };
}

function anyEngine(network: RandomNetwork, module: string, rng: Random): ModuleBench | null {
  const { model } = network;
  const folding = module === 'bb_wide' ? wideFolding(model, rng) : { lanes: network.lanes };
  const { lanes } = folding;
  const hardware = streamHardware('random', model, folding, 'bench');
  const tree = withTemplateNames(
    generated({ name: 'random', model: 'model.alq.json', architecture: 'stream', folding }, hardware).tree,
  );
  const instances = [
    ...tree.get('rtl/bitbeat_random.v')!.matchAll(/^ {2}(bb_\w+) #\(\n([^;]*?)\n {2}\) layer_(\w+) \(/gm),
  ];
  const mine = instances.filter(
    ([, name, , instance]) => name === module && model.layers.some((l) => l.name === instance),
  );
  if (mine.length === 0) return null;
  const [, , text, name] = mine[rng.integer(0, mine.length - 1)]!;
  const at = model.layers.findIndex((layer) => layer.name === name);
  const layer = model.layers[at]!;
  const before = model.layers[at - 1];
  const { input, conv, output } = layerLengths(model)[at]!;
  const [xBits, outBits] = [Number(/\.X_BITS\((\d+)\)/.exec(text!)![1]), Number(/\.OUT_BITS\((\d+)\)/.exec(text!)![1])];
  const top =
    before === undefined
      ? 2 ** (xBits - 1) - 1
      : (2 ** before.requant!.bits - 1) * (before.pool?.kind === 'sum' ? before.pool.kernel : 1);
  const bottom = before === undefined ? -(2 ** (xBits - 1)) : 0;
  const burst = before === undefined ? 1 : ceilDivide(lanes[at - 1]!, before.pool?.stride ?? 1);
  const pick = [() => rng.integer(bottom, top), () => top, () => bottom];
  const epochs = draw(5, () =>
    draw(2, () => draw(layer.inChannels, () => draw(input, () => pick[Math.max(0, rng.integer(-3, 2))]!()))),
  );
  const { kernel = 1, stride = 1 } = layer.pool ?? {};
  const tileOf = (p: number) => Math.floor((p * stride + kernel - 1) / lanes[at]!);
  const tiles = tileOf(output - 1) + 1;
  return {
    instance: `  ${module} #(
${text!.replace(/\{MEM, "(.*)"\}/g, '"mem/$1"')}
  ) dut (
    .clk_i(clk), .rst_ni(rst_n), .data_i(in_data[${xBits - 1}:0]), .last_i(in_data[${xBits}]),
    .end_i(in_data[${xBits + 1}]), .valid_i(in_valid), .ready_o(in_ready), .data_o(out_data[${outBits - 1}:0]),
    .last_o(out_data[${outBits}]), .end_o(out_data[${outBits + 1}]), .valid_o(out_valid), .ready_i(out_ready)
  );`,
    inputs: [
      {
        name: 'in',
        bits: xBits + 2,
        beats: epochs.map((all) =>
          all.flatMap((values) =>
            inBursts(rng, layer.inChannels, input, burst).map(({ channel, position, last, end }) =>
              payload([end, 1], [last, 1], [values[channel]![position]!, xBits]),
            ),
          ),
        ),
      },
    ],
    outputs: [
      {
        name: 'out',
        bits: outBits + 2,
        beats: epochs.map((all) =>
          all.flatMap((values) => {
            const expected = layerOutput(layer, values, conv, output);
            return inOrder(layer.outChannels, output, tileOf, tiles).map(({ channel, position, last, end }) =>
              payload([end, 1], [last, 1], [expected[channel]![position]!, outBits]),
            );
          }),
        ),
      },
    ],
    cuts: cutsWithin(rng, hardware.latencyCycles),
    files: new Map([...tree].filter(([path]) => path.startsWith('mem/'))),
    patience: 20 * hardware.latencyCycles + 1000,
  };
}
