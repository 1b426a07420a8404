import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ARCHITECTURE_NAMES } from '../../arch/architectures.js';
import { buildDesign } from '../../arch/built-design.js';
import { defaults } from '../../config/defaults.js';
import { generated } from '../../emit/generated.js';
import { projectFile } from '../../emit/render.js';
import { writeTree } from '../../emit/write-tree.js';
import { log } from '../../support/progress.js';
import { sourceFile } from '../../support/roots.js';
import { inTemporary } from '../../support/staging.js';
import { moduleFiles } from '../formal/formal.js';
import { designOf, planOf } from '../fuzz/fuzz.js';
import { realise } from '../fuzz/random-model.js';
import { playedMonitor } from '../monitor-signal.js';
import { cover, coverMonitor } from './coverage.js';
import { type Coverage, parseWaivers, type Uncovered, uncoveredLines } from './points.js';

export const COVERAGE_WAIVERS = 'sim/coverage/waivers';

/**
 * Of both architectures and all kinds of engines, with parity and single-port RAMs. Some reach what no other does: groups of
 * several tables, positions that no output needs, and the largest of several lanes.
 */
export const COVERAGE_DESIGNS = [
  ...defaults().verify.coverage,
  // Several lanes, one lane, lanes of all taps.
  ...['test/goldens/tiny.json', 'sim/mutation/single.json', 'sim/mutation/wide.json'],
  // Lookups of two taps and of four; of one, in random networks.
  ...['test/goldens/tiny-folded.json', 'sim/mutation/spram.json', 'sim/mutation/sprams.json'],
  // Products of passes.
  'sim/mutation/passes.json',
  ...['sim/mutation/further.json', 'sim/mutation/wides.json', 'sim/mutation/ports.json'],
  // Branches and joins, scores of each step.
  ...['sim/mutation/graph.json', 'sim/mutation/branches.json', 'sim/mutation/outputs.json'],
  // Tables of several groups, and a signal without an end.
  ...['sim/mutation/tables.json', 'sim/mutation/endless.json'],
];

/** Of which the wrapper for a continuing signal is simulated too: labels, guard, several channels, shared windows. */
const MONITORS = ['sim/mutation/said.json', 'sim/mutation/channels.json', 'sim/mutation/shared.json'];

const SEED = 1;

/** Of each architecture. */
export const COVERAGE_NETWORKS = 8;

export async function coverNetworks(networks: number, coverage: Coverage): Promise<string[]> {
  return inTemporary('networks', async (parent) => {
    const failures: string[] = [];
    for (let index = 0; index < networks; index++) {
      const plan = planOf(SEED, index);
      const network = realise(plan);
      for (const architecture of ARCHITECTURE_NAMES) {
        log(`coverage: random network ${index} of ${networks}, ${architecture}`, index / networks);
        const { design, hardware, tree, set } = designOf(network, plan, architecture);
        const folder = join(parent, `${architecture}-${index}`);
        writeTree(folder, design.name, tree, false);
        const failed = await cover(folder, hardware, set, coverage);
        failures.push(...failed.map((failure) => `random network ${index}, ${architecture}: ${failure}`));
      }
    }
    return failures;
  });
}

/** Wrappers for a continuing signal, with samples too early, gaps and clears. */
export async function coverMonitors(coverage: Coverage): Promise<string[]> {
  const failures: string[] = [];
  for (const file of MONITORS) {
    log(`coverage: monitor of ${file}`);
    const { design, hardware } = buildDesign(file);
    const { core, monitor, events } = playedMonitor(design, hardware);
    const failed = await inTemporary('monitor', (folder) => {
      writeTree(folder, design.name, generated(core, hardware).tree, false);
      return coverMonitor(folder, monitor, events, coverage);
    });
    failures.push(...failed.map((failure) => `monitor of ${file}: ${failure}`));
  }
  return failures;
}

interface ModuleCoverage {
  module: string;
  lines: number;
  linesReached: number;
  bits: number;
  bitsToggled: number;
}

export interface CoverageResult {
  pass: boolean;
  modules: ModuleCoverage[];
  uncovered: Uncovered[];
  /** Modules that no simulated design has. */
  absent: string[];
  failures: string[];
}

/** `all`: what was simulated is meant to take every branch. */
export function judged(coverage: Coverage, failures: string[], all: boolean): CoverageResult {
  const files = moduleFiles();
  const sources = new Map([...files].map(([module, path]) => [module, projectFile(path)]));
  // Generated tops hold instances alone.
  const datapath: Coverage = new Map([...coverage].filter(([, { module }]) => files.has(module)));
  const uncovered = uncoveredLines(
    datapath,
    sources,
    parseWaivers(readFileSync(sourceFile(COVERAGE_WAIVERS), 'utf8'), COVERAGE_WAIVERS),
  );
  const points = [...datapath.values()];
  const modules = [...files.keys()]
    .filter((module) => points.some((point) => point.module === module))
    .map((module) => {
      const own = (kind: string) => points.filter((point) => point.module === module && point.kind === kind);
      const reached = (kind: string) => own(kind).filter(({ count }) => count > 0).length;
      return {
        module,
        lines: own('line').length,
        linesReached: reached('line'),
        bits: own('toggle').length,
        bitsToggled: reached('toggle'),
      };
    });
  const absent = [...files.keys()].filter((module) => !modules.some((m) => m.module === module));
  const reached = !all || uncovered.every(({ waived }) => waived !== null);
  const pass = modules.length > 0 && failures.length === 0 && reached;
  return { pass, modules, uncovered, absent, failures };
}
