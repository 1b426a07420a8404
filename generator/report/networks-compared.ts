import type { CampaignResults, NetworkResult } from '../evaluate/networks/result.js';
import { markedNetworks, metricText } from './networks-page.js';
import { renderSvg } from './pictures/render.js';
import { type SizePoint, sizePicture } from './pictures/size-picture.js';
import { grouped, markdownTable } from './table.js';

/** Whether a metric grows with what is good, as pictures show it. */
const isDrawn = ({ metric }: NetworkResult) => metric !== null && metric.kind !== 'RMSE';

/** File name of a network's picture. */
export const pictureOf = ({ name }: Pick<NetworkResult, 'name'>): string =>
  `${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.svg`;

/** The same networks on the same windows, their weights held in several ways. `pictures`: folder, as seen from the page. */
export function networksComparedPage(results: CampaignResults, program: string | null, pictures: string): string {
  const marked = markedNetworks(results, program);
  return `# Uniform weights and sums of bases, compared

Written by \`make networks\`. The same network that was trained elsewhere, quantised without labels on the same windows of its training side (32,000 drawn, the
float network teaches), with 8-bit activations, and measured on the test side, of which nothing is chosen.

- **uniform**: weights of so many bits, one scale for each output channel (a scale for each kernel of a depthwise layer), trained like the others;
  stored as such: signs, one scale of each, biases. Scales are whole steps of one power of two for each layer, as hardware here takes them.
- **binary**: one bit, plus or minus the scale.
- **ALQ**: up to 4 bases of its own for each output channel, pruned until every stored bit fits the budget, a share of float32; stored with the number of
  bases of each channel.

${results.networks
  .map((network, i) =>
    network.metric === null ? refusal(marked[i]!) : section(network, marked[i]!, results, pictures),
  )
  .join('\n\n')}
`;
}

const refusal = ({ name, refused }: NetworkResult) => `## ${name}\n\n${refused ?? 'imported alone'}`;

/** What one window is worth, where each is right or wrong. */
function sizeText({ windows, metric }: NetworkResult): string {
  const worth = metric?.kind === 'accuracy' ? `, each of them ${(100 / windows!).toFixed(2)} points` : '';
  return `${grouped(windows!)} windows of the test side${worth}.`;
}

function section(
  network: NetworkResult,
  { name }: NetworkResult,
  { settings }: CampaignResults,
  pictures: string,
): string {
  const { kind, float } = network.metric!;
  const left = settings.length - network.settings.length;
  const rows = settings.flatMap(({ name: setting }) => {
    const own = network.settings.find((one) => one.setting === setting);
    if (own === undefined) return [];
    const { metric, agreement, storageBytes } = own;
    const share = ((100 * storageBytes) / network.float32Bytes!).toFixed(1);
    const same = agreement === null ? '-' : `${(100 * agreement).toFixed(1)} %`;
    return [[setting, grouped(storageBytes), `${share} %`, metricText(kind, metric), same]];
  });
  return `## ${name}

${sizeText(network)}${left === 0 ? '' : ` ${left} of ${settings.length} settings are missing: ${network.refused ?? 'not measured so far'}.`}

${markdownTable(
  ['weights', 'bytes', 'of float32', kind, 'decisions of the float network'],
  [['float32', grouped(network.float32Bytes!), '100 %', metricText(kind, float), '100 %'], ...rows],
)}${isDrawn(network) ? `\n\n![${kind} against stored bytes of ${network.name}](${pictures}/${pictureOf(network)})` : ''}`;
}

/** File name and SVG text of each picture. */
export async function comparedPictures(results: CampaignResults, program: string | null): Promise<Map<string, string>> {
  const marked = markedNetworks(results, program);
  const pictures = new Map<string, string>();
  for (const [i, network] of results.networks.entries()) {
    if (!isDrawn(network)) continue;
    const { kind, float } = network.metric!;
    const point = (row: string, series: string, bytes: number, metric: number): SizePoint => {
      const percent = 100 * metric;
      return { row, series, bytes, accuracy: percent, low: percent, high: percent };
    };
    const points = results.settings.flatMap(({ name, series }) => {
      const own = network.settings.find(({ setting }) => setting === name);
      return own === undefined ? [] : [point(name, series, own.storageBytes, own.metric)];
    });
    const spec = sizePicture({
      title: `${marked[i]!.name}: ${kind} against size`,
      subtitle: [
        `Quantised without labels. ${sizeText(network)}`,
        'Grey line: the networks that no other one beats in both.',
      ],
      good: `${kind}, %`,
      points: [...points, point('float32', 'float32', network.float32Bytes!, float)],
    });
    pictures.set(pictureOf(network), await renderSvg(spec));
  }
  return pictures;
}
