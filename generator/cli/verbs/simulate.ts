import { Command, Option } from 'commander';
import { design, generated, simulate, simulateCopies, simulateNetlist, simulateSignal } from '../../api.js';
import { SHIPPED } from '../../config/defaults.js';
import { BOARDS, FAMILIES, PARTS } from '../../devices/devices.js';
import { printJson } from '../../evaluate/print-json.js';
import { keptLevels } from '../../quantise/foreign/kept-levels.js';
import { copiesReport } from '../../report/copies.js';
import { netlistReport } from '../../report/netlist.js';
import { keptNetlist, netlistFile } from '../../report/netlist-results.js';
import { signalReport } from '../../report/signal.js';
import { simulationReport } from '../../report/simulation.js';
import { USUAL_WINDOWS } from '../../simulate/design.js';
import type { SimulatorName } from '../../simulate/simulators.js';
import type { WaveOptions } from '../../simulate/waves/request.js';
import { log } from '../../support/progress.js';
import { writeStaged } from '../../support/write-staged.js';
import { fragmentsGiven } from '../fragments.js';
import { levelsTable } from '../levels-table.js';
import { count, designOption, fragmentsOption, jsonOption, numberOption, simulatorOption } from '../options.js';
import { withRtl } from '../with-rtl.js';

/** Of families whose cells have models. */
const [NETLIST_PARTS, NETLIST_BOARDS] = [PARTS, BOARDS].map((devices) =>
  devices.filter(({ family }) => FAMILIES[family].models !== null).map(({ name }) => name),
) as [string[], string[]];

