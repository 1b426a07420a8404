import type { SignalSet, Targets } from '../../data/signal-set.js';
import type { OutputTargets } from '../../data/targets.js';
import type { End } from '../../import/graph/graph.js';
import type { Per } from '../../network/network.js';
import type { Task } from '../../network/task.js';
import { ofSeveral } from '../../network/task.js';

/** Ends of a network that are left off and yet leave scores that targets of a kind are compared with. */
export const ENDS: Record<OutputTargets['kind'], readonly (End | null)[]> = {
  classes: [null, 'softmax', 'log-softmax', 'argmax', 'sigmoid'],
  labels: [null, 'sigmoid'],
  values: [null],
};

/** What is known of a network's outputs without any data. */
export interface OutputForm {
  /** Channels of the last layer. */
  count: number;
  end: End | null;
  /** One score has become the second of two classes. */
  two: boolean;
  /** What scores are of. */
  per?: Per | undefined;
}

/** A network's outputs as the targets of windows know them. */
export interface NetworkOutputs {
  /** One for each channel of the last layer. */
  names: readonly string[];
  /** What the outputs say; undefined: classes. */
  task: Task | undefined;
  /** Windows to be measured by; without targets where these are none that the outputs are compared with. */
  measured: SignalSet;
  /** Why targets are left out. */
  notes: string[];
}

/**
 * A file does not name its outputs: their names are those of the targets, in the same order.
 *
 * @param set windows to train on; where they have no targets names are those of `measured`
 */
export function networkOutputs(form: OutputForm, set: SignalSet, measured: SignalSet): NetworkOutputs {
  const [trained, judging] = [ofOne(set.targets), ofOne(measured.targets)];
  const [ofTraining, ofMeasured] = [trained, judging].map((targets) => targets && namesOf(targets, form));
  const named = ofTraining ? trained : ofMeasured ? judging : null;
  const task = taskFor(named, form);
  const names = ofTraining ?? ofMeasured ?? Array.from({ length: form.count }, (_, i) => `output${i}`);
  const why = measured.targets && unfit(measured.targets, measured.per, ofMeasured ?? null, names, form);
  if (why === null) return { names, task, measured, notes: [] };
  const note = `${measured.provenance.source}: its ${measured.targets!.kind} are not compared: ${why}`;
  return { names, task, measured: { ...measured, targets: null }, notes: [note] };
}

/** The task of the targets that name the outputs, if the network's end lets scores have it; several sigmoids are labels by themselves. */
function taskFor(named: OutputTargets | null, { end, two, count }: OutputForm): Task | undefined {
  const labels = end === 'sigmoid' && !two && count > 1;
  const kind = named !== null && ENDS[named.kind].includes(end) ? named.kind : labels ? 'labels' : 'classes';
  // One label has become two classes.
  if (kind === 'classes' || two) return undefined;
  if (kind === 'labels' || named?.kind !== 'values' || named.units === undefined) return { kind };
  return { kind, units: named.units };
}

/** Targets of several outputs are not those of the only one. */
const ofOne = (targets: Targets | null): OutputTargets | null =>
  targets != null && ofSeveral(targets) ? null : targets;

/** How many targets are those of the outputs: one label behind a sigmoid has become the second of two classes. */
const wanted = ({ kind }: OutputTargets, { count, two }: OutputForm): number => (kind === 'labels' && two ? 1 : count);

/** Outputs as targets call them; null: there are more or fewer. */
function namesOf(targets: OutputTargets, form: OutputForm): readonly string[] | null {
  const { names } = targets;
  if (names.length !== wanted(targets, form)) return null;
  return names.length < form.count ? [`not ${names[0]}`, names[0]!] : names;
}

/** Why targets, which call the outputs `own`, are not what these are compared with; null: they are. */
function unfit(
  targets: Targets,
  per: SignalSet['per'],
  own: readonly string[] | null,
  names: readonly string[],
  form: OutputForm,
): string | null {
  const { per: of = 'window' } = form;
  if (per !== of) return `they are of each ${per}, the network's scores of each ${of}`;
  if (ofSeveral(targets)) return 'they are of several outputs, the network has one';
  if (own === null) return `they are ${targets.names.length}, the network has ${wanted(targets, form)} outputs`;
  if (own.some((name, i) => name !== names[i])) return 'the windows to train on name others, or others in this order';
  if (ENDS[targets.kind].includes(form.end)) return null;
  return `the network ends in ${form.end}, which is left off, so that its scores are no ${targets.kind}`;
}
