import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { Command, Option } from 'commander';
import { defaults, SHIPPED } from '../../config/defaults.js';
import { openSignals, pickFragments } from '../../data/open.js';
import type { SignalSet } from '../../data/signal-set.js';
import { readNetwork } from '../../model/network-file.js';
import { markdownTable, textTable } from '../../report/table.js';
import { UserError } from '../../support/errors.js';
import { writeStaged } from '../../support/write-staged.js';
import { type Backend, loadNative, loadWasm } from '../../train/backend.js';
import { type LayerSpeed, layerSpeeds } from '../../train/bench-layers.js';
import { train } from '../../train/float-training.js';
import { floatScores } from '../../train/loop.js';
import { trainConfigSchema } from '../../train/train-config.js';
import { count, jsonOption } from '../options.js';

const EXAMPLE = `
Examples:
  $ npx bitbeat bench-train
  $ npx bitbeat bench-train --data ${SHIPPED.data} --fragments 800 --epochs 5 --json

  $ npx bitbeat bench-train --layers

Whole epochs, batches and optimiser with them, on one core. One epoch and one inference are warm-up; of the others the
fastest counts, as whatever else the machine does only slows them down.`;

/** Where the table of layers stands, and between which lines. */
const PAGE = 'docs/training.md';
const MARKS = [
  '<!-- layers: written by `npx bitbeat bench-train --layers --write` -->',
  '<!-- end of layers -->',
] as const;
/** That each kind of layer is measured for, on each side. */
const SECONDS = 1;

interface Options {
  data?: string;
  network: string;
  fragments: number;
  batch: number;
  epochs: number;
  native?: string;
  layers?: boolean;
  write?: boolean;
  json?: boolean;
}

interface Measurement {
  backend: string;
  /** Of training. */
  secondsPerEpoch: number;
  trainedPerSecond: number;
  inferredPerSecond: number;
}

/** The native backend is measured if it loads or is named, the others always. */
const backends = (native?: string): readonly { name: string; load: () => Promise<Backend | null> }[] => [
  { name: 'native', load: () => (native === undefined ? loadNative().catch(() => null) : loadNative(native)) },
  { name: 'wasm, plain', load: () => loadWasm('plain') },
  { name: 'wasm, own kernels', load: () => loadWasm('own') },
];

/** `bitbeat bench-train`: how fast each backend trains. */
export function benchTrainCommand(): Command {
  return new Command('bench-train')
    .summary('measure how fast training is')
    .description(
      'Trains for a few epochs on each backend that loads and prints seconds per epoch and fragments per second.',
    )
    .addOption(
      new Option('--data <dir|file>', 'folder, or data set file; built-in signals if not given').env('BITBEAT_DATA'),
    )
    .option(
      '--network <name>',
      'what is trained: a name of configs/networks, or a network file',
      defaults().train.network,
    )
    .addOption(new Option('--fragments <n>', 'of an epoch').default(800).argParser(count(1)))
    .addOption(new Option('--batch <n>', 'fragments of a step').default(16).argParser(count(1)))
    .addOption(new Option('--epochs <n>', 'measured').default(3).argParser(count(1)))
    .addOption(new Option('--native <folder>', 'a tfjs-node that was built elsewhere').env('BITBEAT_TFJS_NODE'))
    .option('--layers', 'of a training step in convolutions of each kind instead, by multiply-add')
    .option('--write', `with --layers: its table in ${PAGE} too`)
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options) => {
      if (options.layers) return benchLayers(options);
      const all = openSignals(options.data, { windows: options.fragments, seed: 1 });
      const set = pickFragments(all, options.fragments);
      const measurements: Measurement[] = [];
      for (const { name, load } of backends(options.native)) {
        const backend = await load();
        if (backend !== null) measurements.push({ backend: name, ...measure(backend, set, options) });
      }
      const { network, batch } = options;
      const what = { network, source: set.provenance.source, fragments: set.names.length, batch };
      console.log(options.json ? JSON.stringify({ ...what, measurements }, null, 2) : table(what, measurements));
    });
}

async function benchLayers({ json, write }: Options): Promise<void> {
  const speeds = await layerSpeeds(SECONDS);
  if (json) console.log(JSON.stringify(speeds, null, 2));
  else console.log(layersTable(speeds, textTable));
  if (!write) return;
  const page = readFileSync(PAGE, 'utf8');
  const [from, to] = MARKS.map((mark) => page.indexOf(mark)) as [number, number];
  if (from < 0 || to < from)
    throw new UserError({ where: PAGE, message: 'has no place for the table of layers', allowed: MARKS.join(' and ') });
  writeStaged(
    PAGE,
    `${page.slice(0, from + MARKS[0].length)}\n${layersTable(speeds, markdownTable)}\n${page.slice(to)}`,
  );
}

function layersTable(speeds: readonly LayerSpeed[], table: typeof textTable): string {
  const nanoseconds = (milliseconds: number, work: number) => ((1e6 * milliseconds) / work).toFixed(3);
  return table(
    ['convolution', 'shape', 'million multiply-adds', 'ns each, own kernels', 'ns each, TensorFlow.js', 'speed-up'],
    speeds.map(({ kind, shape, work, own, plain }) => [
      ...[kind, shape, (work / 1e6).toFixed(1), nanoseconds(own, work), nanoseconds(plain, work)],
      (plain / own).toFixed(1),
    ]),
  );
}

function measure(backend: Backend, set: SignalSet, { network, batch, epochs }: Options): Omit<Measurement, 'backend'> {
  const config = { network, epochs: epochs + 1, batch, learningRate: 0.001, seed: 1 };
  const {
    teacher: _,
    network: name,
    ...settings
  } = trainConfigSchema.parse({
    ...config,
    labelSmoothing: 0.05,
    augment: [{ kind: 'circular-shift' }, { kind: 'mixup', beta: 0.3 }],
  });
  const topology = readNetwork(name, '--network');
  const training: number[] = [];
  let start = performance.now();
  const model = train(
    backend,
    topology,
    set,
    { ...settings, teacher: null },
    {
      allowAbsentClasses: true,
      onEpoch: () => {
        training.push(performance.now() - start);
        start = performance.now();
      },
    },
  );
  const inference = Array.from({ length: epochs + 1 }, () => {
    const from = performance.now();
    floatScores(backend, model, set);
    return performance.now() - from;
  });
  const fastest = (times: number[]) => Math.min(...times.slice(1)) / 1000;
  const secondsPerEpoch = fastest(training);
  const trained = Math.floor(set.names.length / settings.batch) * settings.batch;
  return {
    secondsPerEpoch,
    trainedPerSecond: trained / secondsPerEpoch,
    inferredPerSecond: set.names.length / fastest(inference),
  };
}

interface What {
  network: string;
  source: string;
  fragments: number;
  batch: number;
}

function table({ network, source, fragments, batch }: What, measurements: readonly Measurement[]): string {
  const slowest = Math.max(...measurements.map((m) => m.secondsPerEpoch));
  return [
    `${network}, ${fragments} fragments of ${source}, batch ${batch}`,
    textTable(
      ['backend', 'seconds per epoch', 'trained per second', 'inferred per second', 'speed-up'],
      measurements.map((m) => [
        m.backend,
        m.secondsPerEpoch.toFixed(2),
        m.trainedPerSecond.toFixed(0),
        m.inferredPerSecond.toFixed(0),
        (slowest / m.secondsPerEpoch).toFixed(1),
      ]),
    ),
  ].join('\n');
}
