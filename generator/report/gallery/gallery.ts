import { existsSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import { buildDesign } from '../../arch/built-design.js';
import { storedBytes } from '../../arch/memories.js';
import { readDesign } from '../../config/design.js';
import { knownDesigns } from '../../config/known-designs.js';
import type { DesignResults } from '../design-results.js';
import { realTimeMHz } from '../layers.js';
import { summaryBlock } from '../readme.js';
import { grouped, markdownTable } from '../table.js';
import { designPage } from './design-page.js';
import type { Shown } from './shown.js';

/** Where the pages lie. */
export const GALLERY_FOLDER = 'docs/gallery';

/** A page a design of the project, and one of all: path -> text. Designs whose model is made, not kept, are left out. */
export function galleryPages(results: readonly DesignResults[]): Map<string, string> {
  const designs = shownDesigns(results);
  return new Map([
    [`${GALLERY_FOLDER}/README.md`, overview(designs)],
    ...designs.map((shown) => [`${GALLERY_FOLDER}/${shown.name}.md`, designPage(shown)] as const),
  ]);
}

/** Of all designs of the project those whose model is kept: one that is made may not be here. */
function shownDesigns(results: readonly DesignResults[]): Shown[] {
  return knownDesigns()
    .filter(({ from, file }) => from === 'project' && [file, readDesign(file).model].every((path) => !isMade(path)))
    .map(({ name, file }) => {
      const built = buildDesign(name);
      const card = posix.join(dirname(built.design.model), 'README.md');
      return {
        ...built,
        ...{ name, file },
        card: existsSync(card) ? card : null,
        results: results.find(({ design }) => design === name) ?? null,
      };
    });
}

const isMade = (path: string) => path.startsWith('build/');

function overview(designs: readonly Shown[]): string {
  const rows = designs.map(({ name, hardware, card }) => [
    `[\`${name}\`](${name}.md)`,
    hardware.architecture,
    card === null ? `\`${hardware.model.name}\`` : `[\`${hardware.model.name}\`](../../${card})`,
    hardware.layers.length,
    `${grouped(storedBytes(hardware))} bytes`,
    grouped(hardware.intervalCycles),
    realTimeMHz(hardware).toFixed(3),
  ]);
  const measured = designs.flatMap(({ results }) => results ?? []);
  return `# Gallery of designs

<!-- Written by \`npx bitbeat report\` from the designs and docs/results; do not edit. -->

The designs that come with bitbeat, a page each: layers, ports, memories, widths and their proof, and what was measured. Cycles are
predicted, and counted in every simulation; the clock is the least that keeps up with the signal.

${markdownTable(['design', 'architecture', 'model', 'layers', 'stored', 'cycles a window', 'real time, MHz'], rows)}

## Measured

${measured.length === 0 ? 'Nothing yet.' : summaryBlock(measured)}

All figures: [measured.md](../measured.md). Area against time of many foldings: [sweep.md](../sweep.md). Networks of other frameworks:
[networks-measured.md](../networks-measured.md), [networks-hardware.md](../networks-hardware.md).
`;
}
