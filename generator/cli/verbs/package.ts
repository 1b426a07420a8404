import { join, relative } from 'node:path';
import { Command, Option } from 'commander';
import { type BuiltDesign, buildDesign } from '../../arch/built-design.js';
import { designFolder, referenceOf } from '../../config/design.js';
import { findBoard } from '../../devices/devices.js';
import { version } from '../../emit/render.js';
import { designTree, sha256, type Tree } from '../../emit/tree.js';
import { bitstreamTree } from '../../emit/wrappers/board.js';
import { packageTree } from '../../emit/wrappers/package.js';
import { treeHash, writeTree } from '../../emit/write-tree.js';
import { measuredAccuracy } from '../../report/accuracy.js';
import { BOARD_RESULTS, readBoardResults } from '../../report/board-results.js';
import type { MeasuredResources } from '../../report/datasheet/measured.js';
import { datasheet } from '../../report/datasheet.js';
import { RESULTS_FOLDER, readResults } from '../../report/results.js';
import { grouped } from '../../report/table.js';
import { SIMULATORS, type SimulatorName } from '../../simulate/simulators.js';
import { type PackageRun, simulatePackage } from '../../simulate/wrappers/package.js';
import { packageVectors } from '../../simulate/wrappers/package-fragments.js';
import { tell } from '../../support/progress.js';
import { isPlain } from '../../support/run-tool.js';
import { inTemporary } from '../../support/staging.js';
import { fusesocBoards } from '../../synth/fusesoc.js';
import { count, designOption } from '../options.js';

/** Cycles behind the first sample that the diagrams may show, and the seed of the pauses in the one that shows pauses. */
const SHOWN = 16;
const PAUSES = 1;

const EXAMPLE = `
Examples:
  $ bitbeat package --design ecg17-small-folded
  $ bitbeat package --design configs/ecg17.json --out my-ip --fragments 5
  $ fusesoc --cores-root build/ecg17-small-folded-package run --target=sim bitbeat:ip:ecg17_small_folded

The folder (build/<design>-package if not given) holds the Verilog, memory images, a bench that judges by itself with its
vectors, a cocotb test, a FuseSoC core file and DATASHEET.md. The bench has passed before anything is written.`;

interface Options {
  design: string;
  out?: string;
  simulator: SimulatorName;
  data?: string;
  fragments: number;
  force?: boolean;
}

/** `bitbeat package`: a design as an IP package with its data sheet. */
export function packageCommand(): Command {
  return new Command('package')
    .description('write a design as an IP package: FuseSoC core, benches, data sheet')
    .addOption(designOption().makeOptionMandatory())
    .option('--out <dir>', 'folder of the package')
    .addOption(
      new Option('--simulator <name>', 'simulator that the package is tried with')
        .choices(SIMULATORS)
        .default('verilator'),
    )
    .option('--data <dir|file>', 'folder of class folders, or header of a WFDB record; built-in signals if not given')
    .option('--fragments <n>', 'fragments in the vectors', count(1, 100_000), 2)
    .option('--force', 'overwrite generated files that were edited since')
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options) => {
      const built = buildDesign(options.design);
      const folder = options.out ?? designFolder(`${built.design.name}-package`);
      const { tree, runs, vlnv } = await makePackage(built, options);
      writeTree(folder, built.design.name, tree, options.force ?? false);
      console.log(report(relative('.', folder) || '.', vlnv, runs));
    });
}

/** The files of a package. Its bench has passed; nothing is written. */
export async function makePackage(
  built: BuiltDesign,
  { simulator, data, fragments: count }: Pick<Options, 'simulator' | 'data' | 'fragments'>,
): Promise<{ tree: Tree; runs: PackageRun[]; vlnv: string }> {
  const { design, hardware } = built;
  const { source, files, fragments } = packageVectors(hardware, data, count);
  const core = designTree(design, hardware);
  const identity = {
    version: version(),
    modelHash: sha256(core.get('model.alq.json')!),
    configurationHash: sha256(core.get('design.json')!),
    copyright: design.copyright ?? '',
    command: `npx bitbeat package --design ${referenceOf(design)}`,
  };
  const boards = fusesocBoards(design, hardware);
  const { tree, view } = packageTree(hardware, identity, core, {
    vendor: design.vendor,
    vectors: files,
    fragments,
    boards,
  });

  tell(`simulating the package of ${design.name} with ${simulator}`);
  const runs = await inTemporary('package', async (parent) => {
    const folder = join(parent, 'package');
    writeTree(folder, design.name, tree, false);
    const { timeout } = view;
    return simulatePackage(folder, view, {
      simulator,
      runs: [
        { fragments: count, ports: SHOWN, timeout },
        { fragments: 1, ports: SHOWN, stall: PAUSES, timeout },
      ],
    });
  });
  const sheet = await datasheet({
    hardware,
    view,
    tree,
    source,
    runs: { steady: runs[0]!, paused: runs[1]! },
    accuracy: measuredAccuracy(design.model),
    measured: measuredResources(built, core),
  });
  for (const [path, text] of sheet) tree.set(path, text);
  return { tree, runs, vlnv: view.vlnv };
}

/** What is committed of results, of these very files: any other would be of another version of the design. */
function measuredResources({ design, hardware }: BuiltDesign, core: Tree): MeasuredResources {
  const ofDesign = <T extends { design: string }>(results: readonly T[]) =>
    results.filter((result) => result.design === design.name);
  const onBoard = (name: string) => treeHash(bitstreamTree(design, hardware, findBoard(name, BOARD_RESULTS)));
  return {
    synthesis: ofDesign(readResults(RESULTS_FOLDER))
      .flatMap(({ synthesis }) => synthesis)
      .filter(({ tree }) => tree === treeHash(core)),
    boards: ofDesign(readBoardResults(BOARD_RESULTS)).filter(({ board, tree }) => tree === onBoard(board)),
  };
}

function report(folder: string, vlnv: string, [steady, paused]: PackageRun[]): string {
  // As one word of a shell, for whoever copies the command.
  const word = isPlain(folder) ? folder : `'${folder.replaceAll("'", "'\\''")}'`;
  return [
    `${steady!.tool}: ${steady!.fragments} fragments, ${grouped(steady!.values)} values compared and every cycle as predicted;`,
    `with pauses on both ports: ${paused!.fragments} fragment, ${grouped(paused!.values)} values compared`,
    '',
    `wrote ${folder} (${vlnv}); its data sheet is DATASHEET.md`,
    '',
    `fusesoc --cores-root ${word} run --target=lint ${vlnv}`,
    `fusesoc --cores-root ${word} run --target=sim ${vlnv}`,
  ].join('\n');
}
