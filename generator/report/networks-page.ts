import type { CampaignResults, Cost, NetworkResult, SettingResult } from '../evaluate/networks/result.js';
import { grouped, markdownTable } from './table.js';

type Metric = NonNullable<NetworkResult['metric']>;

export const metricText = (kind: Metric['kind'], metric: number) =>
  kind === 'accuracy' || kind === 'agreement' ? `${(100 * metric).toFixed(1)} %` : metric.toFixed(3);

/** What another program measured is marked. `program`: as it is now; null: nothing is marked. */
export const markedNetworks = ({ networks }: CampaignResults, program: string | null): NetworkResult[] =>
  networks.map((one) =>
    program === null || one.program === program ? one : { ...one, name: `${one.name} (stale: ${one.program})` },
  );

const megabytes = (bytes: number) => grouped(bytes / 1e6);

/** What each network may cost, see `conclusion`. */
const LIMITS = { importSeconds: 2, quantiseSeconds: 300, peakBytes: 2e9, points: [0.01, 0.02], ofError: 0.02 } as const;

/**
 * Foreign networks: against their frameworks, then as integer networks.
 *
 * @param program as it is now: what another one measured is marked; null: nothing is
 */
export function networksPage(results: CampaignResults, program: string | null): string {
  const networks = markedNetworks(results, program);
  const settings = results.settings.map(({ name }) => name);
  const imported = networks.map(({ name, file, difference, refused, import: own }) => [
    name,
    `\`${file}\``,
    difference === null ? `refused: ${refused}` : difference.toExponential(1),
    own === null ? '-' : own.seconds.toFixed(1),
    own === null ? '-' : megabytes(own.peakBytes),
  ]);
  const comeIn = networks.filter(({ difference }) => difference !== null);
  return `# Networks of other frameworks, measured

Written by \`make networks\`. Networks of ONNX, Keras, TensorFlow.js and PyTorch that were trained elsewhere on public data; the largest
difference of any output from what the framework itself computes, as a share of the largest output. Each import and each quantisation is a process of its
own: seconds from its start, and its largest resident set.

${markdownTable(['network', 'file', 'difference', 'seconds', 'peak, MB'], imported)}

Quantised without labels (the windows of the training side, 32,000 drawn), measured on windows of the test side: accuracy, F1 of all labels
together, the error of real values (root of the mean square in units of each value's spread, smaller is better), or, without targets, the share of steps with the float network's decision. Bytes are all stored bits; float32 is of
the numbers that the file holds. Seconds and peak are of the setting that takes most.

${markdownTable(
  [
    ...['network', 'metric', 'float', 'float32, bytes'],
    ...settings.flatMap((name) => [name, 'bytes']),
    ...['seconds', 'peak, MB'],
  ],
  comeIn.map((network) => row(network, settings)),
)}

${conclusion(comeIn, settings)}
`;
}

function row(
  { name, metric, refused, float32Bytes, settings: results }: NetworkResult,
  settings: readonly string[],
): string[] {
  const none = settings.flatMap(() => ['-', '-']);
  if (metric === null) return [name, refused ?? 'imported alone', '', grouped(float32Bytes ?? 0), ...none, '-', '-'];
  const each = settings.flatMap((setting) => {
    const own = results.find((one) => one.setting === setting);
    return own === undefined ? ['-', '-'] : [metricText(metric.kind, own.metric), grouped(own.storageBytes)];
  });
  const { seconds, peakBytes } = most(results);
  return [
    ...[name, metric.kind, metricText(metric.kind, metric.float), grouped(float32Bytes ?? 0), ...each],
    ...[seconds.toFixed(1), megabytes(peakBytes)],
  ];
}

const most = (costs: readonly Cost[]): Cost => ({
  seconds: Math.max(...costs.map(({ seconds }) => seconds)),
  peakBytes: Math.max(...costs.map(({ peakBytes }) => peakBytes)),
});

/** How many keep within what quantisation may cost, in quality, time and memory. */
function conclusion(networks: readonly NetworkResult[], settings: readonly string[]): string {
  const quantised = networks.filter(({ settings: own }) => own.length > 0);
  const imports = networks.flatMap(({ import: own }) => own ?? []);
  const runs = quantised.map(({ settings: own }) => most(own));
  const peaks = [...imports, ...runs].filter(({ peakBytes }) => peakBytes < LIMITS.peakBytes);
  const count = (part: readonly unknown[], all: readonly unknown[]) => `${part.length} of ${all.length}`;
  const quality = LIMITS.points.map((points) => {
    const near = (names: readonly string[]) => quantised.filter((one) => isNear(one, names, points));
    const each = settings.map((name) => `${name}: ${near([name]).length}`).join('; ');
    return `- within ${100 * points} point${points === LIMITS.points[0] ? '' : 's'} of the float network (${100 * LIMITS.ofError} % of an error), without labels: ${count(near(settings), quantised)} in every setting (${each})`;
  });
  const { importSeconds, quantiseSeconds } = LIMITS;
  return `Of what comes in and of what is quantised:

- imported in less than ${importSeconds} s: ${count(
    imports.filter(({ seconds }) => seconds < importSeconds),
    imports,
  )}
- quantised in less than ${quantiseSeconds / 60} minutes: ${count(
    runs.filter(({ seconds }) => seconds < quantiseSeconds),
    runs,
  )}
- less than ${LIMITS.peakBytes / 1e9} GB of memory, in imports and quantisations: ${count(peaks, [...imports, ...runs])}
${quality.join('\n')}`;
}

/** Whether a network loses no more than so much in these settings, of those that it was measured in. */
function isNear({ metric, settings }: NetworkResult, names: readonly string[], points: number): boolean {
  const { kind, float } = metric!;
  const keeps = (one: SettingResult) =>
    kind === 'RMSE' ? one.metric <= (1 + LIMITS.ofError) * float : one.metric >= float - points - 1e-9;
  return names.every((name) => settings.some((one) => one.setting === name && keeps(one)));
}
