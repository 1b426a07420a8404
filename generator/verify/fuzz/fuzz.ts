import { mkdirSync, rmSync } from 'node:fs';
import type { ArchitectureName } from '../../arch/architecture.js';
import { buildHardware } from '../../arch/build.js';
import type { Hardware } from '../../arch/hardware.js';
import type { Design } from '../../config/design.js';
import { type Ports, RESET_STYLES } from '../../config/ports.js';
import type { SignalSet } from '../../data/signal-set.js';
import { generated } from '../../emit/generated.js';
import type { Tree } from '../../emit/tree.js';
import { treeHash, writeTree } from '../../emit/write-tree.js';
import { parseIntegerModel, printIntegerModel } from '../../model/file.js';
import type { IntegerNetwork } from '../../model/integer-model.js';
import { simulate } from '../../simulate/simulate.js';
import type { SimulatorName } from '../../simulate/simulators.js';
import { random } from '../../support/random.js';
import { bareDesign, planned } from './designs.js';
import { CORNER_NAMES, type Corner, type Plan, simplerPlans } from './plan.js';
import { drawPlan, fragmentsOf, type RandomNetwork, realiseAny, withCorner } from './random-model.js';

/** One network on one architecture. */
export interface FuzzCase {
  seed: number;
  index: number;
  architecture: ArchitectureName;
  simulator: SimulatorName;
  /** Asked of all cases; undefined: `usualCorner`. */
  corner?: Corner | undefined;
}

export interface FuzzResult {
  /** `identityOf` the plan: a result counts while it is the same. */
  identity: string | null;
  /** Values compared, both runs. */
  values: number;
  /** Cycles of the first fragment. */
  cycles: number;
  /** In words; empty when all passed. */
  failures: string[];
}

/** Every eighth case is larger and goes to Verilator; compiling takes seconds there, in Icarus no time. */
const LARGE_EVERY = 8;
const CYCLES = { small: 1200, large: 12_000 };

const isLarge = (index: number) => index % LARGE_EVERY === LARGE_EVERY - 1;

/** The simulator of a case, unless one is asked for. */
export const usualSimulator = (index: number): SimulatorName => (isLarge(index) ? 'verilator' : 'icarus');

const cyclesOf = (index: number) => (isLarge(index) ? CYCLES.large : CYCLES.small);

/** The plain plan of a number; equal seeds and indices give equal plans. */
export const planOf = (seed: number, index: number): Plan => drawPlan(generatorOf(seed, index), cyclesOf(index));

// Neighbouring seeds of the generator begin alike; a multiplier without a pattern sets them apart.
const generatorOf = (seed: number, index: number) =>
  random((Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) >>> 0);

/** Every fourth case has a corner besides, one after the other. */
const CORNER_EVERY = 4;

const usualCorner = (index: number): Corner | undefined =>
  index % CORNER_EVERY === 1 ? CORNER_NAMES[Math.floor(index / CORNER_EVERY) % CORNER_NAMES.length] : undefined;

/** The plan of a case: the plain one of its number, with its corner, whose numbers are drawn apart. */
export function casePlan({
  seed,
  index,
  corner = usualCorner(index),
}: Omit<FuzzCase, 'architecture' | 'simulator'>): Plan {
  const plain = planOf(seed, index);
  return corner === undefined ? plain : withCorner(plain, corner, generatorOf(~seed, index), cyclesOf(index));
}

/** A plan's design with its options, and what is simulated of it. */
export interface FuzzDesign {
  design: Design;
  hardware: Hardware;
  tree: Tree;
  /** The network's fragments; windows of one signal where the engine takes work over from the window before. */
  set: SignalSet;
}

/** The design of a plan's network with the plan's options, each as far as the architecture has it and the network lets it. */
export function designOf(
  network: RandomNetwork<IntegerNetwork>,
  plan: Plan,
  architecture: ArchitectureName,
): FuzzDesign {
  const whole = planned(architecture).withOptions(bareDesign(network, plan, architecture), network, plan);
  const ports: Ports = { registered: plan.registered > 0, reset: RESET_STYLES[plan.reset]! };
  const design: Design = {
    ...whole,
    ...(plan.parity === 0 ? {} : { parity: true }),
    ...(ports.registered || plan.reset > 0 ? { ports } : {}),
  };
  const hardware = buildHardware(design, network.model, WHERE);
  const { hopSamples } = hardware;
  const set = hopSamples === undefined ? network.set : fragmentsOf(plan, network.model, hopSamples);
  return { design, hardware, tree: generated(design, hardware).tree, set };
}

