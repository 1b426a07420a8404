import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { z } from 'zod';
import { buildHardware } from '../../arch/architecture.js';
import { type BuiltDesign, buildDesign } from '../../arch/built-design.js';
import { pickFragments } from '../../data/open.js';
import { subset, windowCodes } from '../../data/signal-set.js';
import { openGenerated } from '../../emit/design-folder.js';
import { designTree, type Tree } from '../../emit/tree.js';
import { printJson } from '../../evaluate/print-json.js';
import { Interpreter } from '../../model/interpreter.js';
import { madeOn } from '../../report/check-results.js';
import { textTable } from '../../report/table.js';
import { tell } from '../../support/progress.js';
import { readJson } from '../../support/read-json.js';
import { refuseOutsideClone, sourceFile } from '../../support/roots.js';
import { writeStaged } from '../../support/write-staged.js';
import { ARCHITECTURE_NAMES, ARCHITECTURES, type ArchitectureName, planOf } from '../../verify/fuzz/fuzz.js';
import { randomFragments, realise } from '../../verify/fuzz/random-model.js';
import { drawDataMutants, drawMutants, type Trial, trialTree } from '../../verify/mutation/candidates.js';
import { type JudgedMutant, mutate } from '../../verify/mutation/mutate.js';
import { count, jsonOption, processesOption } from '../options.js';

const EXAMPLE = `
Examples:
  $ bitbeat mutate
  $ bitbeat mutate --design test/goldens/tiny.json --networks 0 --mutants 50
  $ bitbeat mutate --rtl build/tiny --networks 0

Changes the generated Verilog, and what it stores, in one place after the other; the simulation must notice each. Mutants
are drawn evenly from every module and tried on the designs named and on the first networks of bitbeat fuzz, in Icarus.
Survivors that sim/mutation/equivalent.json does not explain are listed; then the exit code is 1. What is judged is kept.`;

/** Networks of `bitbeat fuzz` with this seed; `make test` simulates the first of them. */
const NETWORK_SEED = 1;
/** Of those, small ones that come first, and further ones that show what none of these does. */
const NETWORKS: Record<ArchitectureName, readonly number[]> = {
  stream: [0, 1, 2, 3, 4, 5, 6, 8, 29],
  folded: [0, 1, 2, 3, 4, 5, 6, 9, 24],
};
/** Both architectures; engines of every kind, wide weight words, single-port RAMs of all their addresses, and parity. */
const DESIGNS = [
  'test/goldens/tiny.json',
  'test/goldens/tiny-folded.json',
  'sim/mutation/single.json',
  'sim/mutation/spram.json',
  'sim/mutation/sprams.json',
  'sim/mutation/frozen.json',
  'sim/mutation/further.json',
  'sim/mutation/rest.json',
  'sim/mutation/deep.json',
  'sim/mutation/wide.json',
  'sim/mutation/wides.json',
  'sim/mutation/wider.json',
  'sim/mutation/widest.json',
  'sim/mutation/full.json',
  'sim/mutation/ports.json',
  'sim/mutation/edge.json',
  'sim/mutation/ends.json',
  'sim/mutation/long.json',
  'sim/mutation/gaps.json',
];
/** Most fragments for a design that is named, and those that they are picked from. */
const FRAGMENTS = 4;
const DRAWN = 300;
/** About as many cycles a simulation of them takes at most; one fragment at least. */
const CYCLES = 16_000;

const equivalentSchema = z.array(
  z.strictObject({ module: z.string(), before: z.string(), after: z.string(), reason: z.string().min(1) }),
);

interface Options {
  design: string[];
  rtl: string[];
  networks: number;
  architecture: ArchitectureName | 'both';
  mutants: number;
  data: number;
  seed: number;
  processes: number;
  equivalent: string;
  out?: string;
  json?: boolean;
}

