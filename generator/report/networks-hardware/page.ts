import { RESOURCE_NAMES, RESOURCE_WORDS, type Resources } from '../../devices/device.js';
import { findPart, PARTS, type PartName } from '../../devices/devices.js';
import { asPart, shortages } from '../../devices/fit.js';
import { grouped, markdownTable } from '../table.js';
import type { HardwareResult, HardwareResults } from './results.js';

/** What designs are made by now: those of another state are marked. */
export interface MadeBy {
  /** Of rooms that decide what a network becomes, see `networksProgram`. */
  program: string;
  /** See `templatesHash`. */
  templates: string;
}

/**
 * Foreign networks as hardware: simulated, and on parts.
 *
 * @param now what was made otherwise is marked; null: nothing is
 */
export function networksHardwarePage({ designs }: HardwareResults, now: MadeBy | null): string {
  const parts = [...new Set(designs.flatMap(({ cells }) => Object.keys(cells) as PartName[]))];
  const passed = designs.filter(isProven);
  return `# Networks of other frameworks as hardware, measured

Written by \`make networks-hardware\`. Each network of [networks-measured.md](networks-measured.md) that comes with windows, quantised
without labels, on both architectures by one folding each (\`configs/campaigns/hardware.json\`): windows that were not learned from, every value of every
layer, class, label and step beside those of the integer network, and every cycle beside the prediction. Cycles are those of a window on its own, then
from one window to the next.

${passed.length} of ${designs.length} designs: every value and cycle as predicted, in each simulator.

${markdownTable(
  ['network', 'architecture', 'simulated', 'windows', 'values compared', 'cycles of a window', 'to the next', ''],
  designs.flatMap((one) => simulatedRows(one, now)),
)}

Cells by synthesis with Yosys, not placed. Where a part has fewer of something: what it has, and the smallest of the parts counted here that
holds the design.

${markdownTable(
  ['network', 'architecture', 'part', ...RESOURCE_NAMES.map((name) => HEADS[name]), 'fits'],
  designs.flatMap((one) => parts.map((part) => cellsRow(one, part, now))),
)}

Each design by the hash of its files:

${markdownTable(
  ['design', 'files', 'integer network'],
  designs.map(({ design, tree, model }) => [`\`${design}\``, tree === null ? '-' : tree.slice(0, 8), model]),
)}
`;
}

const HEADS: Readonly<Record<keyof Resources, string>> = {
  lut: 'LUT4',
  ff: 'flip-flops',
  bram: 'block RAM',
  spram: 'single-port RAM',
  dsp: 'DSP',
};

/** Simulated, and right in each simulator. */
const isProven = ({ simulations }: HardwareResult) => {
  const all = Object.values(simulations);
  return all.length > 0 && all.every(({ pass }) => pass);
};

function named({ network, model, templates }: HardwareResult, now: MadeBy | null): string {
  const stale = now !== null && (templates !== now.templates || !model.endsWith(`-${now.program}`));
  return stale ? `${network} (stale)` : network;
}

function simulatedRows(one: HardwareResult, now: MadeBy | null): string[][] {
  const { architecture, refused } = one;
  const own = [named(one, now), architecture];
  const all = Object.values(one.simulations);
  if (all.length === 0) return [[...own, refused === null ? 'not so far' : `refused: ${refused}`, '', '', '', '', '']];
  return all.map(({ tool, windows, values, mismatches, cyclesCounted, intervalCounted, pass }) => [
    ...own,
    ...[tool, grouped(windows), `${grouped(values)}, ${grouped(mismatches)} differ`, grouped(cyclesCounted)],
    ...[intervalCounted === null ? '-' : grouped(intervalCounted), pass ? 'PASS' : 'FAIL'],
  ]);
}

function cellsRow(one: HardwareResult, part: PartName, now: MadeBy | null): string[] {
  const own = [named(one, now), one.architecture, part];
  const cells = one.cells[part];
  if (cells === undefined) return [...own, ...RESOURCE_NAMES.map(() => '-'), 'not counted so far'];
  return [...own, ...RESOURCE_NAMES.map((name) => grouped(cells[name])), fitText(one, part)];
}

/** Whether a part holds a design, else why not, and the smallest that does. */
export function fitText({ cells }: Pick<HardwareResult, 'cells'>, name: PartName): string {
  const short = shortages(cells[name]!, asPart(findPart(name, 'part')));
  if (short.length === 0) return 'yes';
  const needs = short.map(
    ({ resource, needed, available }) => `${grouped(needed)} of ${grouped(available)} ${RESOURCE_WORDS[resource]}`,
  );
  const counted = Object.entries(cells).map(([part, found]) => ({ found, by: findPart(part, 'part').synthesis }));
  // What is synthesised in the same way takes the same cells.
  const holds = PARTS.find((part) =>
    counted.some(({ found, by }) => by === part.synthesis && shortages(found, asPart(part)).length === 0),
  );
  return `no: needs ${needs.join(', ')}; ${holds === undefined ? 'no part counted here holds it' : `${holds.name} holds it`}`;
}
