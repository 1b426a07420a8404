import { basename } from 'node:path';
import { renderTemplate } from '../render.js';
import type { Tree } from '../tree.js';
import { DESCRIPTION, type Origin } from './origin.js';
import type { Pinned } from './pinned.js';

export interface Project {
  name: string;
  origin: Origin;
  /** Windows, as a path from the project; null: the example's own, or none. */
  data: string | null;
  pinned: Pinned;
}

interface Rule {
  target: string;
  /** What it is made from, each with a blank before it. */
  needs: string;
  lines: string[];
}

/** What of a project differs by its origin. */
interface Begun {
  what: string;
  variables: { name: string; value: string }[];
  /** File that says that the model is there. */
  model: string;
  rules: Rule[];
  testData: string;
  checks: string[];
  measured: string;
  files: [string, string][];
}

/** The text files of a project. */
export function projectFiles(project: Project): Tree {
  const { name, origin, pinned } = project;
  const begun = (BEGUN[origin.kind] as (project: Project) => Begun)(project);
  const view = { ...begun, name };
  const manifest = {
    name,
    version: '0.1.0',
    private: true,
    scripts: { sim: 'make sim', test: 'make test' },
    devDependencies: { bitbeat: pinned.specifier },
  };
  return new Map([
    ['Makefile', renderTemplate('project/Makefile.ejs', view)],
    ['README.md', renderTemplate('project/README.md.ejs', view)],
    ['.gitignore', renderTemplate('project/gitignore.ejs', view)],
    ['.github/workflows/ci.yml', renderTemplate('project/ci.yml.ejs', view)],
    ['package.json', json(manifest)],
    ...begun.files,
  ]);
}

export const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** Where a project keeps a network of another framework. */
export const NETWORKS = 'networks';

const BEGUN: { [K in Origin['kind']]: (project: Project) => Begun } = { example, model, network, foreign };

const modelFile = (name: string) => `models/${name}/${name}.alq.json`;
const recipe = (name: string, kind: string) => `configs/recipes/${name}.${kind}.json`;
const evaluation = (name: string) => `$(BITBEAT) evaluate --model models/${name} --data $(TEST_DATA)`;
const MEASURED = ', and how often it is right';

function design(name: string): [string, string] {
  const folding = { lanes: 4, tapsPerLookup: 4 };
  const text = { name, model: `../../${modelFile(name)}`, architecture: 'folded', folding };
  return [`configs/designs/${name}.json`, json(text)];
}

/** Models are called like the network that they come from. */
export const renamed = (text: string, name: string) => json({ ...(JSON.parse(text) as object), name });

/** The commands that train and quantise, and the recipes that they take. */
function training(name: string, quantising: object): Pick<Begun, 'rules' | 'files'> {
  const float = `build/${name}.float.json`;
  const train = {
    network: `../networks/${name}.json`,
    epochs: 20,
    batch: 16,
    learningRate: 0.003,
    labelSmoothing: 0.05,
    augment: [],
    seed: 1,
  };
  const quantise = { name, training: `${name}.train.json`, structure: { kind: 'channelwise' }, ...quantising };
  return {
    rules: [
      {
        target: float,
        needs: ` ${recipe(name, 'train')} configs/networks/${name}.json`,
        lines: [`$(BITBEAT) train --config $< --data $(TRAIN_DATA) --out $@`],
      },
      {
        target: modelFile(name),
        needs: ` ${recipe(name, 'quantise')} ${float}`,
        lines: [`$(BITBEAT) quantise --config $< --data $(TRAIN_DATA) --out models/${name}`],
      },
    ],
    files: [[recipe(name, 'train'), json(train)], [recipe(name, 'quantise'), json(quantise)], design(name)],
  };
}

const QUANTISED = { maxBits: 3, alphaBits: 8, activationBits: 5, calibrationFragments: 60 };
const FINE_TUNED = { kind: 'straight-through', epochs: 15, learningRate: 0.001 };

