import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PART_FAMILIES } from '../../generator/devices/devices.js';
import { harness, type Port, readPorts } from '../../generator/synth/harness.js';

const CLOCK: Port = { direction: 'input', name: 'clk_i', bits: 1 };

test('the list of ports is read as Yosys prints it', () => {
  const text = 'module bitbeat_tiny\ninput [0:0] clk_i\ninput [10:0] sample_i\noutput [4:0] class_o\n';
  // Later versions end it.
  expect(readPorts(`${text}endmodule\n`)).toEqual(readPorts(text));
  expect(readPorts(text)).toEqual([
    CLOCK,
    { direction: 'input', name: 'sample_i', bits: 11 },
    { direction: 'output', name: 'class_o', bits: 5 },
  ]);
});

test.each(['inout [0:0] pad', 'input sample_i'])('%s is no port', (line) => {
  expect(() => readPorts(`${line}\n`)).toThrow();
});

test('a design without a clock is refused', () => {
  expect(() => harness('top', [{ direction: 'input', name: 'a', bits: 1 }], 'ice40')).toThrow('no clock');
});

const ports = fc
  .array(
    fc.record({
      direction: fc.constantFrom('input' as const, 'output' as const),
      bits: fc.integer({ min: 1, max: 40 }),
    }),
  )
  .map((list) => list.map((port, i) => ({ ...port, name: `p${i}` })))
  .filter((list) => list.some((p) => p.direction === 'input') && list.some((p) => p.direction === 'output'));

test('every bit of every port is connected once, through one cell of its own', () => {
  fc.assert(
    fc.property(ports, fc.constantFrom(...PART_FAMILIES), (list, family) => {
      const { text, cells } = harness('top', [CLOCK, ...list], family);
      for (const direction of ['input', 'output'] as const) {
        const own = list.filter((p) => p.direction === direction);
        const total = own.reduce((sum, { bits }) => sum + bits, 0);
        expect(cells[`${direction}s`]).toBe(total);
        const slices = own.map(
          ({ name }) => new RegExp(`\\.${name}\\(${direction}s\\[(\\d+) \\+: (\\d+)\\]\\)`).exec(text)!,
        );
        const bits = slices.flatMap(([, first, n]) => Array.from({ length: Number(n) }, (__, i) => Number(first) + i));
        expect(bits).toEqual(Array.from({ length: total }, (__, i) => i));
      }
      expect(text.match(/\b(SB_DFF|TRELLIS_FF|DFF|FD1P3DX) /g)).toHaveLength(cells.inputs + cells.outputs);
      expect(text.match(/ fold_\d+ /g)).toHaveLength(cells.outputs);
    }),
  );
});
