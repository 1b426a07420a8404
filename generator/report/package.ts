import { join } from 'node:path';
import type { BuiltDesign } from '../arch/built-design.js';
import { findBoard } from '../devices/devices.js';
import type { SampleClock } from '../emit/flows/clocks.js';
import { type Generated, generated } from '../emit/generated.js';
import type { Tree } from '../emit/tree.js';
import { bitstreamTree } from '../emit/wrappers/board.js';
import { packageTree } from '../emit/wrappers/package.js';
import { treeHash, writeTree } from '../emit/write-tree.js';
import type { SimulatorName } from '../simulate/simulators.js';
import { type PackageRun, simulatePackage } from '../simulate/wrappers/package.js';
import { packageVectors } from '../simulate/wrappers/package-fragments.js';
import { log } from '../support/progress.js';
import { inTemporary } from '../support/staging.js';
import { fusesocBoards } from '../synth/fusesoc.js';
import { measuredAccuracy } from './accuracy.js';
import { BOARD_RESULTS, readBoardResults } from './board-results.js';
import type { MeasuredResources } from './datasheet/measured.js';
import { datasheet } from './datasheet.js';
import { RESULTS_FOLDER, readResults } from './results.js';

/** Cycles behind the first sample that the diagrams may show, and the seed of the pauses in the one that shows pauses. */
const SHOWN = 16;
const PAUSES = 1;

export interface PackageSettings {
  simulator: SimulatorName;
  /** Folder or record of the vectors' fragments; undefined: built-in signals. */
  data?: string | undefined;
  fragments: number;
  /** Clock that constraints ask for, MHz; what every flow takes if not given. */
  clockMHz?: number | undefined;
  /** A clock of their own for samples. */
  sampleClock?: SampleClock | undefined;
}

/** The files of a package. Its bench has passed; nothing is written. */
export async function makePackage(
  built: BuiltDesign,
  { simulator, data, fragments: count, clockMHz, sampleClock }: PackageSettings,
): Promise<{ tree: Tree; runs: PackageRun[]; vlnv: string }> {
  const { design, hardware } = built;
  const { source, files, fragments } = packageVectors(hardware, data, count);
  const core = generated(design, hardware);
  const { tree, view } = packageTree(core, {
    vectors: files,
    fragments,
    boards: fusesocBoards(core),
    clockMHz,
    sampleClock,
  });

  log(`simulating the package of ${design.name} with ${simulator}`);
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
    instances: core.interface.instances,
    view,
    tree,
    source,
    runs: { steady: runs[0]!, paused: runs[1]! },
    accuracy: measuredAccuracy(design.model),
    measured: measuredResources(core),
  });
  for (const [path, text] of sheet) tree.set(path, text);
  return { tree, runs, vlnv: view.vlnv };
}

/** What is committed of results, of these very files: any other would be of another version of the design. */
export function measuredResources(core: Generated): MeasuredResources {
  const ofDesign = <T extends { design: string }>(results: readonly T[]) =>
    results.filter((result) => result.design === core.design.name);
  const onBoard = (name: string) => treeHash(bitstreamTree(core, findBoard(name, BOARD_RESULTS)));
  return {
    synthesis: ofDesign(readResults(RESULTS_FOLDER))
      .flatMap(({ synthesis }) => synthesis)
      .filter(({ tree }) => tree === treeHash(core.tree)),
    boards: ofDesign(readBoardResults(BOARD_RESULTS)).filter(({ board, tree }) => tree === onBoard(board)),
  };
}
