import { readFileSync } from 'node:fs';
import type { Hardware } from '../../arch/hardware.js';
import { reportOf } from '../architectures.js';
import { memoriesSheet } from '../datasheet/memories.js';
import { portsSheet } from '../datasheet/ports.js';
import { widthsSheet } from '../datasheet/widths.js';
import { hardwareReport } from '../layers.js';
import { resultsBlock } from '../readme.js';
import type { Shown } from './shown.js';

/** A design as `describe`, the sheets of its package and its results tell of it. */
export function designPage({ name, file, design, hardware, budget, card, results }: Shown): string {
  const { architecture, model } = hardware;
  const ofModel = card === null ? `\`${design.model}\`` : `[${model.name}](../../${card})`;
  const sections = [
    `# ${name}`,
    '<!-- Written by `npx bitbeat report` from the design and docs/results; do not edit. -->',
    `Architecture \`${architecture}\`: ${reportOf(hardware).summary}. Model: ${ofModel}. File: \`${file}\`:`,
    `\`\`\`json\n${readFileSync(file, 'utf8').trimEnd()}\n\`\`\``,
    '```sh\n' +
      `npx bitbeat describe --design ${name}\nnpx bitbeat generate --design ${name}\nnpx bitbeat simulate --design ${name}\n` +
      '```',
    '## The way of a window',
    chain(hardware),
    '## Sizes',
    `As \`describe\` prints them:`,
    `\`\`\`text\n${hardwareReport(hardware, budget)}\n\`\`\``,
    '## Measured',
    results === null
      ? 'Nothing of this design is kept in `docs/results`; [measured.md](../measured.md) has others.'
      : resultsBlock([results]),
    ...[portsSheet, memoriesSheet, widthsSheet].map((sheet) => sheet(hardware)),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** Layers as boxes, with the bits of what goes from one to the next. A layer that reads several streams reads them side by side. */
function chain(hardware: Hardware): string {
  const { layers, model } = hardware;
  const index = new Map(layers.map(({ name }, i) => [name, i]));
  const boxes = layers.map(
    ({ name, shape, lengths, tilePositions }, i) =>
      `  l${i}["${name}<br>${shape.outChannels} x ${lengths.output}<br>${tilePositions} lanes"]`,
  );
  const arrows = layers.flatMap(({ layer, xBits }, i) =>
    layer.from.map((from) => `  ${index.has(from) ? `l${index.get(from)}` : 'input'} -->|${xBits} bits| l${i}`),
  );
  const ends = [
    `  input(["input<br>${model.input.channels} x ${model.input.samples}"])`,
    `  scores(["scores<br>${model.classes.length}"])`,
    `  l${layers.length - 1} -->|${layers.at(-1)!.outBits} bits| scores`,
  ];
  return ['```mermaid', 'flowchart LR', ...boxes, ...ends, ...arrows, '```'].join('\n');
}
