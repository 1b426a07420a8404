import { UserError } from '../config/errors.js';
import { percent, plusMinus } from './percent.js';
import type { DesignResults, NetworkResults } from './results.js';
import { grouped, markdownTable } from './table.js';

const BEGIN = '<!-- results: written by `make report` -->';
const END = '<!-- end of results -->';

/** README with its results block made from `results`. */
export function withResults(readme: string, where: string, results: readonly DesignResults[]): string {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin < 0 || end < begin)
    throw new UserError({
      where,
      message: 'has no place for the results',
      allowed: `a line ${BEGIN} and a later line ${END}`,
    });
  return `${readme.slice(0, begin + BEGIN.length)}\n${resultsBlock(results)}\n${readme.slice(end)}`;
}

/** A column a design, a row a figure. */
export function resultsBlock(results: readonly DesignResults[]): string {
  const row = (name: string, cell: (r: DesignResults) => string) => [name, ...results.map(cell)];
  const scores = (pick: (r: DesignResults) => NetworkResults | undefined, text: (scores: NetworkResults) => string) => {
    return (r: DesignResults) => {
      const found = pick(r);
      return found === undefined ? 'not cross-validated' : text(found);
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
    row(
      'accuracy by fragment, integer network',
      scores((r) => r.accuracy.fragment?.integer, accuracy),
    ),
    row(
      'accuracy by fragment, floating point',
      scores((r) => r.accuracy.fragment?.float, accuracy),
    ),
    row(
      'accuracy by patient, integer network',
      scores((r) => r.accuracy.patient?.integer, accuracy),
    ),
    row(
      'macro F1 by patient, integer network',
      scores((r) => r.accuracy.patient?.integer, macroF1),
    ),
    row(
      'model memory, every stored bit',
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
  return `${markdownTable(['', ...results.map((r) => `\`${r.design}\``)], rows)}\n\n${tools.join(', ')}. Simulation speed is a benchmark of one machine.`;
}
