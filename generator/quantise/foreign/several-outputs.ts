import type { SignalSet } from '../../data/signal-set.js';
import type { End, LayerGraph } from '../../import/graph/graph.js';
import { graphShapes } from '../../import/graph/shapes.js';
import { toIdentifier } from '../../model/identifier.js';
import type { OutputPart, OutputTask } from '../../network/task.js';
import type { NetworkOutputs } from './network-outputs.js';

/** What an end says of its scores. */
const KINDS: Record<End, OutputTask['kind']> = {
  softmax: 'classes',
  'log-softmax': 'classes',
  argmax: 'classes',
  sigmoid: 'labels',
};

/**
 * What several outputs of a file say, by its own names of them: behind a sigmoid labels, behind a softmax classes; without an end
 * several scores are classes, as for one output, and one is a value. Targets of windows are not theirs.
 */
export function severalOutputs(graph: LayerGraph, measured: SignalSet): NetworkOutputs {
  const shapes = graphShapes(graph);
  const taken = new Set<string>();
  const outputs = graph.outputs.map(({ name, edge, end }): OutputPart => {
    const count = shapes.get(edge)!.channels;
    const kind = end === null ? (count === 1 ? 'values' : 'classes') : KINDS[end];
    return { name: unused(taken, toIdentifier(name)), count, task: { kind } };
  });
  const names = outputs.flatMap(({ name, count }) =>
    count === 1 ? [name] : Array.from({ length: count }, (_, i) => `${name}${i}`),
  );
  const said = outputs.map(({ name, count, task: { kind } }) => `${name}: ${kind}, ${count}`).join('; ');
  const dropped =
    measured.targets === null
      ? []
      : [
          `${measured.provenance.source}: its ${measured.targets.kind} are not compared: the network has several outputs`,
        ];
  return {
    names,
    task: { kind: 'several', outputs },
    measured: { ...measured, targets: null },
    notes: [`several outputs: ${said}`, ...dropped],
  };
}

function unused(taken: Set<string>, wanted: string): string {
  let name = wanted;
  for (let i = 2; taken.has(name.toLowerCase()); i++) name = `${wanted}_${i}`;
  taken.add(name.toLowerCase());
  return name;
}
