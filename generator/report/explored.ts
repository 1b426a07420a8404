import { join } from 'node:path';
import { z } from 'zod';
import { coefficients, printCoefficients } from '../arch/estimate/coefficients.js';
import { readFolder, readKept } from '../config/result-fields.js';
import { sha256 } from '../emit/tree.js';
import { explorationFaults, explorationSchema, type FoundDesign, timesSchema } from '../explore/result.js';
import type { Explored } from '../explore/search.js';
import { keptFile } from '../support/roots.js';
import { writeStaged } from '../support/write-staged.js';
import { grouped, markdownTable } from './table.js';

export const EXPLORE_DOCUMENT = 'docs/explored.md';
export const EXPLORE_RESULTS = 'docs/results/explore';

const keptSchema = z.strictObject({ result: explorationSchema, times: timesSchema });
type Kept = z.infer<typeof keptSchema>;

/** Keeps a result with its times; returns the file. */
export function keepExplored({ result, times }: Explored): string {
  const file = join(keptFile(EXPLORE_RESULTS), `${result.name}.json`);
  writeStaged(file, `${JSON.stringify(keptSchema.parse({ result, times }), null, 2)}\n`);
  return file;
}

const readAll = (folder: string): Kept[] =>
  readFolder(folder, (path) =>
    readKept(
      path,
      keptSchema,
      { field: 'result.name', of: 'exploration', name: ({ result }) => result.name },
      ({ result }) => explorationFaults(result).map((fault) => ({ ...fault, field: `result.${fault.field}` })),
    ),
  );

/** The page of all results that are kept. */
export function exploreDocument(folder = keptFile(EXPLORE_RESULTS)): string {
  const sections = readAll(folder).flatMap(sectionOf);
  const intro = [
    '# Designs that a search found',
    'Written by `npx bitbeat explore --write` from the results that `explore --keep` left ([explore.md](explore.md)). Cells and clock ' +
      'are of placed and routed designs, medians of the seeds; cycles are from one window to the next. Energy is modelled: by cells and ' +
      'cycles, or by what a window makes the netlist do.',
  ];
  return `${[...intro, ...sections].join('\n\n')}\n`;
}

function sectionOf({ result, times }: Kept): string[] {
  const { name, part, designs, estimated, seeds, tools, objectives } = result;
  const placed = designs.filter((design) => design.placed !== null);
  const stale =
    result.coefficients === sha256(printCoefficients(coefficients())) ? '' : ' Stale: other weights of the estimate.';
  const total = (of: Kept['times']['search']) => Object.values(of).reduce((sum, seconds) => sum + seconds, 0);
  const programs = Object.entries(tools).map(([tool, version]) => `${tool} ${version}`);
  const hands = designs.filter(({ hand }) => hand !== null);
  return [
    `## ${name} on ${part}`,
    `${grouped(estimated.points)} legal points were estimated, ` +
      `${placed.filter(({ found }) => found).length} of the search placed with ${seeds} seed${seeds > 1 ? 's' : ''}; judged by ${objectives.join(', ')}. ` +
      `${programs.join(', ')}.${stale}`,
    `The search took ${Math.round(total(times.search))} s of units, ${Math.round(times.search.energy)} s of them for energies of netlists; ` +
      `synthesis and placement of what was chosen by hand ${Math.round(times.hand.synthesis + times.hand.placement)} s, on the same machine.`,
    markdownTable(
      ['design', 'by hand', 'LC', 'EBR', 'cycles', 'LC x cycles', 'MHz', 'uJ, modelled'],
      placed.map((design) => [
        design.front ? `**${design.name}**` : design.name,
        design.hand ?? '-',
        ...figures(design),
      ]),
    ),
    'At least as good as what was chosen by hand:',
    markdownTable(
      ['by hand', 'in all objectives', 'in logic cells', 'in LC x cycles'],
      hands.map((hand) => [hand.hand!, ...atLeastAsGood(hand, placed)]),
    ),
  ];
}

const figures = ({ placed, synthesis, cycles, energy }: FoundDesign) => [
  grouped(placed!.lc),
  `${synthesis!.bram}`,
  grouped(cycles),
  `${((placed!.lc * cycles) / 1e6).toFixed(2)} M`,
  placed!.fmaxMHz.toFixed(1),
  energy === null ? '-' : `${energy.uj.toPrecision(4)} (${energy.from})`,
];

/** Names of designs that the search found, by what they are at least as good in; `none` where there are none. */
function atLeastAsGood(hand: FoundDesign, placed: readonly FoundDesign[]): string[] {
  const { placed: own, values, cycles, synthesis } = hand;
  const found = placed.filter((design) => design.found && design.out.length === 0);
  if (own === null || values === null) {
    const short = synthesis!.shortages.map(
      ({ resource, needed, available }) => `${needed} ${resource} of ${available}`,
    );
    return [`does not fit: ${short.join(', ')}`, '-', '-'];
  }
  const named = (good: (design: FoundDesign) => boolean, rank: (design: FoundDesign) => number) => {
    const [best] = found.filter(good).sort((a, b) => rank(a) - rank(b));
    return best === undefined ? 'none' : best.name;
  };
  const area = (design: FoundDesign) => design.placed!.lc;
  const product = (design: FoundDesign) => design.placed!.lc * design.cycles;
  return [
    named((design) => design.values!.every((value, i) => value <= values[i]!), product),
    named((design) => area(design) <= own.lc, area),
    named((design) => product(design) <= own.lc * cycles, product),
  ];
}
