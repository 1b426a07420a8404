import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCampaign } from '../../../generator/evaluate/networks/campaign.js';
import { readResults } from '../../../generator/evaluate/networks/results.js';
import { runNetwork } from '../../../generator/evaluate/networks/run.js';
import { Evaluator } from '../../../generator/import/graph/evaluate.js';
import { importNetwork } from '../../../generator/import/import-network.js';
import { NETWORKS_DOCUMENT, NETWORKS_RESULTS, networksPage } from '../../../generator/report/networks-page.js';
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
      const result = await runNetwork(folder, network, [{ name: '8 bit', bits: 8 }], () => {});
      expect(result).toMatchObject({ refused: null, metric: { kind: metric, float: expect.closeTo(float, 1) } });
      const [setting] = result.settings;
      expect(Math.abs(setting!.metric - float)).toBeLessThan(0.25);
      expect(setting!.agreement === null).toBe(kind === 'values');
    },
    120_000,
  );

  test('whose targets are not those of its outputs is refused', async () => {
    const { folder, network } = await folderWith('values');
    const other = { ...network, targets: { kind: 'labels' as const, names: NAMES } };
    const { refused, settings } = await runNetwork(folder, other, [{ name: '8 bit', bits: 8 }], () => {});
    expect([refused, settings]).toEqual([expect.stringMatching(/^target a: no label/), []]);
  });
});

describe('the page', () => {
  const one = {
    key: 'k',
    program: 'p',
    name: 'a',
    file: 'f',
    difference: 1e-7,
    refused: null,
    importSeconds: 1,
    float32Bytes: 1600,
  };
  const results = (metric: number) => [{ setting: 's', storageBytes: 100, metric, agreement: 1, seconds: 1 }];
  const page = (kind: 'accuracy' | 'RMSE', float: number, integer: number) =>
    networksPage(
      {
        format: 'bitbeat-networks',
        settings: ['s'],
        networks: [{ ...one, metric: { kind, float }, settings: results(integer) }],
      },
      'p',
    );
  test.each([
    ['accuracy', 0.95, 0.931, 1],
    ['accuracy', 0.95, 0.92, 0],
    ['RMSE', 0.5, 0.509, 1],
    ['RMSE', 0.5, 0.52, 0],
  ] as const)('%s %d as %d: %i within what it may cost', (kind, float, integer, near) => {
    expect(page(kind, float, integer)).toContain(`${near} of 1 that come in.`);
  });
  test('says why a network does not come in, or does not become hardware', () => {
    const networks = [
      { ...one, difference: null, refused: 'LSTM x: is not supported', metric: null, settings: [] },
      { ...one, name: 'b', refused: 'Add y: of a branch', metric: null, settings: [] },
    ];
    const text = networksPage({ format: 'bitbeat-networks', settings: ['s'], networks }, null);
    expect(text).toContain('| a | `f` | refused: LSTM x: is not supported | 1.0 |');
    expect(text).toContain('| b | Add y: of a branch |');
    expect(text).toContain('0 of 1 that come in.');
  });
});

test('what another program measured is marked', () => {
  const kept = readResults(NETWORKS_RESULTS)!;
  const [first, ...others] = kept.networks;
  const page = networksPage({ ...kept, networks: [first!, { ...others[0]!, program: 'deadbeef' }] }, first!.program);
  expect(page).toContain(`| ${first!.name} |`);
  expect(page).toContain(`| ${others[0]!.name} (stale: deadbeef) |`);
});

test('the page has the figures of the results, marked or not', () => {
  const unmarked = (text: string) => text.replaceAll(/ \(stale: [0-9a-f]{8}\)/g, '');
  const kept = networksPage(readResults(NETWORKS_RESULTS)!, null);
  expect(unmarked(readFileSync(NETWORKS_DOCUMENT, 'utf8'))).toBe(kept);
});

test('results of another form are refused', () => {
  const kept = JSON.parse(readFileSync(NETWORKS_RESULTS, 'utf8'));
  const path = join(folderOf({}), 'networks.json');
  const read = (change: object) => {
    writeFileSync(path, JSON.stringify({ ...kept, ...change }));
    return () => readResults(path);
  };
  expect(read({})()).toEqual(kept);
  expect(read({ networks: [{ ...kept.networks[0], difference: -1 }] })).toThrow(/networks\[0\]\.difference/);
  expect(read({ networks: [{ ...kept.networks[0], more: 1 }] })).toThrow(/more/);
});

test('the shipped campaign', () => {
  const { settings, networks } = readCampaign('configs/campaigns/networks.json');
  expect(settings).toHaveLength(3);
  expect(new Set(networks.map(({ name }) => name)).size).toBe(networks.length);
  expect(networks.flatMap(({ targets }) => targets?.kind ?? [])).toEqual(['values', 'labels']);
});
