import { LONGEST_NAME } from '../../config/design-name.js';
import { targetsOfOutputs } from '../../data/for-targets.js';
import type { SignalSet } from '../../data/signal-set.js';
import { type OutputTargets, type Targets, targetOutputs } from '../../data/targets.js';
import type { End, LayerGraph } from '../../import/graph/graph.js';
import { graphShapes } from '../../import/graph/shapes.js';
import { toIdentifier } from '../../model/identifier.js';
import type { OutputPart, OutputTask, WithTask } from '../../network/task.js';
import { unusedName } from '../../support/unused-name.js';
import { ENDS, type NetworkOutputs } from './network-outputs.js';

/** Of a name, so that a number fits behind it. */
const LONGEST = LONGEST_NAME - 4;

/** What an end says of its scores. */
const KINDS: Record<End, OutputTask['kind']> = {
  softmax: 'classes',
  'log-softmax': 'classes',
  argmax: 'classes',
  sigmoid: 'labels',
};

/**
 * What several outputs of a file say, by its own names of them: behind a sigmoid labels, behind a softmax classes; without an end
 * several scores are classes, as for one output, and one is a value. Targets of windows, by the name of the output or, where they
 * are of one alone, of the only one that has as many scores, name its scores and say what these are.
 */
export function severalOutputs(graph: LayerGraph, set: SignalSet, measured: SignalSet): NetworkOutputs {
  const shapes = graphShapes(graph);
  const forms: Form[] = [];
  for (const { name, edge, end } of graph.outputs) {
    const own = unusedName(
      forms.map((form) => form.name),
      toIdentifier(name).slice(0, LONGEST),
    );
    forms.push({ name: own, count: shapes.get(edge)!.channels, end });
  }
  const outputs = forms.map((form) => ({ ...said(form), ...toldBy(set.targets ?? measured.targets, forms, form) }));
  const network: Required<WithTask> = {
    classes: outputs.flatMap(({ names }) => names),
    task: { kind: 'several', outputs: outputs.map(({ names: _, ...output }) => output) },
  };
  const words = outputs.map(({ name, count, task: { kind } }) => `${name}: ${kind}, ${count}`).join('; ');
  const { targets, missing, strange } =
    measured.targets === null
      ? { targets: null, missing: [], strange: [] }
      : targetsOfOutputs(network, measured.targets);
  const { source } = measured.provenance;
  return {
    names: network.classes,
    task: network.task,
    measured: { ...measured, targets },
    notes: [
      `several outputs: ${words}`,
      ...strange.map((what) => `${source}: its ${what} are not compared: they are of no output`),
      ...(targets === null || missing.length === 0 ? [] : [`${source}: no targets of ${missing.join(', ')}`]),
    ],
  };
}

interface Form {
  name: string;
  count: number;
  end: End | null;
}

type Said = OutputPart & { names: readonly string[] };

/** What an output says by itself. */
function said({ name, count, end }: Form): Said {
  const kind = end === null ? (count === 1 ? 'values' : 'classes') : KINDS[end];
  const names = count === 1 ? [name] : Array.from({ length: count }, (_, i) => `${name}${i}`);
  return { name, count, task: { kind }, names };
}

/** What targets say of an output. */
function toldBy(targets: Targets | null, forms: readonly Form[], form: Form): Partial<Said> {
  const fits = ({ names, kind }: OutputTargets, { count, end }: Form) =>
    names.length === count && ENDS[kind].includes(end);
  const own = (targets === null ? [] : targetOutputs(targets)).find(({ name, targets: given }) => {
    const only = name === '' && forms.filter((other) => fits(given, other)).length === 1;
    return fits(given, form) && (only || name === form.name);
  })?.targets;
  if (own === undefined) return {};
  const units = own.kind === 'values' && own.units !== undefined ? { units: own.units } : {};
  return { names: own.names, task: { kind: own.kind, ...units } };
}
