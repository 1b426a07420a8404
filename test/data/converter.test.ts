import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fitOf } from '../../generator/data/fit.js';
import { fragmentsFor } from '../../generator/data/for-model.js';
import { signalSet, windowCodes } from '../../generator/data/signal-set.js';
import { codeOf } from '../../generator/network/input.js';
import { OWN_MODELS, ownModel } from '../own-models.js';
import { folderOf } from './readers/files.js';

/** Real samples become codes as the model's converter does it, wherever the data set's file is silent. */

const model = ownModel('values', OWN_MODELS.values!);
const { samples, channels, sampleRateHz: rateHz, codeBits } = model.input;

/** Real windows of both channels, a line each, and the file that describes them. */
function files(input: object, rows: readonly number[][]) {
  const shape = { samples, channels, rateHz, codeBits, ...input };
  const dataset = { name: 'd', reader: 'csv', options: { files: ['x.csv'], header: false }, input: shape };
  const lines = rows.map((row) => `${row.join(',')}\n`).join('');
  return join(folderOf({ 'd.json': JSON.stringify(dataset), 'x.csv': lines }), 'd.json');
}

const ROWS = [0, 1].map((w) =>
  Array.from({ length: samples * channels }, (_, i) => Math.sin(i + w) * (i < samples ? 4 : -900)),
);
const read = (input: object, rows = ROWS) => fragmentsFor(model, { data: files(input, rows), fragments: 2, usual: 2 });

describe('a data set of real samples', () => {
  test('without zero and gain: those of the model', () => {
    const { set } = read({});
    const [zero, gain] = [
      [2048, 0],
      [400.25, -3.5],
    ];
    for (const [w, row] of ROWS.entries())
      expect([...windowCodes(set, w)]).toEqual(
        Array.from({ length: samples }, (_, s) =>
          [0, 1].map((c) => codeOf(row[c * samples + s]!, zero[c]!, gain[c]!, codeBits)),
        ).flat(),
      );
    expect(set.inputs[0]).toMatchObject({ zero, gain, units: ['\u00b5V', '\u00b0'] });
  });

  test('with one of them: the other is the model\u2019s', () => {
    expect(read({ zero: [2048, 0] }).set.inputs[0].gain).toEqual([400.25, -3.5]);
  });

  test('with others than the model: refused, both at once', () => {
    expect(() => read({ zero: 100, gain: [400.25, 1] })).toThrow(
      /zero: not the code of a sample of 0 of model values \(found 100\); allowed: 2048,0\n.*gain: not the codes a unit of model values .*allowed: 400\.25,-3\.5/,
    );
  });
});

test('codes of data that do not say what they are of are taken, which is told', () => {
  const codes = new Array(samples * channels).fill(5);
  const set = signalSet('test', { samples, channels, rateHz, codeBits }, [{ codes, group: 'g', name: 'w' }]);
  expect(fitOf(set, model)).toMatchObject({ problems: [], unknown: ['code of a sample of 0', 'codes a unit'] });
});

test('targets are the model\u2019s own where task and names are', () => {
  const codes = new Array(samples * channels).fill(5);
  const set = signalSet('test', { samples, channels, rateHz, codeBits }, [{ codes, group: 'g', name: 'w' }]);
  const values = { kind: 'values' as const, names: ['value 0', 'value 1'], values: Float32Array.of(1, 2) };
  const labels = { kind: 'labels' as const, names: values.names, bits: Uint8Array.of(1, 0) };
  const classes = { kind: 'classes' as const, names: values.names, labels: [1] };
  const own = [values, labels, classes, { ...values, names: ['value 1', 'value 0'] }].map(
    (targets) => fitOf({ ...set, targets }, model).ownLabels,
  );
  expect(own).toEqual([true, false, false, false]);
});
