import type { Hardware } from '../arch/hardware.js';
import { portWidths } from '../arch/interface.js';
import { storedBytes } from '../arch/memories.js';
import { portsOf, type ResetStyle } from '../config/ports.js';
import type { Instance } from '../emit/instance.js';
import type { Tree } from '../emit/tree.js';
import type { PackageView } from '../emit/wrappers/package.js';
import { PROTOCOL_NAMES } from '../evaluate/protocol.js';
import { storage } from '../model/storage.js';
import type { PackageRun } from '../simulate/wrappers/package.js';
import { markdownText } from '../support/escape.js';
import type { MeasuredAccuracy } from './accuracy.js';
import { reportOf } from './architectures.js';
import { boardsSheet } from './datasheet/boards.js';
import { cyclesSheet } from './datasheet/cycles.js';
import { accuracySheet, type MeasuredResources, resourcesSheet } from './datasheet/measured.js';
import { memoriesSheet, storageSheet } from './datasheet/memories.js';
import { parametersSheet } from './datasheet/parameters.js';
import { portsSheet } from './datasheet/ports.js';
import { widthsSheet } from './datasheet/widths.js';
import { marked } from './evaluation-marks.js';
import { sheetPage } from './html/sheet.js';
import { realTimeMHz } from './layers.js';
import { converterWords, outputWords } from './outputs.js';
import { percent } from './percent.js';
import { blockDiagram } from './pictures/blocks.js';
import { pickColumns, renderTiming, timingDiagram } from './pictures/timing.js';
import { grouped, markdownTable } from './table.js';

/** What a data sheet is made from. */
export interface DatasheetInput {
  hardware: Hardware;
  /** Of hand-written modules in its top. */
  instances: readonly Instance[];
  view: PackageView;
  /** Files of the package. */
  tree: Tree;
  /** Where the samples of its vectors come from. */
  source: string;
  /** Its bench without and with pauses of the ports. */
  runs: { steady: PackageRun; paused: PackageRun };
  accuracy: MeasuredAccuracy;
  measured: MeasuredResources;
}

const PICTURES = { blocks: 'doc/blocks.svg', steady: 'doc/timing.svg', paused: 'doc/timing-paused.svg' };
const BLOCKS = `## Block diagram
![The network as its hardware has it](${PICTURES.blocks})`;
/** Cycles about the first sample and scores at each end of a fragment that a diagram shows. */
const SHOWN = { head: 5, scores: 2 };

/** The data sheet of a package and its pictures: path in the package -> text. */
export async function datasheet(input: DatasheetInput): Promise<Map<string, string>> {
  const { hardware, view, tree, runs, accuracy, measured } = input;
  const sections = [
    headSheet(input),
    BLOCKS,
    usageSheet(input),
    portsSheet(hardware),
    timingSheet(runs.steady),
    cyclesSheet(hardware, runs.steady),
    accuracySheet(hardware, accuracy),
    resourcesSheet(hardware, measured),
    boardsSheet(hardware),
    memoriesSheet(hardware),
    storageSheet(hardware, tree),
    widthsSheet(hardware),
    parametersSheet(view.module, input.instances),
  ];
  const widths = portWidths(hardware);
  const picture = ({ ports }: PackageRun) =>
    renderTiming(timingDiagram(pickColumns(ports, SHOWN.head, SHOWN.scores), widths));
  const pictures = new Map([
    [PICTURES.blocks, blockDiagram(hardware)],
    [PICTURES.steady, await picture(runs.steady)],
    [PICTURES.paused, await picture(runs.paused)],
  ]);
  const text = `<!-- Written by \`${view.command}\`; do not edit. -->\n\n${sections.join('\n\n')}\n`;
  const html = sheetPage(text, pictures, `bitbeat ${view.version}`);
  return new Map([['DATASHEET.md', text], ['DATASHEET.html', html], ...pictures]);
}

const RESETS: Readonly<Record<ResetStyle, string>> = {
  'sync-low': 'synchronous, active low',
  'sync-high': 'synchronous, active high',
  'async-low': 'active low, asserted without a clock, released with it',
};

