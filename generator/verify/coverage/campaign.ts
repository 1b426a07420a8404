import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ARCHITECTURE_NAMES } from '../../arch/architectures.js';
import { defaults } from '../../config/defaults.js';
import { projectFile } from '../../emit/render.js';
import { writeTree } from '../../emit/write-tree.js';
import { log } from '../../support/progress.js';
import { sourceFile } from '../../support/roots.js';
import { inTemporary } from '../../support/staging.js';
import { moduleFiles } from '../formal/formal.js';
import { designOf, planOf } from '../fuzz/fuzz.js';
import { realise } from '../fuzz/random-model.js';
import { cover } from './coverage.js';
import { type Coverage, parseWaivers, type Uncovered, uncoveredLines } from './points.js';

export const COVERAGE_WAIVERS = 'sim/coverage/waivers';

/**
 * Of both architectures; the others reach what neither model has: groups of several tables, positions that no output needs, and
 * the largest of several lanes.
 */
export const COVERAGE_DESIGNS = [
  ...[...defaults().verify.coverage, 'test/goldens/tiny-folded.json'],
  ...['sim/mutation/further.json', 'sim/mutation/wides.json'],
];

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
        log(`coverage: random network ${index} of ${networks}, ${architecture}`);
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