const WHERE = 'random network';

/** What a plan comes to: its generated files, fragments and pauses; null where it cannot be generated, a failure itself. */
export function identityOf(plan: Plan, architecture: ArchitectureName): string | null {
  try {
    const { tree, set } = designOf(realiseAny(plan), plan, architecture);
    return [treeHash(tree), plan.stall, ...set.hashes].join(' ');
  } catch {
    return null;
  }
}

/**
 * Generates a plan's network into `folder` and simulates it twice, with ports that never pause (every value and every
 * cycle) and with ports that pause at random (every value). Whatever throws is a failure too.
 */
export async function runPlan(
  plan: Plan,
  architecture: ArchitectureName,
  simulator: SimulatorName,
  folder: string,
): Promise<FuzzResult> {
  const result: FuzzResult = { identity: identityOf(plan, architecture), values: 0, cycles: 0, failures: [] };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    const network = realiseAny(plan);
    parseIntegerModel(printIntegerModel(network.model), WHERE);
    const { design, hardware, tree, set } = designOf(network, plan, architecture);
    writeTree(folder, design.name, tree, false);
    const stimuli = { set };
    for (const stall of [0, plan.stall]) {
      const settings = { folder, simulator, stimuli, stall, processes: 1, quick: true, waves: false };
      const verdict = await simulate(hardware, settings);
      result.failures.push(...verdict.failures);
      if (stall === 0) result.cycles = verdict.cyclesCounted;
      result.values += [...verdict.layers, verdict.class, verdict.labels, verdict.step].reduce(
        (sum, one) => sum + (one?.values ?? 0),
        0,
      );
    }
  } catch (error) {
    result.failures.push((error as Error).message);
  }
  return result;
}

/** What kind of failure it is: a smaller network must fail the same way. */
function kindOf({ failures }: FuzzResult): string {
  const [first] = failures;
  if (first === undefined) return 'none';
  if (/values differ|values came|no score came/.test(first)) return 'values';
  if (/parity/.test(first)) return 'parity';
  return /cycle/.test(first) ? 'cycles' : 'error';
}

/** Simulations that shrinking may take. */
const SHRINK_LIMIT = 300;

/**
 * Makes a failing plan smaller as long as it fails the same way. `path` holds the numbers of the steps taken so far among
 * `simplerPlans`, and is told after each step, so that an interrupted search goes on from there.
 */
export async function shrink(
  plan: Plan,
  path: readonly number[],
  { architecture, simulator }: Pick<FuzzCase, 'architecture' | 'simulator'>,
  folder: string,
  told: (path: readonly number[], result: FuzzResult) => void,
): Promise<{ plan: Plan; path: number[]; result: FuzzResult }> {
  let at = follow(plan, path);
  let steps = [...path];
  let result = await runPlan(at, architecture, simulator, folder);
  const kind = kindOf(result);
  let next = 0;
  for (let runs = 0; runs < SHRINK_LIMIT; ) {
    const candidates = simplerPlans(at);
    let taken = -1;
    for (let i = 0; i < candidates.length && runs < SHRINK_LIMIT; i++) {
      const index = (next + i) % candidates.length;
      const tried = candidates[index]!;
      const identity = identityOf(tried, architecture);
      const same = identity !== null && identity === identityOf(at, architecture);
      const outcome = same ? result : await runPlan(tried, architecture, simulator, folder);
      if (!same) runs++;
      if (kindOf(outcome) !== kind) continue;
      taken = index;
      at = tried;
      result = outcome;
      break;
    }
    if (taken < 0) break;
    steps = [...steps, taken];
    next = taken;
    told(steps, result);
  }
  // What lies in the folder is the smallest network that fails.
  return { plan: at, path: steps, result: await runPlan(at, architecture, simulator, folder) };
}

/** The plan that steps of `shrink` lead to. */
export function follow(plan: Plan, path: readonly number[]): Plan {
  return path.reduce((at, step) => simplerPlans(at)[step] ?? at, plan);
}
