import { capped } from '../../data/readers/problems.js';
import { type Problem, UserError } from '../../support/errors.js';
import { readRegularFile } from '../../support/read-file.js';
import type { Op, OpGraph, Tensor } from '../op-graph.js';
import { attributesOf } from './attributes.js';
import { decodeModel } from './decode.js';
import { inlined, type VersionedNode } from './functions.js';
import { computesInHalf } from './half.js';
import { inputOf } from './inputs.js';
import type { GraphProto, ModelProto } from './messages.js';
import { badNames, freshNames } from './names.js';
import { modern, OWN, opsetOf, unknown } from './opset.js';
import { ordered, type Step } from './order.js';
import { tensorReader } from './tensor.js';

export { isOnnx } from '../foreign-file.js';

/** Most bytes of a file: of more than this a model's weights do not come in. */
const MOST_BYTES = 2 ** 29;

/** An operator without its attributes. */
interface Head extends Step, VersionedNode {}

/**
 * Reads an ONNX file (https://onnx.ai/onnx/repo-docs/IR.html), with data in files beside it if it says so.
 *
 * @throws UserError for what is damaged or missing, and for numbers of types that are not read
 */
export async function readOnnx(path: string): Promise<OpGraph> {
  const model = await decodeModel(readRegularFile(path, MOST_BYTES), path);
  const { graph, opset } = checked(model, path);
  const initialised = new Set(graph.initializer.map(({ name }) => name));
  const declared = graph.input.filter(({ name }) => !initialised.has(name));
  const outputs = graph.output.map(({ name }) => name);
  const problems = [
    ...badNames('tensor', [...graph.initializer.map(({ name }) => name)], path),
    ...badNames('input', [...graph.input.map(({ name }) => name)], path),
    ...badNames('output', outputs, path),
  ];
  const tried = <T>(run: () => T): T[] => attempted(run, problems);
  const beside = new Set<string>();
  const read = tensorReader(path, beside);
  const constants = new Map<string, Tensor>();
  for (const proto of graph.initializer)
    for (const tensor of tried(() => read(proto, `tensor ${proto.name}`))) constants.set(proto.name, tensor);
  const inputs = declared.flatMap((input) => tried(() => inputOf(input, path)));
  const fresh = freshNames(namesOf(graph));
  const heads = tried(() => inlined(graph.node, model.functions, opset, fresh, path).map(headOf));
  const given = new Set([...initialised, ...declared.map(({ name }) => name)]);
  const order = heads.map((all) => ordered(all, outputs, given, path))[0] ?? { steps: [], problems: [] };
  problems.push(...order.problems);
  const ops = order.steps.flatMap(({ node, opset, ...head }) =>
    tried((): Op => {
      const field = `${head.op} ${head.name}`;
      if (node.opType === '') throw new UserError({ where: path, field, message: 'names no operator' });
      const op = { ...head, attributes: attributesOf(node.attribute, field, path, read) };
      return modern(op, opset, path, fresh, (name, tensor) => constants.set(name, tensor));
    }),
  );
  if (problems.length > 0) throw new UserError(capped(path, problems));
  const half = computesInHalf(
    graph,
    order.steps.map(({ node }) => node),
  );
  return {
    format: 'ONNX',
    opset,
    inputs,
    constants,
    ops,
    outputs,
    notes: half ? ['the file computes in half precision: here it is not rounded so'] : [],
    ...(beside.size > 0 && { beside: [...beside] }),
    ...(half && { halfPrecision: true as const }),
  };
}

/** What a model is read by, if it has all of it and nothing that is not read. */
function checked(
  { graph, opsetImport, trainingInfo }: ModelProto,
  where: string,
): { graph: GraphProto; opset: number } {
  if (graph === null || graph.output.length === 0)
    throw new UserError({ where, message: 'holds no network', allowed: 'a graph with outputs' });
  const field = 'opset_import';
  const problems: Problem[] = graph.sparseInitializer.map(({ values }) => ({
    where,
    field: `tensor ${values?.name ?? ''}`,
    message: 'sparse weights',
    allowed: 'dense ones',
  }));
  if (trainingInfo.length > 0)
    problems.push({ where, field: 'training_info', message: 'steps of training', allowed: 'a network for inference' });
  const [opset] = attempted(() => opsetOf(opsetImport, where, field), problems);
  if (opset === null) problems.push(...unknown(where, field, null).problems);
  if (problems.length > 0) throw new UserError(capped(where, problems));
  return { graph, opset: opset! };
}

/** The one result of what may be refused; none if it is: then its problems join the others. */
function attempted<T>(run: () => T, problems: Problem[]): T[] {
  try {
    return [run()];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    problems.push(...error.problems);
    return [];
  }
}

/** Every name of a value. */
function namesOf({ node, initializer, input, output }: GraphProto): Set<string> {
  const names = new Set([...initializer, ...input, ...output].map(({ name }) => name));
  for (const { input: from, output: to } of node) for (const name of [...from, ...to]) names.add(name);
  return names;
}

function headOf({ node, opset }: VersionedNode): Head {
  const op = OWN.includes(node.domain) ? node.opType : `${node.domain}.${node.opType}`;
  const made = node.output.find((name) => name !== '') ?? 'nothing';
  return { op, name: node.name || `(makes ${made})`, from: node.input, to: node.output, node, opset };
}
