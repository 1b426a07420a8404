import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCampaign } from '../../../generator/evaluate/networks/campaign.js';
import { type DoJob, doJob } from '../../../generator/evaluate/networks/job.js';
import type { CampaignResults, NetworkResult } from '../../../generator/evaluate/networks/result.js';
import { readResults } from '../../../generator/evaluate/networks/results.js';
import { runNetwork } from '../../../generator/evaluate/networks/run.js';
import { Evaluator } from '../../../generator/import/graph/evaluate.js';
import { importNetwork } from '../../../generator/import/import-network.js';
import { CAMPAIGNS } from '../../../generator/report/networks.js';
import { comparedPictures, networksComparedPage, pictureOf } from '../../../generator/report/networks-compared.js';
import { networksPage } from '../../../generator/report/networks-page.js';
import { finish } from '../../../generator/support/long-work.js';
import { folderOf } from '../../data/readers/files.js';
import { numbers } from '../../import/onnx/build.js';
import { floats, longs } from '../../support/npy-file.js';

describe('a network of the campaign', () => {
  const channels = 2;
  const NAMES = ['a', 'b', 'c'];
  /** A network with its windows, and targets that are what it says of them. */
  async function folderWith(kind: 'labels' | 'values') {
    const file = readFileSync('test/import/runtime/grouped.onnx');
    const x = numbers(40 * channels * 64, 3);
    const { graph } = finish(await importNetwork({ file: 'test/import/runtime/grouped.onnx' }));
    const evaluator = new Evaluator(graph);
    const outputs = Array.from({ length: 40 }, (_, i) => {
      const window = Float64Array.from(x.slice(i * channels * 64, (i + 1) * channels * 64));
      return [...evaluator.streams(window).get(graph.outputs[0]!.edge)!];
    }).flat();
    const y =
      kind === 'values'
        ? floats([40, 3], outputs)
        : longs(
            [40, 3],
            outputs.map((v) => (v > 0 ? 1 : 0)),
          );
    const folder = folderOf({
      'own/grouped.onnx': file,
      'own/expected.npz': readFileSync('test/import/runtime/grouped.npz'),
      'own/data/X.npy': floats([40, channels, 64], x),
      'own/data/y.npy': y,
    });
    const files = [{ x: 'X.npy', y: 'y.npy' }];
    return {
      folder,
      network: {
        ...{ name: 'n', folder: 'own', file: 'grouped.onnx', reader: 'npy', train: { files }, test: { files } },
        ...{ input: { samples: 64, channels, rateHz: 50 }, targets: { kind, names: NAMES } },
      },
    };
  }

  test.each([
    ['labels', 'F1', 1],
    ['values', 'RMSE', 0],
  ] as const)(
    'is measured by its %s',
    async (kind, metric, float) => {
      const { folder, network } = await folderWith(kind);
      const result = await runNetwork(folder, network, [{ name: '8 bit', bits: 8 }], { tell: () => {}, doJob });
      expect(result).toMatchObject({ refused: null, metric: { kind: metric, float: expect.closeTo(float, 1) } });
      const [setting] = result.settings;
      expect(Math.abs(setting!.metric - float)).toBeLessThan(0.25);
      expect(setting!.agreement === null).toBe(kind === 'values');
    },
    120_000,
  );

  test('goes on where it was interrupted: with the next setting', async () => {
    const { folder, network } = await folderWith('labels');
    const settings = [8, 5, 4].map((bits) => ({ name: `${bits} bit`, bits }));
    const asked: string[] = [];
    const saved: number[] = [];
    const cost = { seconds: 1, peakBytes: 1 };
    const fake: DoJob = async (job) => {
      asked.push(job.kind === 'import' ? 'import' : `${job.options.activationBits} bit`);
      if (asked.length === 3) throw new Error('interrupted');
      const metric = { kind: 'F1' as const, float: 1, integer: 0.9 };
      return { ...cost, difference: 0, parameters: 10, metric, agreement: 1, storageBytes: 9, windows: 40, notes: [] };
    };
    let last: NetworkResult | undefined;
    const save = (result: NetworkResult) => {
      saved.push(result.settings.length);
      last = structuredClone(result);
    };
    const hooks = { tell: () => {}, save, doJob: fake };
    await expect(runNetwork(folder, network, settings, hooks)).rejects.toThrow('interrupted');
    const whole = await runNetwork(folder, network, settings, { ...hooks, before: last });
    expect(asked).toEqual(['import', '8 bit', '5 bit', '5 bit', '4 bit']);
    expect(saved).toEqual([0, 1, 2, 3]);
    expect(whole.settings.map(({ setting }) => setting)).toEqual(['8 bit', '5 bit', '4 bit']);
  });

  test('whose targets are not those of its outputs is refused', async () => {
    const { folder, network } = await folderWith('values');
    const other = { ...network, targets: { kind: 'labels' as const, names: NAMES } };
    const { refused, settings } = await runNetwork(folder, other, [{ name: '8 bit', bits: 8 }], {
      tell: () => {},
      doJob,
    });
    expect([refused, settings]).toEqual([expect.stringMatching(/^target a: no label/), []]);
  });
});

