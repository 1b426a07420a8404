import { PROTOCOL_NAMES } from '../evaluate/protocol.js';
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

const SUMMARY = {
  begin: '<!-- summary: written by `make report` -->',
  end: '<!-- end of summary -->',
  what: 'the summary of the results',
};

/** README with its summary made from `results`. Throws UserError. */
export function withSummary(readme: string, where: string, results: readonly DesignResults[]): string {
  return replaceBlock(readme, where, SUMMARY, summaryBlock(results));
}

/** A row a design, what a reader asks first. */
export function summaryBlock(results: readonly DesignResults[]): string {
  const rows = results.map((r) => {
    const accuracy = PROTOCOL_NAMES.map((kind) => {
      const found = r.accuracy[kind];
      return found === null ? '-' : marked(`${percent(found.integer.accuracy.mean)} %`, found.stale);
    });
    const ice40 = r.synthesis.find(({ family }) => family === 'ice40');
    return [
      title(r),
      ...accuracy,
      `${grouped(r.model.designBytes ?? r.model.storedBytes)} bytes`,
      grouped(r.simulation.intervalCounted ?? r.simulation.cyclesCounted),
      `${grouped(valuesOf(r, 'values'))}, ${grouped(valuesOf(r, 'mismatches'))} differ`,
      ice40 === undefined ? '-' : `${grouped(ice40.lut)} LUT4, ${ice40.dsp} DSP`,
    ];
  });
  const head = [
    'design',
    ...PROTOCOL_NAMES.map((kind) => `right, by ${kind}`),
    'stored',
    'cycles a window',
    'values compared',
    'iCE40, synthesised',
  ];
  const stale = staleNote(results.flatMap(({ stale }) => [stale.simulation, stale.synthesis]));
  return [markdownTable(head, rows), stale].filter(Boolean).join('\n\n');
}

const valuesOf = (r: DesignResults, field: 'values' | 'mismatches') =>
  r.simulation.layers.reduce((total, layer) => total + layer[field], 0);

/** A document with its table of all results made from `results`. Throws UserError. */
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
  const rows = [
    ...PROTOCOL_NAMES.flatMap((kind) => [
      row(`accuracy by ${kind}, integer network`, scores(kind, 'integer', accuracy)),
      row(`accuracy by ${kind}, floating point`, scores(kind, 'float', accuracy)),
    ]),
    row('macro F1 by patient, integer network', scores('patient', 'integer', macroF1)),
    row('stored in the memories of the design', ({ model: { designBytes } }) =>
      designBytes === undefined ? 'not counted' : `${grouped(designBytes)} bytes`,
    ),
    row(
      'the model by itself, every stored bit',
      (r) => `${grouped(r.model.storedBytes)} bytes (${r.model.compression.toFixed(1)} times below float32)`,
    ),
    row('bases per weight', (r) => r.model.averageBitwidth.toFixed(2)),
    row(
      'cycles of one fragment, predicted / counted',
      (r) => `${grouped(r.simulation.cyclesPredicted)} / ${grouped(r.simulation.cyclesCounted)}`,
    ),
    row(
      'cycles from one to the next, predicted / counted',
      (r) => `${grouped(r.simulation.intervalPredicted ?? 0)} / ${grouped(r.simulation.intervalCounted ?? 0)}`,
    ),
    row('fragments simulated, layers', (r) => `${r.simulation.fragments}, ${r.simulation.layers.length}`),
    row('values compared', (r) => grouped(valuesOf(r, 'values'))),
    row('differences', (r) => grouped(valuesOf(r, 'mismatches'))),
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
