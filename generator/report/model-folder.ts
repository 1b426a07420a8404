import { existsSync, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readComparison } from '../evaluate/comparison.js';
import type { Comparison } from '../evaluate/comparison-file.js';
import { readContinuous } from '../evaluate/continuous/faults.js';
import type { ContinuousResult } from '../evaluate/continuous/result.js';
import type { CrossEvaluation } from '../evaluate/cross-evaluation.js';
import { type History, readHistory } from '../evaluate/history.js';
import { byProtocol, PROTOCOL_NAMES, type ProtocolName, type Watching } from '../evaluate/protocol.js';
import { readCrossEvaluation } from '../evaluate/read-evaluation.js';
import { readIntegerModel } from '../model/file.js';
import type { IntegerNetwork } from '../model/integer-model.js';
import { convolutions } from '../network/network.js';
import { UserError } from '../support/errors.js';
import { sourceFile } from '../support/roots.js';
import { continuousMark, dataMark, evaluationMark } from './evaluation-marks.js';

/** Names of the files beside a model that reports are made from. */
export const MODEL_FILES = {
  history: 'rounds.json',
  fragment: 'evaluation-fragment.json',
  time: 'evaluation-time.json',
  patient: 'evaluation-patient.json',
  continuousTime: 'continuous-time.json',
  continuousPatient: 'continuous-patient.json',
  comparisonProtocols: 'comparison-protocols.json',
  comparison: 'comparison.json',
} as const;

/** Of these the results of sliding monitors, by protocol. */
export const CONTINUOUS_FILES: Record<Watching, string> = {
  time: MODEL_FILES.continuousTime,
  patient: MODEL_FILES.continuousPatient,
};

/** Of these comparisons: under the protocols that the configuration names, and of fragments alone. */
export const COMPARISON_FILES = {
  protocols: MODEL_FILES.comparisonProtocols,
  fragments: MODEL_FILES.comparison,
} as const;

export type ComparisonKind = keyof typeof COMPARISON_FILES;

export const COMPARISON_KINDS = Object.keys(COMPARISON_FILES) as ComparisonKind[];

/** Which of them a configuration's result is. */
export const comparisonKind = ({ protocols }: { protocols?: unknown }): ComparisonKind =>
  protocols === undefined ? 'fragments' : 'protocols';

/** The evaluation that is shown where there is room for one: the first there is, in the order of the protocols. */
export function shownEvaluation({ evaluations }: Pick<ModelFolder, 'evaluations'>): CrossEvaluation | null {
  return PROTOCOL_NAMES.flatMap((kind) => evaluations[kind] ?? [])[0] ?? null;
}

/** A model with what is known of it; null: not measured yet. */
export interface ModelFolder {
  /** Name of the folder, and so of the model's configurations. */
  name: string;
  model: IntegerNetwork;
  /** Names of the model's own files. */
  files: { integer: string; float: string | null };
  history: History | null;
  evaluations: Record<ProtocolName, CrossEvaluation | null>;
  /** As a sliding monitor. */
  continuous: Record<Watching, ContinuousResult | null>;
  comparisons: Record<ComparisonKind, Comparison | null>;
  /** Marks of what is of another recipe or other data than the model; see `evaluationMark`. */
  stale: Record<ProtocolName, string | null> & {
    continuous: Record<Watching, string | null>;
    comparisons: Record<ComparisonKind, string | null>;
  };
}

/**
 * Reads what lies in a model's folder.
 *
 * @throws UserError when there is no model, when a file is of another format or contradicts itself, or when an evaluation is by
 *   another protocol than its name says
 */
export function readModelFolder(folder: string): ModelFolder {
  const model = readIntegerModel(folder);
  const source = sourceFile(folder);
  const names = readdirSync(source).sort();
  const read = <T>(kind: keyof typeof MODEL_FILES, parse: (path: string) => T): T | null => {
    const path = join(source, MODEL_FILES[kind]);
    return existsSync(path) ? parse(path) : null;
  };
  const history = read('history', readHistory);
  if (history !== null) checkLayers(history, model, join(folder, MODEL_FILES.history));
  const evaluationBy = (kind: ProtocolName) => {
    const evaluation = read(kind, readCrossEvaluation);
    if (evaluation !== null) checkKind(evaluation, kind, join(folder, MODEL_FILES[kind]));
    return evaluation;
  };
  const evaluations = byProtocol(evaluationBy);
  const continuous = {
    time: read('continuousTime', readContinuous),
    patient: read('continuousPatient', readContinuous),
  };
  const comparisons = {
    protocols: read('comparisonProtocols', readComparison),
    fragments: read('comparison', readComparison),
  };
  return {
    name: basename(resolve(folder)),
    model,
    files: {
      integer: names.find((name) => name.endsWith('.alq.json'))!,
      float: names.find((name) => name.endsWith('.float.json')) ?? null,
    },
    history,
    evaluations,
    continuous,
    comparisons,
    stale: {
      ...byProtocol((kind) => evaluations[kind] && evaluationMark(evaluations[kind], history)),
      continuous: {
        time: continuousMark(continuous.time, history),
        patient: continuousMark(continuous.patient, history),
      },
      comparisons: {
        protocols: comparisons.protocols && dataMark(comparisons.protocols, history),
        fragments: comparisons.fragments && dataMark(comparisons.fragments, history),
      },
    },
  };
}

function checkLayers({ layers }: History, model: IntegerNetwork, where: string): void {
  const names = convolutions(model.layers).map((l) => l.name);
  if (isDeepStrictEqual(layers, names)) return;
  throw new UserError({
    where,
    field: 'layers',
    message: 'the history of another model than the one beside it',
    value: layers,
    allowed: names.join(', '),
  });
}

function checkKind({ protocol }: CrossEvaluation, kind: string, where: string): void {
  if (protocol.kind === kind) return;
  throw new UserError({
    where,
    field: 'protocol.kind',
    message: 'an evaluation by another protocol than the name of the file says',
    value: protocol.kind,
    allowed: kind,
  });
}