/** `bitbeat mutate`: whether the checks notice defects. */
export function mutateCommand(): Command {
  return new Command('mutate')
    .description('put defects into generated Verilog and see whether the simulation notices')
    .option('--design <name|file...>', 'designs to try on besides', DESIGNS)
    .option('--rtl <dir...>', 'generated folders to try on, as they lie there', [])
    .option('--networks <n>', 'random networks to try on', count(0), 9)
    .addOption(
      new Option('--architecture <name>', 'of the random networks')
        .choices([...ARCHITECTURE_NAMES, 'both'])
        .default('both'),
    )
    .option('--mutants <n>', 'changes of Verilog', count(1), 410)
    .option('--data <n>', 'changes of what is stored', count(0), 24)
    .option('--seed <n>', 'seed of the mutants', count(0), 1)
    .addOption(processesOption('mutants at once', availableParallelism()))
    .option('--equivalent <file>', 'mutants that change nothing, with reasons', 'sim/mutation/equivalent.json')
    .option('--out <file>', 'JSON file to write besides, if no defect is left unexplained')
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLE)
    .action(async (options: Options) => {
      if (options.design === DESIGNS) refuseOutsideClone('mutate without --design', 'it takes designs of the tests');
      const { seed, processes, equivalent } = options;
      const explained = existsSync(sourceFile(equivalent)) ? readJson(equivalent, equivalentSchema) : [];
      const trials = openTrials(options);
      const candidates = [
        ...drawMutants(trials, options.mutants, seed),
        ...drawDataMutants(trials, options.data, seed),
      ];
      const folder = join('build', 'mutation');
      // The quickest first.
      const cycles = ({ hardware, set }: Trial) => hardware.latencyCycles * set.names.length;
      trials.sort((a, b) => cycles(a) - cycles(b));
      const judged = await mutate({ trials, candidates, processes, folder, progress: tell });
      const result = summary(judged, explained, seed);
      console.log(options.json ? printJson(result).trimEnd() : report(result));
      if (!passed(result)) process.exitCode = 1;
      else if (options.out !== undefined) writeStaged(options.out, printJson(result));
    });
}

function openTrials({ design, rtl, networks, architecture }: Options): Trial[] {
  const given = design.map((name) => {
    const built = buildDesign(name);
    return trialOf(built, trialTree(designTree(built.design, built.hardware)));
  });
  const lying = rtl.map((folder) => trialOf(openGenerated(folder), trialTree(readTree(folder))));
  const architectures = architecture === 'both' ? ARCHITECTURE_NAMES : [architecture];
  const drawn = architectures.flatMap((name) =>
    NETWORKS[name].slice(0, networks).map((index): Trial => {
      const plan = planOf(NETWORK_SEED, index);
      const network = realise(plan);
      const own = ARCHITECTURES[name](network, plan);
      const hardware = buildHardware(own, network.model, 'random network');
      const tree = trialTree(designTree(own, hardware));
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
  const count = Math.max(1, Math.min(FRAGMENTS, Math.floor(CYCLES / hardware.latencyCycles)));
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

type Explained = z.infer<typeof equivalentSchema>;

function summary(judged: readonly JudgedMutant[], explained: Explained, seed: number) {
  const reasonOf = ({ module, before, after }: JudgedMutant) =>
    explained.find((e) => e.module === module && e.before === before && e.after === after)?.reason ?? null;
  const counted = (some: readonly JudgedMutant[]) => {
    const survived = some.filter(({ outcome }) => outcome === 'survived');
    const equivalent = survived.filter((mutant) => reasonOf(mutant) !== null).length;
    const killed = some.filter(({ outcome }) => outcome === 'killed').length;
    const invalid = some.filter(({ outcome }) => outcome === 'invalid').length;
    return { mutants: some.length, invalid, killed, equivalent, unexplained: survived.length - equivalent };
  };
  const names = [...new Set(judged.map(({ module }) => module))];
  return {
    ...madeOn(),
    seed,
    ...counted(judged),
    modules: names.map((name) => ({ module: name, ...counted(judged.filter(({ module }) => module === name)) })),
    survivors: judged
      .filter(({ outcome }) => outcome === 'survived')
      .map((mutant) => {
        const { module, line, operator, before, after } = mutant;
        return { module, line, operator, before, after, reason: reasonOf(mutant) };
      }),
  };
}

type Summary = ReturnType<typeof summary>;

/** Nothing is shown by mutants of which none compiles. */
const passed = ({ mutants, invalid, unexplained }: Summary) => mutants > invalid && unexplained === 0;

/** Killed among those that compile and change something. */
function rate({
  mutants,
  invalid,
  killed,
  equivalent,
}: Pick<Summary, 'mutants' | 'invalid' | 'killed' | 'equivalent'>): string {
  const counting = mutants - invalid - equivalent;
  return counting === 0 ? '-' : `${((100 * killed) / counting).toFixed(1)} %`;
}

function report(result: Summary): string {
  const rows = [...result.modules, { module: 'all', ...result }].map((row) => [
    row.module,
    row.mutants,
    row.invalid,
    row.killed,
    row.equivalent,
    row.unexplained,
    rate(row),
  ]);
  const table = textTable(
    ['module', 'mutants', 'do not compile', 'killed', 'equivalent', 'unexplained', 'kill rate'],
    rows,
  );
  const unexplained = result.survivors
    .filter(({ reason }) => reason === null)
    .map(
      ({ module, line, operator, before, after }) =>
        `survived: ${module}:${line} (${operator})\n  ${before}\n  ${after}`,
    );
  const none = result.mutants === result.invalid ? ['No mutant compiles: nothing was checked.'] : [];
  return [table, '', ...unexplained, ...none, passed(result) ? 'PASS' : 'FAIL'].join('\n');
}
