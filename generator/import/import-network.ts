import type { SignalSet } from '../data/signal-set.js';
import { UserError } from '../support/errors.js';
import type { LongWork } from '../support/long-work.js';
import { frameworkOutputs, ownOutputs, windowsOf } from './check.js';
import { comparing, type Distance, expectedOf, readArrays } from './expected.js';
import { tensorShape } from './framework-outputs.js';
import type { LayerGraph } from './graph/graph.js';
import { graphShapes } from './graph/shapes.js';
import { type Imported, importFile } from './import-file.js';
import { fingerprint } from './kept.js';
import { lower } from './lower/lower.js';

/** Share of the framework's largest output by which an imported network may differ. */
export const TOLERANCE = 1e-4;
/**
 * The same where the framework itself computes in 16 bits, or puts activations on grids: what its kernels round otherwise may
 * move a value to the next step.
 */
const COARSE_TOLERANCE = 1e-2;

/** What a foreign network is, and how far it is from what its framework computes. */
export interface ImportReport {
  file: string;
  format: string;
  inputs: TensorReport[];
  outputs: (TensorReport & { end: string | null })[];
  /** Nodes of the network as it was imported. */
  nodes: number;
  /** Numbers that the file holds for them. */
  parameters: number;
  /** Nodes as folded, in their order. */
  folded: NodeReport[];
  notes: string[];
}

interface TensorReport {
  name: string;
  /** Without the axis of windows. */
  shape: number[];
}

interface NodeReport {
  name: string;
  kind: string;
  channels: number;
  positions: number;
  /** Weights and offsets. */
  numbers: number;
}

interface ComparedLevel {
  level: 'as imported' | 'as folded';
  largestDifference: number;
  /** Of several outputs each: which it is, and its largest absolute value. */
  output?: string;
  largestOutput?: number;
}

/** A report with the comparison, by level. */
export interface ComparedReport extends ImportReport, Omit<Distance, 'at'> {
  /** What is compared with: a framework, or the network itself as imported. */
  against: string;
  levels: ComparedLevel[];
  /** Share of the largest output. */
  tolerance: number;
  pass: boolean;
}

export interface ImportNetworkOptions {
  file: string;
  /** Description of a network whose file holds weights alone. */
  network?: string | undefined;
  /** NPZ of windows and of what the framework made of them. */
  expected?: string | undefined;
  /** Names of its arrays; `output` left out: `output`, or those of several outputs. */
  input?: string | undefined;
  output?: string | undefined;
  /** Length of an axis that the file leaves open. */
  samples?: number | undefined;
  /** Runs the framework itself, where it can be run here, on `windows` or on values that are made up. */
  check?: boolean | undefined;
  /** Windows, which must fit; the network is compared on some of them where there are no `expected` ones. */
  windows?: SignalSet | undefined;
  /** Of the network's files (`fingerprint`), if it must be that one. */
  sha256?: string | undefined;
}

/** A network of another framework as streams, exactly and folded. */
export interface ImportedNetwork extends Imported {
  /** Of the network's files. */
  sha256: string;
  folded: LayerGraph;
  report: ImportReport | ComparedReport;
}

/**
 * Reads a network of another framework, folds it, and compares both with the framework's own outputs if these are given.
 *
 * @throws UserError as `importFile` and `comparing` do, and when windows do not fit or the network is not the one by `sha256`
 */
export async function importNetwork(options: ImportNetworkOptions): Promise<LongWork<ImportedNetwork>> {
  const { file: path, network, expected: npz, input = 'input', output, windows: set } = options;
  const arrays = npz === undefined ? null : readArrays(npz);
  const samples = options.samples ?? set?.inputs[0].samples;
  const imported = await importFile(path, { network, samples, shape: arrays?.get(input)?.shape ?? null });
  const sha256 = fingerprint(imported.file);
  if (options.sha256 !== undefined && options.sha256 !== sha256)
    throw new UserError({
      where: path,
      message: 'changed since it was imported',
      allowed: 'the network that was imported by this name',
      fix: `npx bitbeat import ${path}, which compares it anew`,
    });
  const { graph } = imported;
  const own = set === undefined ? null : windowsOf(set, path, graph);
  const given = arrays && expectedOf(arrays, npz!, input, output, graph);
  const expected = given?.expected ?? (options.check ? await frameworkOutputs(path, imported, own) : null);
  return (function* () {
    const folded = lower(graph);
    const found = { ...imported, sha256, folded };
    const missing = (given?.missing ?? []).map((name) => `${npz}: no array of output ${name}: it is not compared`);
    const report = reportOf(path, imported, folded, missing);
    if (expected === null && own === null) return { ...found, report };
    const levels = [
      ...(expected === null ? [] : [{ level: 'as imported' as const, graph }]),
      { level: 'as folded' as const, graph: folded },
    ];
    const outputs = expected ?? ownOutputs(path, graph, own!);
    const distances: (Distance & { level: ComparedLevel['level']; output: string })[] = [];
    for (const { level, graph: each } of levels)
      for (const one of outputs)
        distances.push({ level, output: one.of ?? one.names.output, ...(yield* comparing(each, one)) });
    const [{ windows, level: first }] = distances as [(typeof distances)[number]];
    const ofFirst = distances.filter(({ level }) => level === first);
    const largest = (field: 'largestOutput' | 'largestDifference') => Math.max(...ofFirst.map((own) => own[field]));
    const coarse = imported.file.halfPrecision || graph.nodes.some(({ kind }) => kind === 'grid');
    const tolerance = coarse ? COARSE_TOLERANCE : TOLERANCE;
    const compared: ComparedReport = {
      ...report,
      ...{
        windows,
        largestOutput: largest('largestOutput'),
        largestDifference: largest('largestDifference'),
        tolerance,
      },
      against: expected === null ? 'as imported' : report.format,
      levels: distances.map(({ level, largestDifference, output, largestOutput }) => {
        return { level, largestDifference, ...(outputs.length > 1 && { output, largestOutput }) };
      }),
      pass: distances.every((own, i) => {
        // Both levels are measured by what the framework gives.
        const { largestOutput } = distances[i % outputs.length]!;
        return own.largestDifference <= tolerance * largestOutput;
      }),
    };
    return { ...found, report: compared };
  })();
}

function reportOf(
  file: string,
  { graph, file: { format }, notes }: Imported,
  folded: LayerGraph,
  more: readonly string[],
): ImportReport {
  const shapes = graphShapes(graph);
  const foldedShapes = graphShapes(folded);
  const numbers = (node: LayerGraph['nodes'][number]) =>
    node.kind === 'conv' ? node.weights.length + node.bias.length : node.kind === 'affine' ? 2 * node.scale.length : 0;
  return {
    file,
    format,
    inputs: [{ name: graph.input.name, shape: tensorShape(graph.input.axes, graph.input).slice(1) }],
    outputs: graph.outputs.map(({ name, edge, axes, end }) => ({
      name,
      shape: tensorShape(axes, shapes.get(edge)!).slice(1),
      end,
    })),
    nodes: graph.nodes.length,
    parameters: graph.nodes.reduce((sum, node) => sum + node.parameters, 0),
    folded: folded.nodes.map((node) => ({
      name: node.id,
      kind: node.kind,
      ...foldedShapes.get(node.id)!,
      numbers: numbers(node),
    })),
    notes: [...notes, ...more],
  };
}
