import type { Hardware } from '../../arch/hardware.js';
import { grouping } from '../../model/grouping.js';
import type { IntegerLayer } from '../../model/integer-model.js';
import { signedBits } from '../../model/range.js';
import { PALETTE, type PictureSpec, renderSvg } from './render.js';
import { renderTiming, type WaveJson } from './timing.js';

/** Where the pictures of docs/concepts.md lie. */
export const CONCEPTS_FOLDER = 'docs/pictures';

/** Pictures of how networks become hardware, of a real design: path -> SVG text. */
export async function conceptPictures(hardware: Hardware): Promise<Map<string, string>> {
  const [first] = hardware.layers;
  const { layer } = first!;
  return new Map([
    [
      `${CONCEPTS_FOLDER}/alq-sum.svg`,
      await renderSvg(sumPicture(`${hardware.model.name}, ${layer.name}`, basesOf(layer))),
    ],
    [`${CONCEPTS_FOLDER}/lane.svg`, await renderTiming(lanePicture(basesOf(layer)))],
    [`${CONCEPTS_FOLDER}/widths.svg`, await renderSvg(widthsPicture(hardware))],
  ]);
}

/** A basis of a group: alpha and the signs of its taps, +1 or -1. */
export interface Basis {
  alpha: number;
  beta: number[];
}

/** Bases of the first group that has any. Groups come in the order of their passes, so its signs are the first. */
export function basesOf(layer: IntegerLayer): Basis[] {
  const { channelsPerGroup, tapsPerGroup } = grouping(layer, layer.structure);
  const size = channelsPerGroup * tapsPerGroup;
  const count = layer.bitwidths.find((bits) => bits > 0) ?? 0;
  return Array.from({ length: count }, (_, i) => ({
    alpha: layer.alphas[i]!,
    beta: Array.from(layer.signs.slice(i * size, (i + 1) * size), (sign) => 1 - 2 * sign),
  }));
}

/** The weights of a group as the sum of its bases, one under the other. */
function sumPicture(name: string, bases: readonly Basis[]): PictureSpec {
  const rows = bases.map(({ alpha, beta }, i) => ({
    row: `basis ${i + 1}: alpha ${alpha}`,
    values: beta.map((b) => b * alpha),
  }));
  const weights = rows[0]!.values.map((_, tap) => rows.reduce((sum, { values }) => sum + values[tap]!, 0));
  const all = [...rows, { row: 'weights: their sum', values: weights }];
  return {
    title: {
      text: `The first weights of ${name} as a sum of bases`,
      subtitle: 'A basis has one alpha and a sign for each tap. A weight is never stored: only alphas and signs are.',
    },
    data: { values: all.flatMap(({ row, values }) => values.map((value, tap) => ({ row, tap: tap + 1, value }))) },
    facet: {
      row: {
        field: 'row',
        type: 'nominal',
        sort: all.map(({ row }) => row),
        title: null,
        header: { labelAngle: 0, labelAlign: 'right' },
      },
    },
    spec: {
      width: 460,
      height: 62,
      mark: { type: 'bar', size: 18 },
      encoding: {
        x: { field: 'tap', type: 'ordinal', axis: { title: 'tap', labelAngle: 0 } },
        y: { field: 'value', type: 'quantitative', axis: { title: null, tickCount: 3 } },
        color: { condition: { test: 'datum.value < 0', value: PALETTE[1] }, value: PALETTE[0] },
      },
    },
  } as PictureSpec;
}

/** Taps of a pass that are shown. */
const SHOWN = 8;

/** Two passes of a lane over one window: the order of its work, not its cycles. */
function lanePicture(bases: readonly Basis[]): WaveJson {
  const passes = bases.slice(0, 2);
  const x = Array.from({ length: SHOWN }, (_, tap) => ((tap * 5) % 7) + 1);
  const cells = passes.flatMap(({ alpha, beta }, pass) => {
    let sum = 0;
    return x.map((value, tap) => {
      sum += beta[tap]! * value;
      return { pass: `pass ${pass + 1}, alpha ${alpha}`, value, sign: beta[tap]! > 0 ? '+' : '-', sum, alpha };
    });
  });
  const lane = (name: string, text: (cell: (typeof cells)[number]) => string) => ({
    name,
    wave: `x${'='.repeat(cells.length)}x`,
    data: cells.map(text),
  });
  let acc = 0;
  const sums = passes.map((_, pass) => {
    const { alpha, sum } = cells[(pass + 1) * SHOWN - 1]!;
    acc += alpha * sum;
    return `+ ${alpha} * ${sum} = ${acc}`;
  });
  const hold = `=${'.'.repeat(SHOWN - 1)}`;
  return {
    signal: [
      { name: 'pass', wave: `x${hold.repeat(passes.length)}x`, data: passes.map((_, i) => cells[i * SHOWN]!.pass) },
      lane('x of the tap', ({ value }) => `${value}`),
      lane('sign', ({ sign }) => sign),
      lane('sum of the pass', ({ sum }) => `${sum}`),
      {
        name: 'accumulator',
        wave: `x${'.'.repeat(SHOWN)}${hold}=`,
        data: [`0 ${sums[0]!}`, sums[1]?.split('= ')[1] ?? ''],
      },
    ],
    config: { hscale: 1 },
  };
}

/** Bits of what enters a layer, of a basis' sum, of the accumulator and of what leaves it. */
function widthsPicture(hardware: Hardware): PictureSpec {
  const kinds = ['x: what enters', 'sum of a basis', 'accumulator', 'y: what leaves'];
  const values = hardware.layers.flatMap(({ name, xBits, sumRange, accBits, outBits }) =>
    [xBits, signedBits([sumRange]), accBits, outBits].map((bits, i) => ({ layer: name, kind: kinds[i]!, bits })),
  );
  const layers = hardware.layers.map(({ name }) => name);
  const x = { field: 'layer', type: 'nominal', sort: layers, axis: { title: 'layer', labelAngle: 0 } };
  const y = { field: 'bits', type: 'quantitative', axis: { title: 'bits', tickMinStep: 1 } };
  const offset = { field: 'kind', sort: kinds };
  const color = {
    field: 'kind',
    type: 'nominal',
    sort: kinds,
    scale: { domain: kinds, range: PALETTE.slice(0, 4) },
    legend: { title: null, orient: 'bottom' },
  };
  return {
    title: {
      text: `Widths of the quantities of ${hardware.model.name}`,
      subtitle: 'Each is the smallest that holds the real weights for any input; the last layer gives raw scores.',
    },
    width: 620,
    height: 240,
    data: { values },
    layer: [
      { mark: { type: 'bar' }, encoding: { x, y, xOffset: offset, color } },
      { mark: { type: 'text', dy: -7, fontSize: 10 }, encoding: { x, y, xOffset: offset, text: { field: 'bits' } } },
    ],
  } as PictureSpec;
}
