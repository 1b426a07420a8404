import { describe, expect, test } from 'vitest';
import type { Port } from '../../generator/arch/interface.js';
import type { Ports } from '../../generator/config/ports.js';
import { generated } from '../../generator/emit/generated.js';
import { templateOf, topModule } from '../../generator/emit/names.js';
import { tinyWith } from '../emit/with-ports.js';

const USUAL: Ports = { registered: false, reset: 'sync-low' };

const CASES: readonly [string, Ports, boolean][] = [
  ['tiny', USUAL, false],
  ['tiny', { registered: true, reset: 'sync-high' }, true],
  ['tiny', { registered: true, reset: 'async-low' }, false],
  ['tiny-folded', USUAL, true],
  ['tiny-folded', { registered: false, reset: 'async-low' }, false],
];

describe.each(CASES)('%s with %j, parity %j', (name, ports, parity) => {
  const { design, hardware } = tinyWith(name as 'tiny', ports, (own) => ({ ...own, parity }));
  const made = generated(design, hardware);
  const top = made.tree.get(`rtl/${topModule(name)}.v`)!;

  test('ports: every one with its width and meaning', () => {
    const listed = made.interface.ports.map(({ direction, name, bits }) => `${direction} ${name} ${bits ?? 1}`);
    expect(listed).toEqual([
      'input clk_i 1',
      `input ${ports.reset === 'sync-high' ? 'rst_i' : 'rst_ni'} 1`,
      `input sample_i ${hardware.model.input.codeBits}`,
      'input sample_valid_i 1',
      'output sample_ready_o 1',
      `output score_o ${hardware.layers.at(-1)!.outBits}`,
      'output score_valid_o 1',
      'input score_ready_i 1',
      'output score_last_o 1',
      'output class_o 2',
      ...(parity ? ['output parity_error_o 1'] : []),
    ]);
    expect(made.interface.ports.filter(({ meaning }: Port) => meaning === '')).toEqual([]);
  });

  test('ports: those that the top declares', () => {
    const head = top.slice(top.indexOf(') (\n'), top.indexOf('\n);'));
    const declared = [...head.matchAll(/^ {2}(input|output) +(?:wire|reg) +(?:\[(\d+):0\] )?(\w+)/gm)];
    expect(declared.map(([, direction, high, name]) => [direction, name, Number(high ?? 0) + 1])).toEqual(
      made.interface.ports.map(({ direction, name, bits }) => [direction, name, bits ?? 1]),
    );
  });

  test('instances: those of the top, with every parameter and its value', () => {
    const found = [...top.matchAll(/^ {2}(\w+) #\(((?:\s*\.\w+\([^()]*\),?)+)\s*\) (\w+) \($/gm)];
    expect(found).toHaveLength([...top.matchAll(/^ {2}\w+ #\(/gm)].length);
    const read = found.map(([, module, list, name]) => ({
      ...{ module: templateOf(module!), name },
      parameters: [...list!.matchAll(/\.(\w+)\(([^()]*)\)/g)].map(([, name, value]) => ({ name, value })),
    }));
    const texts = made.interface.instances.map(({ module, name, parameters }) => ({
      ...{ module, name },
      parameters: parameters.map(({ name, value }) => ({ name, value: `${value}` })),
    }));
    expect(texts).toEqual(read);
  });
});
