import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { topModule } from '../emit/view.js';
import { grouped, textTable } from '../report/table.js';
import { FAMILY_NAMES, type Family, type SynthesisResult, synthesise } from '../synth/yosys.js';
import { buildDesign, generateDesign } from './designs.js';
import { tell } from './progress.js';

const EXAMPLE = `
Examples:
  $ bitbeat synth --design ecg17-small
  $ bitbeat synth --design ecg17-small --family ecp5 --json

Yosys synthesises the design and its cells are counted; nothing is placed or routed, so no clock is given.`;

/** `bitbeat synth`: cells of a design after synthesis. */
export function synthCommand(): Command {
  return new Command('synth')
    .description('synthesise a design with Yosys and count its cells')
    .requiredOption('--design <name|file>', 'design, generated afresh into build/<name>')
    .addOption(new Option('--family <name>', 'FPGA family; both if not given').choices(FAMILY_NAMES))
    .option('--json', 'print one JSON object a family instead of a table')
    .addHelpText('after', EXAMPLE)
    .action(async (options: { design: string; family?: Family; json?: boolean }) => {
      const built = buildDesign(options.design);
      const folder = generateDesign(built);
      const { name } = built.design;
      const results: SynthesisResult[] = [];
      for (const family of options.family === undefined ? FAMILY_NAMES : [options.family]) {
        tell(`yosys: ${name} for ${family}`);
        const result = await synthesise(folder, name, topModule(name), family);
        writeFileSync(join(folder, 'results', `synth-${family}.json`), `${JSON.stringify(result, null, 2)}\n`);
        results.push(result);
      }
      if (options.json) for (const result of results) console.log(JSON.stringify(result, null, 2));
      else console.log(table(results));
    });
}

function table(results: readonly SynthesisResult[]): string {
  const rows = results.map(({ design, family, lut, ff, bram, dsp }) => [
    design,
    family,
    ...[lut, ff, bram, dsp].map(grouped),
  ]);
  return `${textTable(['design', 'family', 'LUT4', 'FF', 'block RAM', 'DSP'], rows)}\n\nYosys ${results[0]!.tools.yosys}, no latch`;
}
