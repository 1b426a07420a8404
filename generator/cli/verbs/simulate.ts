import { join } from 'node:path';
import { Command } from 'commander';
import { buildDesign } from '../../arch/built-design.js';
import { generateDesign, openGenerated } from '../../emit/design-folder.js';
import { handEdited } from '../../emit/hand-edited.js';
import { holdFolder } from '../../emit/hold-folder.js';
import { designTree } from '../../emit/tree.js';
import { netlistReport } from '../../report/netlist.js';
import { simulationReport } from '../../report/simulation.js';
import { simulateNetlist } from '../../simulate/netlist.js';
import { type Stimuli, simulate } from '../../simulate/simulate.js';
import type { SimulatorName } from '../../simulate/simulators.js';
import { tell } from '../../support/progress.js';
import { writeStaged } from '../../support/write-staged.js';
import { fragmentsGiven } from '../fragments.js';
import { count, designOption, fragmentsOption, jsonOption, numberOption, simulatorOption } from '../options.js';

/** Fragments, if the user says no number. */
const FRAGMENTS = 20;

const EXAMPLE = `
Examples:
  $ bitbeat simulate --design ecg17-small
  $ bitbeat simulate --design ecg17-small --data mitbih17 --fragments 34
  $ bitbeat simulate --rtl build/ecg17-small --simulator icarus --fragments 1
  $ bitbeat simulate --rtl build/ecg17-small --vectors build/ecg17-small/vectors/0
  $ bitbeat simulate --design ecg17-small --fragments 1 --netlist

Every layer's stream of every fragment is compared value by value with the interpreter, and all cycles with the
prediction. With --netlist the design is synthesised for iCE40 first and its netlist simulated cell by cell: scores,
classes and their cycles are compared. With --rtl the verdict names files that were edited by hand; an edited bench is
refused. Without --data (or BITBEAT_DATA) a model of a shipped data set gets what stands in for that,
any other built-in signals of its own shape: random codes, sines, steps, extremes. Exit code 1 on any difference.`;

interface Options {
  design?: string;
  rtl?: string;
  simulator: SimulatorName;
  data?: string;
  fragments?: number;
  vectors?: string;
  stall: number;
  netlist?: boolean;
  json?: boolean;
}

/** `bitbeat simulate`: a design against its model, bit by bit. */
export function simulateCommand(): Command {
  return new Command('simulate')
    .description('simulate a design and compare it bit by bit with its model')
    .addOption(designOption('design, generated afresh into build/<name>'))
    .option('--rtl <dir>', 'generated folder, simulated as it lies there')
    .addOption(simulatorOption())
    .addOption(fragmentsOption())
    .addOption(numberOption(FRAGMENTS))
    .option('--vectors <dir>', 'samples and expected values to take as they lie there')
    .option('--stall <seed>', 'pause both ports at random; cycles are then not compared', count(0), 0)
    .option('--netlist', 'simulate what Yosys makes of the design for iCE40')
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options, command: Command) => {
      if ((options.design === undefined) === (options.rtl === undefined))
        command.error('error: give either --design or --rtl');
      const built = options.rtl === undefined ? buildDesign(options.design!) : openGenerated(options.rtl);
      const { hardware } = built;
      const stimuli: Stimuli =
        options.vectors === undefined
          ? await fragmentsGiven(hardware.model, options, command, { usual: FRAGMENTS, hop: hardware.hopSamples })
          : { vectors: options.vectors };
      const folder = options.rtl ?? generateDesign(built);
      if (options.rtl !== undefined) holdFolder(folder);
      const edited = options.rtl === undefined ? [] : handEdited(folder, designTree(built.design, hardware));
      const results = join(folder, 'results');
      if (options.netlist) {
        if ('vectors' in stimuli || options.stall > 0)
          command.error('error: --netlist takes neither --vectors nor --stall');
        const simulated = await simulateNetlist(hardware, {
          folder,
          simulator: options.simulator,
          ...stimuli,
          progress: tell,
        });
        const result = { ...simulated, edited };
        writeStaged(join(results, 'simulate-netlist.json'), `${JSON.stringify(result, null, 2)}\n`);
        console.log(options.json ? JSON.stringify(result, null, 2) : netlistReport(result));
        if (!result.pass) process.exitCode = 1;
        return;
      }
      const settings = { folder, simulator: options.simulator, stimuli, stall: options.stall, progress: tell };
      const result = { ...(await simulate(hardware, settings)), edited };
      writeStaged(join(results, `simulate-${options.simulator}.json`), `${JSON.stringify(result, null, 2)}\n`);
      console.log(options.json ? JSON.stringify(result, null, 2) : simulationReport(hardware, result));
      if (!result.pass) process.exitCode = 1;
    });
}
