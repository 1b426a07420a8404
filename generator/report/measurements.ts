import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SHIPPED } from '../config/defaults.js';
import { readDesign } from '../config/design.js';
import { knownDesigns } from '../config/known-designs.js';
import { PART_NAMES } from '../devices/devices.js';
import { PROTOCOL_NAMES, type ProtocolName, WATCHING } from '../evaluate/protocol.js';
import { SWEEP_RESULTS } from '../synth/sweep/results.js';
import { BOARD_RESULTS, reportedBoards } from './board-results.js';
import { findRow, rowOf } from './board-rows.js';
import { checkFile, readCheck } from './check-results.js';
import { reportedDesigns } from './design-results.js';
import { currentDesign, fileOfDesign, hasKeptModel } from './freshness.js';
import {
  COMPARISON_KINDS,
  CONTINUOUS_FILES,
  type ComparisonKind,
  MODEL_FILES,
  type ModelFolder,
  readModelFolder,
} from './model-folder.js';
import { NETLIST_RESULTS, reportedNetlists } from './netlist-results.js';
import { POWER_RESULTS, readPower, reportedPower } from './power-results.js';
import { RESULTS_FOLDER } from './results.js';
import { reportedSweeps } from './sweep-results.js';
import { ifThere, leftSimulation, leftSynthesis } from './take-over.js';

/** One thing that is stale, or was never measured. */
export interface Measurement {
  kind: MeasurementKind;
  name: string;
  why: string;
  /** Command line of bitbeat. */
  command: string[];
  /** Why it cannot be measured here; null: it can. */
  blocked: string | null;
}

export const SWEEP_CONFIGS = 'configs/sweep';
const NEVER = 'not measured yet';
/** Enough for a steady figure of fragments a second. */
const FRAGMENTS = '100';
const DAY_MINUTES = '1440';

/** What of each kind is stale or missing; quick ones first, which is the order in which they are measured. */
const STALE = {
  simulation: () => ofDesigns('simulation'),
  synthesis: () => ofDesigns('synthesis'),
  boards,
  coverage: () => check('coverage', ['coverage', '--out', checkFile('coverage')]),
  power,
  netlist,
  formal: () => check('formal', ['formal']),
  mutation: () => check('mutation', ['mutate', '--out', checkFile('mutation')]),
  fuzz: () => check('fuzz', ['fuzz', '--minutes', DAY_MINUTES, '--out', checkFile('fuzz')]),
  sweep,
  evaluation: evaluations,
} satisfies Record<string, () => Measurement[]>;

export type MeasurementKind = keyof typeof STALE;
export const MEASUREMENT_KINDS = Object.keys(STALE) as MeasurementKind[];

/** All that is stale or missing, of these kinds. Throws UserError as the reports do. */
export function staleMeasurements(kinds: readonly MeasurementKind[]): Measurement[] {
  return MEASUREMENT_KINDS.filter((kind) => kinds.includes(kind)).flatMap((kind) => STALE[kind]());
}

/** Designs of the README, in `configs/` itself. */
export function readmeDesigns(): { name: string; file: string }[] {
  return knownDesigns().filter(({ file, from }) => dirname(file) !== 'configs/targets' && from === 'project');
}

function ofDesigns(kind: 'simulation' | 'synthesis'): Measurement[] {
  const reported = reportedDesigns(RESULTS_FOLDER);
  return readmeDesigns().flatMap(({ name, file }): Measurement[] => {
    const known = reported.find(({ design }) => design === name);
    const why = known === undefined ? NEVER : known.stale[kind];
    if (why === null) return [];
    const command =
      kind === 'simulation' ? ['simulate', '--design', name, '--fragments', FRAGMENTS] : ['synth', '--design', name];
    const { model } = readDesign(file);
    if (!hasKeptModel(file) && !existsSync(model))
      return [
        { kind, name, why, command, blocked: `${model} is not here: npx bitbeat import --model FILE --out ${model}` },
      ];
    // Measured in a run that was cut before the other part was there.
    const now = currentDesign(file, name);
    const left =
      kind === 'simulation' ? ifThere(() => leftSimulation(now, name)) : ifThere(() => leftSynthesis(now, name));
    return left === undefined ? [{ kind, name, why, command, blocked: null }] : [];
  });
}

function boards(): Measurement[] {
  return reportedBoards(BOARD_RESULTS).flatMap((result) => {
    const { board, stale } = result;
    if (stale === null) return [];
    const name = rowOf(result);
    const own = name === board ? [] : ['--design', findRow(name, BOARD_RESULTS).design];
    return [{ kind: 'boards', name, why: stale, command: ['bitstream', '--board', board, ...own], blocked: null }];
  });
}

function power(): Measurement[] {
  // Without results there is nothing to measure again.
  if (readPower(POWER_RESULTS).length === 0) return [];
  return reportedPower(POWER_RESULTS).flatMap(({ design, target, fragments, clockMHz, stale }) => {
    if (!stale) return [];
    const on = target === 'up5k' ? ['--part', target] : ['--library', target];
    const settings = ['--fragments', `${fragments}`, '--clock', `${clockMHz}`];
    const file = fileOfDesign(design, POWER_RESULTS) ?? design;
    return [
      {
        ...{ kind: 'power', name: `${design} on ${target}`, why: stale },
        ...{ command: ['power', '--design', file, ...on, ...settings], blocked: null },
      },
    ];
  });
}

