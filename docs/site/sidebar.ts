import { readdirSync } from 'node:fs';
import { basename } from 'node:path';

/** A page by its path in the repository, with its name in the sidebar. */
export interface Page {
  text: string;
  file: string;
}

export interface Group {
  text: string;
  /** Of a group that is shut until one of its pages is open: the page that lists them, with an anchor or without. */
  listed?: string;
  pages: (Page | Group)[];
}

const page = (file: string, text: string): Page => ({ file, text });

/** All pages of a folder that commands write, README first and not named again. */
const written = (folder: string): Page[] =>
  readdirSync(new URL(`../../${folder}`, import.meta.url))
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .sort()
    .map((name) => page(`${folder}/${name}`, basename(name, '.md')));

/** The order in which a reader meets the pages. docs/index.md has the same ones, by what is wanted of them: a test compares. */
export const SIDEBAR: readonly Group[] = [
  {
    text: 'Start here',
    pages: [
      page('docs/start.md', 'First design'),
      page('README.md', 'Overview'),
      page('docs/installation.md', 'Installation'),
      page('docs/index.md', 'All pages'),
      page('docs/limits.md', 'What it cannot do'),
    ],
  },
  {
    text: 'Tutorials',
    pages: [
      page('docs/tutorials/pytorch.md', 'PyTorch to a bitstream'),
      page('docs/tutorials/keras.md', 'Keras to Verilog'),
      page('docs/tutorials/table.md', 'A table and a network file'),
      page('examples/basic-motions/README.md', 'Train on a public data set'),
    ],
  },
  {
    text: 'Concepts',
    pages: [
      page('docs/concepts.md', 'In pictures'),
      page('docs/hardware.md', 'One engine a layer'),
      page('docs/folded.md', 'One engine for all layers'),
      page('docs/ports.md', 'Ports and timing'),
      page('docs/monitor.md', 'A continuing signal'),
      page('docs/low-power.md', 'A clock that stands'),
      page('docs/copies.md', 'Several cores'),
    ],
  },
  {
    text: 'Guides',
    pages: [
      page('docs/data.md', 'Signals'),
      page('docs/vectors.md', 'Vectors of your own'),
      page('docs/networks.md', 'Networks of other frameworks'),
      page('docs/training.md', 'Training and quantising'),
      page('docs/models.md', 'Models by hand'),
      page('docs/designs.md', 'Designs'),
      page('docs/explore.md', 'Searching designs'),
      page('docs/waves.md', 'Waveforms'),
      page('docs/view.md', 'A page on a design'),
      page('docs/package.md', 'IP packages'),
      page('docs/flows.md', "Other people's flows"),
      page('docs/bus.md', 'AXI and Wishbone'),
      page('docs/boards.md', 'Boards'),
      page('docs/link.md', 'The serial link'),
    ],
  },
  {
    text: 'Gallery',
    pages: [
      { text: 'Designs', listed: 'docs/gallery/README.md', pages: written('docs/gallery') },
      page('models/ecg17/README.md', 'Model: ecg17'),
      page('models/ecg17-small/README.md', 'Model: ecg17-small'),
      page('models/ecg17-lean/README.md', 'Model: ecg17-lean'),
      page('models/ecg17-patient/README.md', 'Model: ecg17-patient'),
      page('docs/measured.md', 'All that was measured'),
      page('docs/sweep.md', 'Area against time'),
      page('docs/explored.md', 'Designs that a search found'),
      page('docs/peers.md', 'Other generators'),
      page('docs/power.md', 'Energy'),
      page('docs/layout.md', 'Layout'),
      page('docs/networks-measured.md', 'Other networks'),
      page('docs/networks-compared.md', 'Against uniform weights'),
      page('docs/networks-hardware.md', 'Other networks as hardware'),
    ],
  },
  {
    text: 'Reference',
    pages: [
      page('docs/reference/README.md', 'Overview'),
      { text: 'Verbs', listed: 'docs/reference/README.md#verbs', pages: written('docs/reference/verbs') },
      { text: 'Files', listed: 'docs/reference/README.md#files', pages: written('docs/reference/files') },
      page('docs/modules.md', 'Verilog modules'),
      page('docs/bad-input.md', 'Bad input and its answers'),
    ],
  },
  {
    text: 'Checks',
    pages: [
      page('docs/checks.md', 'What was found last'),
      page('docs/formal.md', 'Lemmas'),
      page('docs/farm.md', 'On a farm'),
      page('docs/results.md', 'Results and when they are stale'),
    ],
  },
  {
    text: 'Changing it',
    pages: [
      page('docs/architecture.md', 'Architecture'),
      page('CONTRIBUTING.md', 'Contributing'),
      page('CHANGELOG.md', 'Changes'),
      { text: 'Decisions', listed: 'docs/decisions/README.md', pages: written('docs/decisions') },
    ],
  },
];

/** Files of all pages of the sidebar, each once. */
export function filesOf(groups: readonly (Page | Group)[]): string[] {
  const files = groups.flatMap((one) =>
    'pages' in one
      ? [...(one.listed === undefined ? [] : [one.listed.replace(/#.*/, '')]), ...filesOf(one.pages)]
      : [one.file],
  );
  return [...new Set(files)];
}