/** Classes of a pump's cycles: data, network, and the model that comes of them, which `make train` makes again. */
function example({ name }: Project): Begun {
  const pruned = { ...FINE_TUNED, prune: { everyBatches: 5, until: 0.6 } };
  const { rules, files } = training(name, { ...QUANTISED, budget: { bytes: 400 }, phases: [pruned] });
  const lines = [...rules[0]!.lines, ...rules[1]!.lines].map((line) =>
    line.replace('$<', recipe(name, line.includes(' train ') ? 'train' : 'quantise')).replace('$@', rules[0]!.target),
  );
  return {
    what: 'Tells from the pressure of a cycle whether a pump leaks or has air in it; its cycles are made up. `make train` trains it again.',
    variables: [
      { name: 'TRAIN_DATA', value: 'data/train.json' },
      { name: 'TEST_DATA', value: 'data/test.json' },
    ],
    model: modelFile(name),
    rules: [
      { target: '.PHONY', needs: ' train', lines: [] },
      { target: 'train', needs: '', lines },
    ],
    testData: ' --data $(TEST_DATA)',
    checks: [evaluation(name)],
    measured: MEASURED,
    files: [
      ...files,
      ...['train', 'test'].map((part): [string, string] => [`data/${part}.json`, json(cycles(name, part))]),
    ],
  };
}

/** The data set of the example's cycles. */
const cycles = (name: string, part: string) => ({
  name: `${name}-${part}`,
  folder: part,
  reader: 'csv',
  options: { files: ['cycles.csv'], label: 'state', group: 'machine' },
  classes: ['air', 'good', 'leak'],
  input: { samples: 96, rateHz: 48, codeBits: 12, zero: 2048, gain: 15.0536 },
});

function model({ name, data, origin }: Project): Begun {
  if (origin.kind !== 'model') throw new Error('no model');
  return {
    what: `An integer model, ${basename(origin.file)}, as hardware.`,
    variables: data === null ? [] : [{ name: 'TEST_DATA', value: data }],
    model: modelFile(name),
    rules: [],
    testData: data === null ? '' : ' --data $(TEST_DATA)',
    checks: [],
    measured: '',
    files: [[modelFile(name), origin.text], design(name)],
  };
}

function network({ name, data, origin }: Project): Begun {
  if (origin.kind !== 'network') throw new Error('no network');
  const { rules, files } = training(name, { ...QUANTISED, phases: [FINE_TUNED] });
  return {
    what: `The network ${basename(origin.file)}, trained, quantised and as hardware.`,
    variables: ['TRAIN_DATA', 'TEST_DATA'].map((part) => ({ name: part, value: data! })),
    model: modelFile(name),
    rules,
    testData: ' --data $(TEST_DATA)',
    checks: [evaluation(name)],
    measured: MEASURED,
    files: [...files, [`configs/networks/${name}.json`, renamed(origin.text, name)]],
  };
}

function foreign({ name, data, origin }: Project): Begun {
  if (origin.kind !== 'foreign') throw new Error('no network of another framework');
  const { format, beside, network, samples } = origin;
  const files = [basename(origin.file), ...beside].map((file) => `${NETWORKS}/${file}`);
  const description = network === undefined ? [] : [`${NETWORKS}/${DESCRIPTION}`];
  const said = [
    ...description.map((file) => ` --network ${file}`),
    ...(samples === undefined ? [] : [` --samples ${samples}`]),
  ].join('');
  const made = `build/${name}/${name}.alq.json`;
  return {
    what: `A network of ${format}, ${basename(origin.file)}, quantised and as hardware.`,
    variables: [{ name: 'TEST_DATA', value: data! }],
    model: made,
    rules: [
      {
        target: made,
        needs: [...files, ...description].map((file) => ` ${file}`).join(''),
        lines: [`$(BITBEAT) import $<${said} --name ${name} --data $(TEST_DATA)`, `$(BITBEAT) quantise ${name}`],
      },
    ],
    testData: ' --data $(TEST_DATA)',
    checks: [],
    measured: '',
    files: [],
  };
}
