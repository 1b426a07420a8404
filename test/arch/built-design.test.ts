import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildDesign } from '../../generator/arch/built-design.js';
import { measuredAccuracy, NOT_MEASURED } from '../../generator/report/accuracy.js';
import { currentDesign } from '../../generator/report/freshness.js';
import { inFolder } from '../emit/tiny.js';

const MODEL = 'models/ecg17-small';
const design = (model: string) =>
  JSON.stringify({ name: 'small', model, architecture: 'folded', folding: { lanes: 4, tapsPerLookup: 4 } });

test('a design of the folder of a model is one of the file in it, with what lies beside', () =>
  inFolder((folder) => {
    const file = join(folder, 'small.json');
    writeFileSync(file, design(join(process.cwd(), MODEL)));
    const built = buildDesign(file);
    expect(built.design.model).toBe(join(process.cwd(), MODEL, 'ecg17-small.alq.json'));
    expect(measuredAccuracy(built.design.model)).not.toEqual(NOT_MEASURED);
    const { hash } = currentDesign(file);
    writeFileSync(file, design(built.design.model));
    expect(buildDesign(file)).toEqual(built);
    expect(currentDesign(file).hash).toBe(hash);
  }));

test('a folder with two models, or none: refused', () =>
  inFolder((folder) => {
    const file = join(folder, 'small.json');
    writeFileSync(file, design('models'));
    mkdirSync(join(folder, 'models'));
    expect(() => buildDesign(file)).toThrow(/models: the folder holds 0 model files/);
    for (const name of ['a', 'b'])
      copyFileSync(join(MODEL, 'ecg17-small.alq.json'), join(folder, 'models', `${name}.alq.json`));
    expect(() => buildDesign(file)).toThrow(/models: the folder holds 2 model files/);
  }));
