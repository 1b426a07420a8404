import type { Node } from '../network/network.js';
import type { FieldProblem } from '../support/errors.js';
import { unusedName } from '../support/unused-name.js';
import type { OutputText } from './output-text.js';

/** Nodes of a file in which all outputs are of one node. */
export interface Joined<N> {
  nodes: N[];
  outputs: OutputText[];
  /** Of each node its place in the file. */
  places: number[];
  problems: FieldProblem[];
}

/** A node as a network's file has it. */
export interface NodeOfFile {
  name: string;
  kind: Node['kind'];
  from: readonly string[];
  outChannels?: number;
}

/** That heads have in common. */
const SHARED = ['from', 'kernel', 'stride', 'padding', 'paddingAfter', 'dilation', 'pool'] as const;

/**
 * Outputs of several convolutions that read one node in one way as outputs of one: with the channels of the first, then those of the
 * next. What reads more than one node or reads it in another way stays as it is, with what is wrong.
 */
export function joinHeads<N extends NodeOfFile>(nodes: readonly N[], outputs: readonly OutputText[]): Joined<N> {
  const heads = [...new Set(outputs.map(({ from }) => from))].map((name) => nodes.find((node) => node.name === name));
  const same = { nodes: [...nodes], outputs: [...outputs], places: [...nodes.keys()] };
  if (heads.length === 1) return { ...same, problems: [] };
  const problems = outputs.flatMap((output, i) => headProblems(nodes, outputs, output, i));
  if (problems.length > 0) return { ...same, problems };
  const all = heads as N[];
  const name = unusedName(
    nodes.map((node) => node.name),
    'outputs',
  );
  const last = nodes.indexOf(all.reduce((a, b) => (nodes.indexOf(a) > nodes.indexOf(b) ? a : b)));
  const joined = { ...all[0]!, name, outChannels: all.reduce((sum, { outChannels = 0 }) => sum + outChannels, 0) };
  const kept = nodes.flatMap((node, place) => {
    if (place === last) return [{ node: joined, place }];
    return all.includes(node) ? [] : [{ node, place }];
  });
  return {
    nodes: kept.map(({ node }) => node),
    outputs: outputs.map((output) => ({ ...output, from: name })),
    places: kept.map(({ place }) => place),
    problems: [],
  };
}

function headProblems(
  nodes: readonly NodeOfFile[],
  outputs: readonly OutputText[],
  { name, from }: OutputText,
  i: number,
): FieldProblem[] {
  const at = (one: string) => nodes.findIndex((node) => node.name === one);
  const [head, first] = [nodes[at(from)], nodes[at(outputs[0]!.from)]];
  const field = `outputs[${i}].from`;
  const allowed = 'one node for all, or a convolution for each that reads the same node in the same way';
  if (head === undefined || head.kind !== 'convolution' || nodes.some((node) => node.from.includes(from)))
    return [
      {
        field,
        message: `another node than of the first output, that is no head of ${name} alone`,
        value: from,
        allowed,
      },
    ];
  const own = outputs.filter((output) => output.from === from);
  const channels = own.reduce((sum, output) => sum + output.task.names.length, 0);
  const problems: FieldProblem[] = [];
  const { groups = 1 } = head as { groups?: number };
  if (groups !== 1)
    problems.push({
      field: `layers[${at(from)}].groups`,
      message: `output ${name} is of a head of several groups`,
      value: groups,
      allowed: '1 where outputs are of several nodes',
      fix: '1',
    });
  if (outputs[i - 1]?.from !== from && own[0]!.name !== name)
    problems.push({ field, message: 'outputs of one node are not in a row', value: from, allowed });
  if (own[0]!.name === name && head.outChannels !== channels)
    problems.push({
      field: `layers[${at(from)}].outChannels`,
      message: `a channel for each of ${own.flatMap((output) => output.task.names).join(', ')}`,
      value: head.outChannels,
      allowed: `${channels}`,
      fix: `${channels}`,
    });
  const fieldOf = (node: NodeOfFile, key: (typeof SHARED)[number]) => (node as unknown as Record<string, unknown>)[key];
  for (const key of SHARED) {
    const [mine, wanted] = [head, first!].map((node) => fieldOf(node, key) ?? DEFAULTS[key]);
    if (JSON.stringify(mine) === JSON.stringify(wanted)) continue;
    problems.push({
      field: `layers[${at(from)}].${key}`,
      message: `output ${name} is of a head that differs from that of output ${outputs[0]!.name}`,
      value: mine ?? null,
      allowed: JSON.stringify(wanted ?? null),
      fix:
        key === 'from'
          ? 'a concat of what they read, and one convolution behind it for both'
          : JSON.stringify(wanted ?? null),
    });
  }
  return problems;
}

/** What is not said; the end of a network is raw whatever it says. */
const DEFAULTS: Partial<Record<(typeof SHARED)[number], unknown>> = { dilation: 1 };
