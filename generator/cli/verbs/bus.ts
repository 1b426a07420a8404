import { relative } from 'node:path';
import { Command, Option } from 'commander';
import { buildDesign } from '../../arch/built-design.js';
import { BUSES, type Bus } from '../../arch/registers.js';
import { SHIPPED } from '../../config/defaults.js';
import { designFolder } from '../../config/design.js';
import { generated } from '../../emit/generated.js';
import { holdFolder } from '../../emit/hold-folder.js';
import { busModule, busTree, designRegisters } from '../../emit/wrappers/bus.js';
import { registersTable } from '../../emit/wrappers/bus-manual.js';
import { writeTree } from '../../emit/write-tree.js';
import { type BusTest, refuseNoTests, simulateBus } from '../../simulate/wrappers/bus.js';
import { driverTest } from '../../simulate/wrappers/driver.js';
import { UserError } from '../../support/errors.js';
import { log } from '../../support/progress.js';
import { setupCommand } from '../../support/roots.js';
import { fragmentsGiven } from '../fragments.js';
import { designOption, fragmentsOption, numberOption } from '../options.js';

/** The benches need two in a row. */
const FRAGMENTS = 2;

const EXAMPLE = `
Examples:
  $ bitbeat bus --design ${SHIPPED.folded} --bus axi
  $ bitbeat bus --design ${SHIPPED.folded} --bus wishbone --out my-core
  $ bitbeat bus --design ${SHIPPED.folded} --table
  $ bitbeat bus --design ${SHIPPED.folded} --bus axi --check --tests classify

The folder (build/<design>-<bus> if not given) holds the design and its wrapper (rtl/, mem/), C header and driver (sw/) and
the table of its registers (registers.md). --check plays it against the bus clients of cocotbext (${setupCommand('boards')}) in
Icarus Verilog: every address, strobes, stalls, resets; scores, classes and cycles of fragments. On Wishbone the C driver
classifies the fragments in Verilator too. Exit code 1 on any difference.`;

interface Options {
  design: string;
  bus?: Bus;
  out?: string;
  force?: boolean;
  table?: boolean;
  check?: boolean;
  tests?: string;
  fragments?: number;
  data?: string;
}

/** `bitbeat bus`: a design as a slave of AXI or Wishbone, with its software. */
export function busCommand(): Command {
  return new Command('bus')
    .description('put a design on AXI or Wishbone: Verilog, C driver, table of registers')
    .addOption(designOption().makeOptionMandatory())
    .addOption(new Option('--bus <name>', 'bus').choices(BUSES))
    .option('--out <dir>', 'folder to generate into')
    .option('--force', 'overwrite generated files that were edited since')
    .option('--table', 'print the table of registers (of both buses without --bus) and write nothing')
    .option('--check', 'play the design on its bus against foreign bus clients')
    .option('--tests <regex>', 'with --check: only the tests whose name matches')
    .addOption(numberOption(FRAGMENTS, FRAGMENTS))
    .addOption(fragmentsOption())
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options, command: Command) => {
      const { design, hardware } = buildDesign(options.design);
      if (options.table) {
        console.log(registersTable(designRegisters(generated(design, hardware), options.bus ?? null)));
        return;
      }
      const { bus } = options;
      if (bus === undefined)
        throw new UserError({
          where: '--bus',
          message: 'missing',
          allowed: BUSES.join(', '),
          fix: `--bus ${BUSES[0]}`,
        });
      // Before anything is written: data that do not fit are refused, and a filter that leaves no test.
      if (options.check) refuseNoTests(bus, options.tests ?? '');
      const chosen = options.check
        ? await fragmentsGiven(hardware.model, options, command, { usual: FRAGMENTS, hop: hardware.hopSamples })
        : null;
      const folder = options.out ?? designFolder(`${design.name}-${bus}`);
      writeTree(folder, design.name, busTree(generated(design, hardware), bus), options.force ?? false);
      holdFolder(folder);
      console.log(`generated ${busModule(design.name, bus)} into ${relative('.', folder) || '.'}`);
      if (chosen === null) return;
      const { set } = chosen;
      log(`simulating ${set.names.length} fragments a test, ${hardware.intervalCycles} cycles each`);
      const map = designRegisters(generated(design, hardware), bus);
      const { tests } = options;
      const results = await simulateBus(hardware, map, { folder, bus, set, ...(tests && { tests }) });
      if (bus === 'wishbone') results.push(await driverTest(hardware, folder, set));
      console.log(report(results));
      if (results.some(({ outcome }) => outcome === 'failed')) process.exitCode = 1;
    });
}

function report(results: readonly BusTest[]): string {
  const lines = results.map(({ name, outcome, message }) => `${outcome}  ${name}${message ? `: ${message}` : ''}`);
  const failed = results.filter(({ outcome }) => outcome === 'failed').length;
  return [...lines, failed === 0 ? `PASS (${results.length} tests)` : `FAIL (${failed} of ${results.length})`].join(
    '\n',
  );
}
