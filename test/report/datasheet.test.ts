import { describe, expect, test } from 'vitest';
import { buildDesign } from '../../generator/arch/built-design.js';
import { estimate } from '../../generator/arch/estimate/estimate.js';
import { saidOutputs } from '../../generator/arch/said.js';
import { findPart } from '../../generator/devices/devices.js';
import type { IntegerNetwork } from '../../generator/model/integer-model.js';
import { resourcesSheet } from '../../generator/report/datasheet/measured.js';
import { widthsSheet } from '../../generator/report/datasheet/widths.js';
import { pickColumns, renderTiming, timingDiagram } from '../../generator/report/pictures/timing.js';
import { type PortCycle, readOutput } from '../../generator/simulate/wrappers/package.js';

describe.each(['tiny', 'tiny-folded'])('%s', (name) => {
  const { hardware } = buildDesign(`test/goldens/${name}.json`);

  test('widths: the smallest that hold their ranges', () => {
    const rows = widthsSheet(hardware)
      .split('\n')
      .filter((line) => /^\| (conv|dense)/.test(line));
    expect(rows).toHaveLength(hardware.layers.length);
    for (const row of rows) {
      const cells = row.split('|').map((cell) => cell.trim());
      for (const [range, bits] of [
        [cells[4]!, Number(cells[5])],
        [cells[6]!, Number(cells[8])],
      ] as const) {
        const [min, max] = range.split(' to ').map((text) => Number(text.replaceAll(',', ''))) as [number, number];
        const holds = (n: number) => -(2 ** (n - 1)) <= min && max <= 2 ** (n - 1) - 1;
        expect([row, holds(bits), holds(bits - 1)]).toEqual([row, true, false]);
      }
      expect(cells[7]).toMatch(/^\d+, \d+$/);
    }
  });
});

describe('resources', () => {
  const { hardware } = buildDesign('test/goldens/tiny.json');
  const synthesis = [
    { generator: '', tree: '', family: 'ice40' as const, lut: 4321, ff: 12, bram: 3, dsp: 1, tools: { yosys: '9.87' } },
  ];

  test('not measured: estimates, called so', () => {
    const sheet = resourcesSheet(hardware, { synthesis: [], boards: [] });
    expect(sheet).toContain('These files were not synthesised');
    const { bram, dsp } = estimate(hardware, findPart('ecp5-25f', 'test'));
    expect(sheet).toMatch(new RegExp(`Estimated[^]*\\| ecp5-25f .* \\| ${bram} \\| 0 \\| ${dsp} \\|`));
  });

  test('measured: with the version of the tool, beside the estimates', () => {
    const sheet = resourcesSheet(hardware, { synthesis, boards: [] });
    expect(sheet).toContain('| ice40 | 4,321 | 12 | 3 | 1 | Yosys 9.87 |');
    expect(sheet).toContain('Estimated');
    expect(sheet).not.toContain('not synthesised');
  });
});

const port = (
  cycle: number,
  sample: string | null,
  score: string | null,
  { ready = true, last = false } = {},
): PortCycle => ({
  cycle,
  sample: { valid: sample !== null, ready, data: sample ?? 'xx' },
  score: { valid: score !== null, ready, last, data: score ?? 'xx' },
  said: [last ? '2' : 'x'],
  step: null,
});

describe('timing diagram', () => {
  const ports = [
    port(0, '0a', null, { ready: false }),
    port(1, '0a', null),
    port(2, '0b', null),
    port(3, '0c', null),
    port(10, null, 'ff', { ready: false }),
    port(11, null, 'ff'),
    port(12, null, null),
    port(20, null, '01'),
    port(21, null, null),
    port(30, null, '02', { last: true }),
    port(31, null, null),
    port(40, null, '03'),
  ];
  const model = { classes: ['a', 'b', 'c'] } as unknown as IntegerNetwork;
  const widths = { codeBits: 8, scoreBits: 8, said: saidOutputs(model), positionBits: null };

  test('begins before the first sample taken and has the outer scores of the first fragment', () => {
    const cycles = (head: number, scores: number) => pickColumns(ports, head, scores).map((p) => p?.cycle ?? '|');
    expect(cycles(3, 2)).toEqual([0, 1, 2, '|', 10, 11, 12, '|', 20, 21, '|', 30, 31]);
    expect(cycles(2, 1)).toEqual([0, 1, '|', 10, 11, 12, '|', 30, 31]);
  });

  test('a beat that waits is one value; scores are signed; nothing is shown of what is not valid', () => {
    const { signal, foot } = timingDiagram(pickColumns(ports, 3, 1), widths);
    const lanes = Object.fromEntries(signal.map(({ name, wave, data }) => [name, [wave, ...(data ?? [])].join(' ')]));
    expect(lanes).toEqual({
      clk_i: 'p..|...|..',
      sample_valid_i: '1..|0..|..',
      sample_ready_o: '01.|01.|..',
      'sample_i[7:0]': '=.=xxxx|xx 10 11',
      score_valid_o: '0..|1.0|10',
      score_ready_i: '01.|01.|..',
      'score_o[7:0]': 'xxx|=.x|=x -1 2',
      score_last_o: '0..|...|10',
      'class_o[1:0]': 'xxx|xxx|=x 2',
    });
    expect(foot!.tock).toBe('0 1 2 ... 10 11 12 ... 30 31 ');
  });

  test('as SVG, with every value and cycle', async () => {
    const svg = await renderTiming(timingDiagram(pickColumns(ports, 3, 1), widths));
    expect(svg).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
    const texts = [...svg.matchAll(/<tspan>([^<]*)<\/tspan>/g)].map(([, text]) => text);
    for (const text of ['clk_i', 'score_o[7:0]', '10', '11', '-1', '2', '30', '31']) expect(texts).toContain(text);
    expect(texts).not.toContain('310');
  });
});

describe('what the bench of a package says', () => {
  const of = { tool: 'a simulator', fragments: 1, layers: 2, said: 1, stepped: false };
  const said = ['FIRST 2', 'LAYER 1 8 0 20', 'LAYER 0 9 0 11', 'LAYER 2 1 0 20'];

  test('layers in their order, cycles from the first sample on', () => {
    const text = [...said, 'PORT 7 1 0 3f 1 1 1 7x 2', 'PASS: 1 fragments, 18 values compared'].join('\n');
    expect(readOutput(text, '', of)).toEqual({
      tool: 'a simulator',
      fragments: 1,
      values: 18,
      layerCycles: [10, 19],
      ports: [
        {
          cycle: 7,
          sample: { valid: true, ready: false, data: '3f' },
          score: { valid: true, ready: true, last: true, data: '7x' },
          said: ['2'],
          step: null,
        },
      ],
    });
  });

  test('the step of each score, and its labels', () => {
    const text = [...said, 'PORT 7 1 0 3f 1 1 0 7f 05 a 1', 'PASS: 1 fragments, 18 values compared'].join('\n');
    const [found] = readOutput(text, '', { ...of, stepped: true }).ports;
    expect(found).toMatchObject({ said: ['05'], step: { last: true, position: 'a' } });
  });

  test.each([
    ['a failure', 'FAIL: 1 of 1 fragments, 3 of 18 values differ, 0 too early or late'],
    ['no verdict', 'DONE'],
    ['fewer fragments', 'PASS: 0 fragments, 0 values compared'],
  ])('%s is an error', (_, verdict) => {
    expect(() => readOutput([...said, verdict].join('\n'), 'from the simulator', of)).toThrow(/does not pass/);
  });
});
