import { relative } from 'node:path';
import { Command, Option } from 'commander';
import { BUSES, type Bus } from '../arch/registers.js';
import { designFolder } from '../config/design.js';
import { UserError } from '../config/errors.js';
import { busModule, busTree, designRegisters } from '../emit/bus.js';
import { registersTable } from '../emit/bus-manual.js';
import { writeTree } from '../emit/write-tree.js';
import { buildDesign } from './designs.js';

const EXAMPLE = `
Examples:
  $ bitbeat bus --design ecg17-small-folded --bus axi
  $ bitbeat bus --design ecg17-small-folded --bus wishbone --out my-core
  $ bitbeat bus --design ecg17-small-folded --table

The folder (build/<design>-<bus> if not given) holds the design and its wrapper (rtl/, mem/), C header and driver (sw/) and
the table of its registers (registers.md).`;

interface Options {
  design: string;
  bus?: Bus;
  out?: string;
  force?: boolean;
  table?: boolean;
}

/** `bitbeat bus`: a design as a slave of AXI or Wishbone, with its software. */
export function busCommand(): Command {
  return new Command('bus')
    .description('put a design on AXI or Wishbone: Verilog, C driver, table of registers')
    .requiredOption('--design <name|file>', 'design: configs/<name>.json, or a file')
    .addOption(new Option('--bus <name>', 'bus').choices(BUSES))
    .option('--out <dir>', 'folder to generate into')
    .option('--force', 'overwrite generated files that were edited since')
    .option('--table', 'print the table of registers (of both buses without --bus) and write nothing')
    .addHelpText('after', EXAMPLE)
    .action((options: Options) => {
      const { design, hardware } = buildDesign(options.design);
      if (options.table) {
        console.log(registersTable(designRegisters(design, hardware, options.bus ?? null)));
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
      const folder = options.out ?? designFolder(`${design.name}-${bus}`);
      writeTree(folder, design.name, busTree(design, hardware, bus), options.force ?? false);
      console.log(`generated ${busModule(design.name, bus)} into ${relative('.', folder) || '.'}`);
    });
}
