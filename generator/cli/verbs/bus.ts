import { relative } from 'node:path';
import { Command, Option } from 'commander';
import { design, generateOnBus, simulateBus } from '../../api.js';
import { BUSES, type Bus } from '../../arch/registers.js';
import { SHIPPED } from '../../config/defaults.js';
import { generated } from '../../emit/generated.js';
import { busModule, designRegisters } from '../../emit/wrappers/bus.js';
import { registersTable } from '../../emit/wrappers/bus-manual.js';
import type { BusTest } from '../../simulate/wrappers/bus.js';
import { USUAL_BUS_WINDOWS } from '../../simulate/wrappers/design.js';
import { UserError } from '../../support/errors.js';
import { log } from '../../support/progress.js';
import { setupCommand } from '../../support/roots.js';
import { fragmentsGiven } from '../fragments.js';
import { clockOption, designOption, fragmentsOption, jsonOption, numberOption } from '../options.js';
import { print } from '../print.js';

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
  clockMhz: number;
  force?: boolean;
  table?: boolean;
  check?: boolean;
  tests?: string;
  fragments?: number;
  data?: string;
  json?: boolean;
}

/** `bitbeat bus`: a design as a slave of AXI or Wishbone, with its software. */
export function busCommand(): Command {
  return new Command('bus')
    .description('put a design on AXI or Wishbone: Verilog, C driver, table of registers')
    .addOption(designOption().makeOptionMandatory())
    .addOption(new Option('--bus <name>', 'bus').choices(BUSES))
    .option('--out <dir>', 'folder to generate into')
    .addOption(clockOption())
    .option('--force', 'overwrite generated files that were edited since')
    .option('--table', 'print the table of registers (of both buses without --bus) and write nothing')
    .option('--check', 'play the design on its bus against foreign bus clients')
    .option('--tests <regex>', 'with --check: only the tests whose name matches')
    .addOption(numberOption(USUAL_BUS_WINDOWS, USUAL_BUS_WINDOWS))
    .addOption(fragmentsOption())
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options, command: Command) => {
      const { bus, out, force, tests, json, clockMhz: clockMHz } = options;
      const built = design(options.design);
      if (options.table) {
        const registers = designRegisters(generated(built.design, built.hardware), bus ?? null);
        return print(json, registers, () => registersTable(registers));
      }
      if (bus === undefined)
        throw new UserError({
          where: '--bus',
          message: 'missing',
          allowed: BUSES.join(', '),
          fix: `--bus ${BUSES[0]}`,
        });
      const module = busModule(built.design.name, bus);
      const made = (folder: string) => ({
        design: built.design.name,
        bus,
        module,
        folder: relative('.', folder) || '.',
      });
      const told = ({ folder }: { folder: string }) => `generated ${module} into ${folder}`;
      if (!options.check) {
        const found = made(generateOnBus(built, bus, { out, force, clockMHz }));
        return print(json, found, () => told(found));
      }
      const { model, hopSamples: hop } = built.hardware;
      const done = await simulateBus(built, bus, {
        ...{ out, force, tests, clockMHz, progress: log },
        windows: async (usual) => (await fragmentsGiven(model, options, command, { usual, hop })).set,
      });
      const pass = done.tests.every(({ outcome }) => outcome !== 'failed');
      const found = { ...made(done.folder), tests: done.tests, pass };
      print(json, found, () => `${told(found)}\n${report(done.tests)}`);
      if (!pass) process.exitCode = 1;
    });
}

function report(results: readonly BusTest[]): string {
  const lines = results.map(({ name, outcome, message }) => `${outcome}  ${name}${message ? `: ${message}` : ''}`);
  const failed = results.filter(({ outcome }) => outcome === 'failed').length;
  return [...lines, failed === 0 ? `PASS (${results.length} tests)` : `FAIL (${failed} of ${results.length})`].join(
    '\n',
  );
}