const cost = { seconds: 1, peakBytes: 5e8 };
const one = {
  ...{ key: 'k', program: 'p', name: 'a', file: 'f', difference: 1e-7, refused: null, import: cost },
  ...{ float32Bytes: 1600, windows: 50 },
};
type One = CampaignResults['networks'][number];
const resultsOf = (
  networks: One[],
  settings: CampaignResults['settings'] = [{ name: 's', series: 'ALQ' }],
): CampaignResults => ({ format: 'bitbeat-networks', settings, networks });

describe('the page', () => {
  const page = (kind: 'accuracy' | 'RMSE', float: number, integer: number, more = {}) => {
    const settings = [{ setting: 's', storageBytes: 100, metric: integer, agreement: 1, ...cost, ...more }];
    return networksPage(resultsOf([{ ...one, metric: { kind, float }, settings }]), 'p');
  };
  test.each([
    ['accuracy', 0.95, 0.941, 1, 1],
    ['accuracy', 0.95, 0.931, 0, 1],
    ['accuracy', 0.95, 0.92, 0, 0],
    ['RMSE', 0.5, 0.509, 1, 1],
    ['RMSE', 0.5, 0.52, 0, 0],
  ] as const)('%s %d as %d: %i within a point, %i within two', (kind, float, integer, first, second) => {
    const text = page(kind, float, integer);
    expect(text).toMatch(new RegExp(`within 1 point of .*: ${first} of 1 in every setting \\(s: ${first}\\)`));
    expect(text).toMatch(new RegExp(`within 2 points of .*: ${second} of 1 in every setting \\(s: ${second}\\)`));
  });
  test.each([
    [{}, 1, 2],
    [{ seconds: 301 }, 0, 2],
    [{ peakBytes: 2.1e9 }, 1, 1],
  ])('counts what keeps within time and memory: %j', (more, quick, small) => {
    const text = page('accuracy', 1, 1, more);
    expect(text).toContain('imported in less than 2 s: 1 of 1');
    expect(text).toContain(`quantised in less than 5 minutes: ${quick} of 1`);
    expect(text).toContain(`less than 2 GB of memory, in imports and quantisations: ${small} of 2`);
  });
  test('says why a network does not come in, or does not become hardware', () => {
    const networks = [
      { ...one, difference: null, import: null, refused: 'LSTM x: is not supported', metric: null, settings: [] },
      { ...one, name: 'b', refused: 'Add y: of a branch', metric: null, settings: [] },
    ];
    const text = networksPage(resultsOf(networks), null);
    expect(text).toContain('| a | `f` | refused: LSTM x: is not supported | - | - |');
    expect(text).toContain('| b | Add y: of a branch |');
    expect(text).toContain('0 of 0 in every setting');
  });
});