function netlist(): Measurement[] {
  return reportedNetlists(NETLIST_RESULTS).flatMap(({ design, target, fragments, stale }) => {
    if (stale === null) return [];
    const on = [isPart(target) ? '--part' : '--board', target];
    const file = fileOfDesign(design, NETLIST_RESULTS) ?? design;
    const settings = ['--netlist', ...on, '--fragments', `${fragments}`, '--results', NETLIST_RESULTS];
    return [
      {
        ...{ kind: 'netlist', name: `${design} on ${target}`, why: stale },
        ...{ command: ['simulate', '--design', file, ...settings], blocked: null },
      },
    ];
  });
}

const isPart = (name: string) => (PART_NAMES as string[]).includes(name);

function check(name: 'fuzz' | 'mutation' | 'formal' | 'coverage', command: string[]): Measurement[] {
  const result = readCheck(name);
  const why = result === null ? NEVER : result.stale;
  return why === null ? [] : [{ kind: name, name: '', why, command, blocked: null }];
}

function sweep(): Measurement[] {
  return reportedSweeps(SWEEP_RESULTS, SWEEP_CONFIGS).flatMap(({ model, rows, missing = [] }) => {
    const config = join(SWEEP_CONFIGS, `${model}.json`);
    const stale = rows.flatMap(({ name, part, stale: why }) => (why ? [{ name, part, why }] : []));
    return [...stale, ...missing.map((point) => ({ ...point, why: NEVER }))]
      .filter(() => existsSync(config))
      .map(({ name, part, why }) => ({
        ...{ kind: 'sweep', name: `${model} ${name} on ${part}`, why, blocked: null },
        command: ['sweep', '--config', config, '--part', part, '--name', name],
      }));
  });
}

/** What makes the results of sliding monitors again, of a protocol that has them. */
function slidingOf({ name, continuous }: ModelFolder, kind: ProtocolName): string[] {
  const watching = WATCHING.find((one) => one === kind && continuous[one] !== null);
  if (watching === undefined) return [];
  const noise = continuous[watching]!.settings.noise === null ? [] : ['--noise'];
  return ['--continuous', join('models', name, CONTINUOUS_FILES[watching]), ...noise];
}

/** What each comparison is called, and what its configuration's name adds to the model's. */
const COMPARED: Record<ComparisonKind, { what: string; suffix: string }> = {
  protocols: { what: 'comparison', suffix: '' },
  fragments: { what: 'comparison on fragments', suffix: '-fragments' },
};

/** Evaluations and comparisons of another recipe or data than the model, or without predictions; each trains its networks again. */
function evaluations(): Measurement[] {
  if (!existsSync('models')) return [];
  const data = process.env.BITBEAT_DATA;
  const blocked = data === undefined ? 'BITBEAT_DATA names no folder of fragments' : null;
  const recordings = process.env.BITBEAT_RECORDINGS ?? join(data ?? '', '../mitdb');
  return readdirSync('models')
    .sort()
    .flatMap((model) => {
      const folder = readModelFolder(join('models', model));
      const { comparisons, stale } = folder;
      const one = (what: string, mark: string | null, stored: boolean, command: string[]): Measurement[] => {
        const why = mark ?? (stored ? null : 'no stored predictions');
        return why === null ? [] : [{ kind: 'evaluation', name: `${model} ${what}`, why, command, blocked }];
      };
      const recipe = join('configs/recipes', `${model}.quantise.json`);
      const byProtocol = PROTOCOL_NAMES.flatMap((kind) => {
        const evaluation = folder.evaluations[kind];
        if (evaluation === null || !existsSync(recipe)) return [];
        const { folds, seeds } = evaluation.protocol;
        const settings = ['--protocol', kind, '--folds', `${folds}`, '--seeds', seeds.join(',')];
        const out = join('models', model, MODEL_FILES[kind]);
        const trained = ['--data', recordings, ...(kind === 'fragment' ? ['--fragments', data ?? ''] : [])];
        const on = folder.history?.data.dataset === SHIPPED.recordings ? trained : [];
        const command = ['evaluate', '--recipe', recipe, ...on, ...settings, ...slidingOf(folder, kind), '--out', out];
        return one(`by ${kind}`, stale[kind], evaluation.predictions !== undefined, command);
      });
      const compared = COMPARISON_KINDS.flatMap((kind) => {
        const comparison = comparisons[kind];
        const { what, suffix } = COMPARED[kind];
        const config = join('configs/recipes', `${model}${suffix}.compare.json`);
        if (comparison === null || !existsSync(config)) return [];
        const on = kind === 'protocols' ? ['--data', recordings, '--fragments', data ?? ''] : [];
        return one(what, stale.comparisons[kind], comparison.truth !== undefined, [
          'compare',
          '--config',
          config,
          ...on,
        ]);
      });
      return [...byProtocol, ...compared];
    });
}