function headSheet({ hardware, view, accuracy }: DatasheetInput): string {
  const { registered, reset } = portsOf(hardware);
  const { model, architecture, latencyCycles, intervalCycles } = hardware;
  const { samples, sampleRateHz, channels } = model.input;
  const { totalBytes, averageBitwidth } = storage(model);
  const seconds = Number((samples / sampleRateHz).toFixed(3));
  const converter = converterWords(model, markdownText);
  const rows = [
    ['top module', `\`${view.module}\``],
    ['core', `\`${view.vlnv}\``],
    ['architecture', `\`${architecture}\`: ${reportOf(hardware).summary}`],
    [
      'takes',
      `fragments of ${grouped(samples)} samples (${seconds} s at ${sampleRateHz} Hz)${channels > 1 ? ` of ${channels} channels` : ''}`,
    ],
    ...(converter === null ? [] : [['real samples', converter]]),
    ['outputs', registered ? 'each from a flip-flop (register slices)' : 'decoded from registers'],
    ['reset', RESETS[reset]],
    ['gives', outputWords(model).gives],
    ['one fragment', `${grouped(latencyCycles)} cycles; ${grouped(intervalCycles)} from one to the next`],
    ['clock for real time', `${realTimeMHz(hardware).toFixed(3)} MHz`],
    ['stored', `${grouped(storedBytes(hardware))} bytes in the memories of this core`],
    ['model', `${grouped(totalBytes)} bytes by itself; ${averageBitwidth.toFixed(2)} bases per weight`],
    ...PROTOCOL_NAMES.flatMap((kind) => {
      const found = accuracy[kind];
      return found === null
        ? []
        : [[marked(`accuracy, by ${kind}`, found.stale), `${percent(found.integer.accuracy.mean)} %`]];
    }),
    ['model file', `${model.name}, SHA-256 \`${view.modelHash}\``],
    ['configuration', `SHA-256 \`${view.configurationHash}\``],
    ...(view.copyright === '' ? [] : [['copyright', `\`${view.copyright}\``]]),
    ['generator', `bitbeat ${view.version}`],
  ];
  return `# ${view.module}\n\n${markdownTable(['', ''], rows)}`;
}

function usageSheet({ view, source, runs }: DatasheetInput): string {
  const rows = view.filesets.map(({ what, files }) => [
    [...new Set(files.map(({ path }) => path.replace(/[^/]*$/, '')))].map((folder) => `\`${folder}\``).join(', '),
    what,
    files.length,
  ]);
  rows.push(['`bench/`', 'a cocotb test, the start for your own bench', 3]);
  const run = (target: string) => `fusesoc --cores-root . run --target=${target} ${view.vlnv}`;
  return `## What is here and how to try it
${markdownTable(['folder', 'what it is', 'files'], rows)}

\`\`\`sh
${run('lint')}
${run('sim')}
${run('sim_verilator')}
${view.boards.map(({ target }) => `${run(target)}\n`).join('')}python bench/run.py    # the cocotb test
\`\`\`

The bench compares every value of every layer, and every cycle, with what the integer network computes of ${view.completions.length} fragments
(${source}; target \`sim\`, with Icarus Verilog, takes the first); it ends with PASS, or with FAIL and an exit code other than 0. ${runs.steady.tool} compared ${grouped(runs.steady.values)} values with it
before this package was written, and ${grouped(runs.paused.values)} with pauses on both ports. Without FuseSoC:

\`\`\`sh
iverilog -g2005 -y rtl -y tb -s ${view.packageBench} -o sim.vvp tb/${view.packageBench}.v
vvp -n sim.vvp +fragments=${view.completions.length}
\`\`\``;
}

function timingSheet({ tool }: PackageRun): string {
  return `## Timing
As ${tool} saw the ports of this core; below the cycle after reset. Left out are cycles between the samples and the scores, and
between the first and the last scores. What is not valid is hatched.

Samples always offered, scores always taken:

![Samples always offered, scores always taken](${PICTURES.steady})

With pauses on both ports:

![With pauses on both ports](${PICTURES.paused})`;
}
