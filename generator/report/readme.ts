import type { MeasuredAccuracy, NetworkResults } from './accuracy.js';
import { replaceBlock } from './block.js';
import type { DesignResults } from './design-results.js';
import { marked } from './evaluation-marks.js';
import { staleNote } from './freshness.js';
import { percent, plusMinus } from './percent.js';
import { grouped, markdownTable } from './table.js';

const BLOCK = {
  begin: '<!-- results: written by `make report` -->',
  end: '<!-- end of results -->',
  what: 'the results',
};

/** README with its results block made from `results`. Throws UserError. */
export function withResults(
  readme: string,
  where: string,
  results: readonly DesignResults[],
  missing: readonly string[] = [],
): string {
  return replaceBlock(readme, where, BLOCK, resultsBlock(results, missing));
}

/** Head of a design's column: what of it is stale. */
function title({ design, stale: { simulation, synthesis } }: DesignResults): string {
  const name = `\`${design}\``;
  if (simulation === synthesis) return simulation === null ? name : `${name} **(${simulation})**`;
  const parts = Object.entries({ simulation, synthesis }).flatMap(([what, mark]) =>
    mark === null ? [] : [`${what} ${mark}`],
  );
  return `${name} **(${parts.join('; ')})**`;
}

/** A column a design, a row a figure; `missing`: designs of which nothing was measured. */
export function resultsBlock(results: readonly DesignResults[], missing: readonly string[] = []): string {
  const row = (name: string, cell: (r: DesignResults) => string) => [name, ...results.map(cell)];
  const scores = (
    kind: keyof MeasuredAccuracy,
    network: 'integer' | 'float',
    text: (scores: NetworkResults) => string,
  ) => {
    return (r: DesignResults) => {
      const found = r.accuracy[kind];
      return found === null ? 'not cross-validated' : marked(text(found[network]), found.stale);
    };
  };
  const accuracy = ({ accuracy: { mean, sd, standardError } }: NetworkResults) =>
    `${plusMinus(mean, sd)} % (standard error ${percent(standardError)})`;
  const macroF1 = (found: NetworkResults) => `${percent(found.macroF1)} %`;
  const cells = (family: string) => (r: DesignResults) => {
    const found = r.synthesis.find((s) => s.family === family);
    return found === undefined
      ? '-'
      : `${grouped(found.lut)} LUT4, ${grouped(found.ff)} FF, ${found.bram} block RAM, ${found.dsp} DSP`;
  };
  const sum = (r: DesignResults, pick: (l: DesignResults['simulation']['layers'][number]) => number) =>
    r.simulation.layers.reduce((total, layer) => total + pick(layer), 0);
  const rows = [
    row('accuracy by fragment, integer network', scores('fragment', 'integer', accuracy)),
    row('accuracy by fragment, floating point', scores('fragment', 'float', accuracy)),
    row('accuracy by patient, integer network', scores('patient', 'integer', accuracy)),
    row('macro F1 by patient, integer network', scores('patient', 'integer', macroF1)),
    row('stored in the memories of the design', ({ model: { designBytes } }) =>
      designBytes === undefined ? 'not counted' : `${grouped(designBytes)} bytes`,
    ),
    row(
      'the model by itself, every stored bit',
      (r) => `${grouped(r.model.storedBytes)} bytes (${r.model.compression.toFixed(1)} times below float32)`,
    ),
    row('sign bits a weight', (r) => r.model.averageBitwidth.toFixed(2)),
    row(
      'cycles of one fragment, predicted / counted',
      (r) => `${grouped(r.simulation.cyclesPredicted)} / ${grouped(r.simulation.cyclesCounted)}`,
    ),
    row(
      'cycles from one to the next, predicted / counted',
      (r) => `${grouped(r.simulation.intervalPredicted ?? 0)} / ${grouped(r.simulation.intervalCounted ?? 0)}`,
    ),
    row('fragments simulated, layers', (r) => `${r.simulation.fragments}, ${r.simulation.layers.length}`),
    row('values compared', (r) => grouped(sum(r, (l) => l.values))),
    row('differences', (r) => grouped(sum(r, (l) => l.mismatches))),
    row('simulation speed', (r) => `${r.simulation.fragmentsPerSecond.toFixed(1)} fragments/s`),
    row('iCE40 cells after synthesis', cells('ice40')),
    row('ECP5 cells after synthesis', cells('ecp5')),
  ];
  const tools = [
    ...new Set(results.flatMap((r) => [r.simulation.simulator, ...r.synthesis.map((s) => `Yosys ${s.tools.yosys}`)])),
  ];
  const notes = [
    `${tools.join(', ')}. Simulation speed is a benchmark of one machine.`,
    staleNote(results.flatMap(({ stale }) => [stale.simulation, stale.synthesis])),
    missing.length === 0 ? '' : `Not measured yet: ${missing.map((name) => `\`${name}\``).join(', ')}.`,
  ];
  return `${markdownTable(['', ...results.map(title)], rows)}\n\n${notes.filter(Boolean).join(' ')}`;
}