describe('the comparison', () => {
  const own = (setting: string, storageBytes: number, metric: number) => ({
    ...{ setting, storageBytes, metric, agreement: 0.9, ...cost },
  });
  const results = resultsOf(
    [
      {
        ...{ ...one, name: 'A, b', metric: { kind: 'accuracy' as const, float: 0.98 } },
        settings: [own('uniform 8 bit', 400, 0.97), own('ALQ 1/16', 100, 0.96)],
      },
    ],
    [
      { name: 'uniform 8 bit', series: 'uniform' },
      { name: 'ALQ 1/16', series: 'ALQ' },
    ],
  );
  test('has a row for the float network and for each setting, and what a window is worth', () => {
    const text = networksComparedPage(results, 'p', 'pictures');
    expect(text).toContain('| float32 | 1,600 | 100 % | 98.0 % | 100 % |');
    expect(text).toContain('| ALQ 1/16 | 100 | 6.3 % | 96.0 % | 90.0 % |');
    expect(text).toContain('50 windows of the test side, each of them 2.00 points.\n');
    const [network] = results.networks;
    const some = { ...results, networks: [{ ...network!, settings: network!.settings.slice(1) }] };
    const told = networksComparedPage(some, 'p', 'pictures');
    expect(told).toContain('1 of 2 settings are missing: not measured so far.');
    expect(text).toContain('(pictures/a-b.svg)');
    expect(networksComparedPage(results, 'q', 'pictures')).toContain('## A, b (stale: p)');
  });
  test('has a picture with each of them', async () => {
    const pictures = await comparedPictures(results, 'q');
    expect([...pictures.keys()]).toEqual([pictureOf({ name: 'A, b' })]);
    const [svg] = pictures.values();
    for (const text of ['A, b (stale: p): accuracy against size', 'float32', 'ALQ 1/16', 'uniform 8 bit'])
      expect(svg).toContain(text);
  });
});

describe('what is kept', () => {
  const { results: path } = CAMPAIGNS.networks;
  test('what another program measured is marked', () => {
    const kept = readResults(path)!;
    const [first, ...others] = kept.networks;
    const page = networksPage({ ...kept, networks: [first!, { ...others[0]!, program: 'deadbeef' }] }, first!.program);
    expect(page).toContain(`| ${first!.name} |`);
    expect(page).toContain(`| ${others[0]!.name} (stale: deadbeef) |`);
  });
  test.each(Object.entries(CAMPAIGNS))(
    '%s: documents have the figures of the results, marked or not',
    async (_, own) => {
      const unmarked = (text: string) => text.replaceAll(/ \(stale: [0-9a-f]{8}\)/g, '');
      for (const [file, text] of await own.documents(readResults(own.results)!, null))
        if (file.endsWith('.md')) expect(unmarked(readFileSync(file, 'utf8'))).toBe(text);
        else expect(existsSync(file)).toBe(true);
    },
  );
  test('results of another form are refused', () => {
    const kept = JSON.parse(readFileSync(path, 'utf8'));
    const copy = join(folderOf({}), 'networks.json');
    const read = (change: object) => {
      writeFileSync(copy, JSON.stringify({ ...kept, ...change }));
      return () => readResults(copy);
    };
    expect(read({})()).toEqual(kept);
    expect(read({ networks: [{ ...kept.networks[0], difference: -1 }] })).toThrow(/networks\[0\]\.difference/);
    expect(read({ networks: [{ ...kept.networks[0], more: 1 }] })).toThrow(/more/);
  });
});

test('the shipped campaigns', () => {
  const { settings, networks } = readCampaign(CAMPAIGNS.networks.config);
  expect(settings).toHaveLength(3);
  expect(new Set(networks.map(({ name }) => name)).size).toBe(networks.length);
  expect(networks.flatMap(({ targets }) => targets?.kind ?? [])).toEqual(['values', 'labels']);
  const compared = readCampaign(CAMPAIGNS.compared.config);
  expect(compared.settings.map(({ uniform }) => uniform).filter((bits) => bits !== undefined)).toEqual([8, 4, 3, 2, 1]);
  expect(networks).toEqual(expect.arrayContaining(compared.networks));
});