const EXAMPLE = `
Examples:
  $ bitbeat simulate --design ${SHIPPED.stream}
  $ bitbeat simulate --design ${SHIPPED.stream} --data ${SHIPPED.data} --fragments 34
  $ bitbeat simulate --rtl build/${SHIPPED.stream} --simulator icarus --fragments 1
  $ bitbeat simulate --rtl build/${SHIPPED.stream} --vectors build/${SHIPPED.stream}/vectors/0
  $ bitbeat simulate --design ${SHIPPED.stream} --fragments 1 --netlist --part ecp5-25f
  $ bitbeat simulate --design my.json --data record.json --signal
  $ bitbeat simulate --design my-copies.json --fragments 16 --copies --stall 1
  $ bitbeat simulate --design ${SHIPPED.stream} --fragments 2 --waves a.fst --wave-fragment 1 --wave-to 20000

Every layer's stream of every fragment is compared value by value with the interpreter, and all cycles with the
prediction. With --netlist the design is synthesised for a part first, or for that of a board, and its netlist simulated
cell by cell: scores, classes and their cycles are compared. With --signal the windows are one signal, one behind the other:
each score of each step is compared, and the cycle of the last. With --copies the wrapper of several cores is
simulated, all at once on windows that are dealt to them: scores, classes, whose they are, and that windows leave whole.
Parts: ${NETLIST_PARTS.join(', ')}.
Boards: ${NETLIST_BOARDS.join(', ')}. With --rtl the verdict names files that were edited by hand; an edited bench is
refused. --waves simulates some of the windows once more, by themselves from reset. Without --data (or BITBEAT_DATA) a model of a shipped data set gets what stands in for that,
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
  part?: string;
  board?: string;
  results?: string;
  signal?: boolean;
  copies?: boolean;
  waves?: string;
  waveFragment?: number;
  waveFragments?: number;
  waveFrom?: number;
  waveTo?: number;
  json?: boolean;
}

/** What the flags say of a waveform. Ends the command for those that say more of one that is not asked for. */
function waveAsked(options: Options, command: Command): WaveOptions | undefined {
  const { waves: file, waveFragment: fragment, waveFragments: fragments, waveFrom: from, waveTo: to } = options;
  if (file !== undefined) return { file, fragment, fragments, from, to };
  if ((fragment ?? fragments ?? from ?? to) !== undefined)
    command.error('error: --wave-fragment, --wave-fragments, --wave-from and --wave-to go with --waves');
  return undefined;
}

/** `bitbeat simulate`: a design against its model, bit by bit. */
export function simulateCommand(): Command {
  return new Command('simulate')
    .description('simulate a design and compare it bit by bit with its model')
    .addOption(designOption('design, generated afresh into build/<name>'))
    .option('--rtl <dir>', 'generated folder, simulated as it lies there')
    .addOption(simulatorOption())
    .addOption(fragmentsOption())
    .addOption(numberOption(USUAL_WINDOWS))
    .option('--vectors <dir>', 'samples and expected values to take as they lie there')
    .option('--stall <seed>', 'pause both ports at random; cycles are then not compared', count(0), 0)
    .option('--netlist', 'simulate what Yosys makes of the design')
    .addOption(new Option('--part <name>', 'part that the netlist is made for (default: up5k)').conflicts('board'))
    .option('--board <name>', 'board whose part the netlist is made for')
    .option('--results <dir>', 'folder where the result of a netlist is left besides, if it passed')
    .option('--signal', 'windows of the data are one signal, for a design without an end (folding.continuing)')
    .option('--copies', "the wrapper of several cores, as `copies` in the design's file")
    .option('--waves <file>', 'waveform of a window, .fst or .vcd, with layouts for GTKWave and Surfer beside it')
    .option('--wave-fragment <n>', 'window that it shows, the first is 0 (default: 0)', count(0))
    .option('--wave-fragments <n>', 'windows that it shows, one behind the other (default: 1)', count(1))
    .option('--wave-from <cycle>', 'first cycle after reset that it shows (default: 0)', count(0))
    .option('--wave-to <cycle>', 'last cycle that it shows; all if not given', count(0))
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options, command: Command) => {
      if ((options.design === undefined) === (options.rtl === undefined))
        command.error('error: give either --design or --rtl');
      if (!options.netlist && (options.part ?? options.board ?? options.results) !== undefined)
        command.error('error: --part, --board and --results go with --netlist');
      const { rtl, simulator, vectors, stall, json } = options;
      const built = rtl === undefined ? design(options.design!) : generated(rtl);
      const { hardware } = built;
      const kept = keptLevels(built.design.model);
      // Windows that the other levels were compared on, unless the command line names others.
      const own = command.getOptionValueSource('data') === 'cli' ? {} : kept && { data: kept.data };
      const record = waveAsked(options, command);
      if (record && options.signal) command.error('error: --waves does not take --signal');
      const { signal = false, ...flags } = options;
      if (signal && (vectors !== undefined || stall > 0 || options.netlist))
        command.error('error: --signal takes none of --vectors, --stall and --netlist');
      if (options.copies && (record ?? vectors) !== undefined)
        command.error('error: --copies takes neither --vectors nor --waves');
      if (options.copies && (signal || options.netlist))
        command.error('error: --copies takes neither --signal nor --netlist');
      // A signal is taken whole.
      const all = signal && options.data !== undefined ? Number.MAX_SAFE_INTEGER : USUAL_WINDOWS;
      const usual = { usual: all, hop: hardware.hopSamples };
      const set =
        vectors === undefined
          ? (await fragmentsGiven(hardware.model, { ...flags, ...own }, command, usual)).set
          : undefined;
      const common = { folder: rtl, simulator, set, progress: log };
      if (options.netlist) {
        if (vectors !== undefined || stall > 0) command.error('error: --netlist takes neither --vectors nor --stall');
        const { part, board, results } = options;
        const { edited, ...result } = await simulateNetlist(built, { ...common, part, board, record });
        if (results !== undefined && result.pass && edited.length === 0)
          writeStaged(netlistFile(results, result), printJson(keptNetlist(result)));
        return verdict(
          result,
          json ? JSON.stringify({ ...result, edited }, null, 2) : netlistReport({ ...result, edited }),
        );
      }
      if (options.copies) {
        const result = await simulateCopies(built, { ...common, stall });
        return verdict(result, json ? JSON.stringify(result, null, 2) : copiesReport(result));
      }
      if (signal) {
        const result = await simulateSignal(built, common);
        return verdict(result, json ? JSON.stringify(result, null, 2) : signalReport(result));
      }
      const result = await simulate(built, { ...common, vectors, stall, record });
      const levels = kept && set && withRtl(kept, hardware.model, set, result);
      if (json) return verdict(result, JSON.stringify({ ...result, ...(levels && { levels }) }, null, 2));
      const table = levels ? [levelsTable(levels), ''] : [];
      verdict(result, [...table, simulationReport(hardware, result)].join('\n'));
    });
}

/** Prints a result, which ends the command with exit code 1 unless all was right. */
function verdict({ pass }: { pass: boolean }, text: string): void {
  console.log(text);
  if (!pass) process.exitCode = 1;
}
