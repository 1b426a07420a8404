import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LayerWork } from '../../generator/arch/architecture.js';
import { layerStreams } from '../../generator/arch/layer-streams.js';
import { lowered, readBy } from '../../generator/arch/lower.js';
import { evenCuts } from '../../generator/arch/output-lanes.js';
import { type LayerSizing, layerSizings } from '../../generator/arch/sizing.js';
import { Interpreter, quantiseInput } from '../../generator/model/interpreter.js';
import { convolution } from '../../generator/model/nodes/convolution.js';
import { convolutions, INPUT } from '../../generator/network/network.js';
import { random } from '../../generator/support/random.js';
import { anyCodes, anyEnded } from '../model/random-network.js';

test('each layer, fed with the streams that it names, gives what its node gives', () => {
  fc.assert(
    fc.property(anyEnded, anyCodes, (network, codes) => {
      const interpreter = new Interpreter(network);
      const given = new Map([[INPUT, quantiseInput(network.input, codes)]]);
      for (const [i, { values }] of interpreter.run(codes).entries()) given.set(network.layers[i]!.name, values);
      const layers = lowered(network);
      expect(layers.at(-1)!.name).toBe(network.layers.at(-1)!.name);
      for (const layer of layers) {
        const { name } = layer;
        const lengths = interpreter.lengths[network.layers.findIndex((node) => node.name === name)]!;
        const x = Int32Array.from(readBy(layer).flatMap((edge) => [...given.get(edge)!]));
        expect([...convolution.interpret(layer, lengths)([x])], name).toEqual([...given.get(name)!]);
      }
    }),
  );
});

test('the parts of a layer give, one behind the other, what the layer gives', () => {
  let cut = 0;
  fc.assert(
    fc.property(anyEnded, anyCodes, fc.nat(), (network, codes, seed) => {
      const rng = random(seed);
      const cuts = new Map(
        convolutions(network.layers).map(({ name, outChannels }) => {
          const parts = rng.integer(1, outChannels);
          return [
            name,
            evenCuts(
              Array.from({ length: outChannels }, () => rng.integer(1, 9)),
              parts,
            ),
          ];
        }),
      );
      const streams = new Interpreter(network).run(codes);
      const hardware = { model: network, layers: layerSizings(network, cuts) as (LayerSizing & LayerWork)[] };
      const expected = layerStreams(hardware, streams);
      const given = new Map([[INPUT, quantiseInput(network.input, codes)]]);
      hardware.layers.forEach(({ name, layer, lengths }, i) => {
        const x = Int32Array.from(readBy(layer).flatMap((edge) => [...given.get(edge)!]));
        const values = Int32Array.from(convolution.interpret(layer, lengths)([x]));
        expect([...values], name).toEqual([...expected[i]!.values]);
        given.set(name, values);
        if (name !== layer.channels.node) cut++;
      });
      for (const { name } of convolutions(network.layers)) {
        const own = hardware.layers.filter(({ layer }) => layer.channels.node === name);
        const whole = streams[network.layers.findIndex((node) => node.name === name)]!;
        expect(own.flatMap((part) => [...given.get(part.name)!])).toEqual([...whole.values]);
      }
    }),
  );
  expect(cut).toBeGreaterThan(0);
});

test('the widths of a layer hold every value that enters and leaves it', () => {
  const holds = (bits: number, signed: boolean, values: Iterable<number>) => {
    const [min, max] = signed ? [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] : [0, 2 ** bits - 1];
    for (const value of values) if (value < min || value > max) return false;
    return true;
  };
  fc.assert(
    fc.property(anyEnded, anyCodes, fc.boolean(), (network, codes, extreme) => {
      const own = extreme ? codes.map((code) => 255 * (code & 1)) : codes;
      const given = new Map([[INPUT, quantiseInput(network.input, own)]]);
      for (const [i, { values }] of new Interpreter(network).run(own).entries())
        given.set(network.layers[i]!.name, values);
      for (const { name, layer, xBits, xSigned, outBits, outSigned } of layerSizings(network)) {
        for (const edge of readBy(layer))
          expect(holds(xBits, xSigned, given.get(edge)!), `${name} of ${edge}`).toBe(true);
        expect(holds(outBits, outSigned, given.get(name)!), name).toBe(true);
      }
    }),
  );
});
