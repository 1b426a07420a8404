import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ArchitectureName } from '../../arch/architecture.js';
import { ARCHITECTURE_NAMES } from '../../arch/architectures.js';
import { buildHardware } from '../../arch/build.js';
import { type BuiltDesign, buildDesign } from '../../arch/built-design.js';
import { isEndless } from '../../arch/endless.js';
import { pickFragments } from '../../data/open.js';
import { subset, windowCodes } from '../../data/signal-set.js';
import { openGenerated } from '../../emit/design-folder.js';
import { generated } from '../../emit/generated.js';
import type { Tree } from '../../emit/tree.js';
import { Interpreter } from '../../model/interpreter.js';
import { bareDesign } from '../fuzz/designs.js';
import { planOf } from '../fuzz/fuzz.js';
import { randomFragments, realise } from '../fuzz/random-model.js';
import { type Trial, trialTree } from './candidates.js';

/** Networks of `bitbeat fuzz` with this seed; `make test` simulates the first of them. */
const NETWORK_SEED = 1;

/** Of those, small ones that come first, and further ones that show what none of these does. */
const NETWORKS: Record<ArchitectureName, readonly number[]> = {
  stream: [0, 1, 2, 3, 4, 5, 6, 8, 29],
  folded: [0, 1, 2, 3, 4, 5, 6, 9, 24, 49],
};

/** Both architectures; engines of every kind, wide weight words, single-port RAMs of all their addresses, and parity. */
export const TRIAL_DESIGNS = [
  'test/goldens/tiny.json',
  'test/goldens/tiny-folded.json',
  'sim/mutation/single.json',
  'sim/mutation/spram.json',
  'sim/mutation/sprams.json',
  'sim/mutation/passes.json',
  'sim/mutation/passes-long.json',
  // Alphas of one bit and of two.
  'sim/mutation/ones.json',
  'sim/mutation/threes.json',
  'sim/mutation/frozen.json',
  'sim/mutation/further.json',
  'sim/mutation/rest.json',
  'sim/mutation/deep.json',
  'sim/mutation/wide.json',
  'sim/mutation/wides.json',
  'sim/mutation/wider.json',
  'sim/mutation/widest.json',
  'sim/mutation/full.json',
  'sim/mutation/channels.json',
  'sim/mutation/ports.json',
  'sim/mutation/edge.json',
  'sim/mutation/ends.json',
  'sim/mutation/long.json',
  'sim/mutation/gaps.json',
  'sim/mutation/graph.json',
  'sim/mutation/branches.json',
  'sim/mutation/heads.json',
  'sim/mutation/outputs.json',
  'sim/mutation/tables.json',
  'sim/mutation/endless.json',
  'sim/mutation/pooled.json',
  'sim/mutation/joins.json',
  'sim/mutation/alike.json',
  'sim/mutation/line.json',
];

/** Most fragments for a design that is named, and those that they are picked from. */
const FRAGMENTS = 4;

const DRAWN = 300;

/** About as many cycles a simulation of them takes at most; one fragment at least. */
const CYCLES = 16_000;

/** What mutants are tried on: designs by name or file, generated folders as they lie there, random networks of each architecture. */
export interface TrialChoice {
  design: readonly string[];
  rtl: readonly string[];
  networks: number;
  architecture: ArchitectureName | 'both';
}

export function openTrials({ design, rtl, networks, architecture }: TrialChoice): Trial[] {
  const given = design.map((name) => {
    const built = buildDesign(name);
    return trialOf(built, trialTree(generated(built.design, built.hardware).tree));
  });
  const lying = rtl.map((folder) => trialOf(openGenerated(folder), trialTree(readTree(folder))));
  const architectures = architecture === 'both' ? ARCHITECTURE_NAMES : [architecture];
  const drawn = architectures.flatMap((name) =>
    NETWORKS[name].slice(0, networks).map((index): Trial => {
      const plan = planOf(NETWORK_SEED, index);
      const network = realise(plan);
      const own = bareDesign(network, plan, name);
      const hardware = buildHardware(own, network.model, 'random network');
      const tree = trialTree(generated(own, hardware).tree);
      return { name: `${name}-${index}`, design: own, hardware, tree, set: network.set, stall: plan.stall };
    }),
  );
  return [...given, ...lying, ...drawn];
}

function trialOf({ design, hardware }: BuiltDesign, tree: Tree): Trial {
  const { input } = hardware.model;
  const interpreter = new Interpreter(hardware.model);
  const many = randomFragments(input, DRAWN, NETWORK_SEED);
  const labels = many.names.map((_, i) => interpreter.classify(windowCodes(many, i)));
  // Of all classes that come about: a class that never changes hides what is wrong with it.
  const count = isEndless(hardware) ? 1 : Math.max(1, Math.min(FRAGMENTS, Math.floor(CYCLES / hardware.latencyCycles)));
  // One alone is noise.
  const set =
    count === 1
      ? subset(many, [0])
      : pickFragments({ ...many, targets: { kind: 'classes', names: hardware.model.classes, labels } }, count);
  return { name: design.name, design, hardware, tree, set, stall: NETWORK_SEED };
}

/** What is simulated of a generated folder. */
function readTree(folder: string): Tree {
  const paths = ['rtl', 'mem', 'tb'].flatMap((part) =>
    readdirSync(join(folder, part))
      .sort()
      .map((file) => `${part}/${file}`),
  );
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}
