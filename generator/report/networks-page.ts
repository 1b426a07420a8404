import type { CampaignResults, NetworkResult } from '../evaluate/networks/result.js';
import { keptFile } from '../support/roots.js';
import { grouped, markdownTable } from './table.js';

export const NETWORKS_DOCUMENT = keptFile('docs/networks-measured.md');
export const NETWORKS_RESULTS = keptFile('docs/results/networks/networks.json');

const value = (kind: string, metric: number) =>
  kind === 'accuracy' || kind === 'agreement' ? `${(100 * metric).toFixed(1)} %` : metric.toFixed(3);

/**
 * Foreign networks: against their frameworks, then as integer networks.
 *
 * @param program as it is now: what another one measured is marked; null: nothing is
 */
export function networksPage({ settings, networks: all }: CampaignResults, program: string | null): string {
  const networks = all.map((one) =>
    program === null || one.program === program ? one : { ...one, name: `${one.name} (stale: ${one.program})` },
  );
  const imported = networks.map(({ name, file, difference, refused, importSeconds }) => [
    name,
    `\`${file}\``,
    difference === null ? `refused: ${refused}` : difference.toExponential(1),
    importSeconds.toFixed(1),
  ]);
  const quantised = networks.filter(({ difference }) => difference !== null);
  return `# Networks of other frameworks, measured

Written by \`make networks\`. Networks of ONNX, Keras, TensorFlow.js and PyTorch that were trained elsewhere on public data; the largest
difference of any output from what the framework itself computes, as a share of the largest output.

${markdownTable(['network', 'file', 'difference', 'seconds'], imported)}

Quantised without labels (the windows of the training side, 32,000 drawn), measured on windows of the test side: accuracy, F1 of all labels
together, the error of real values (root of the mean square in units of each value's spread, smaller is better), or, without targets, the share of steps with the float network's decision. Bytes are all stored bits; float32 is of
the numbers that the file holds.

${markdownTable(
  ['network', 'metric', 'float', 'float32, bytes', ...settings.flatMap((name) => [name, 'bytes'])],
  quantised.map((network) => row(network, settings)),
)}

${conclusion(quantised)}
`;
}

function row(
  { name, metric, refused, float32Bytes, settings: results }: NetworkResult,
  settings: readonly string[],
): string[] {
  if (metric === null)
    return [name, refused ?? 'imported alone', '', grouped(float32Bytes ?? 0), ...settings.flatMap(() => ['-', '-'])];
  const each = settings.flatMap((setting) => {
    const own = results.find((one) => one.setting === setting);
    return own === undefined ? ['-', '-'] : [value(metric.kind, own.metric), grouped(own.storageBytes)];
  });
  return [name, metric.kind, value(metric.kind, metric.float), grouped(float32Bytes ?? 0), ...each];
}

/** How many keep within what quantisation may cost: 2 points without labels, 2 % of an error. */
function conclusion(networks: readonly NetworkResult[]): string {
  const near = networks.filter(({ metric, settings }) => {
    if (metric === null || settings.length === 0) return false;
    return settings.every((one) =>
      metric.kind === 'RMSE' ? one.metric <= 1.02 * metric.float : one.metric >= metric.float - 0.02,
    );
  });
  return `In every setting within 2 points of the float network (2 % of an error): ${near.length} of ${networks.length} that come in.`;
}
