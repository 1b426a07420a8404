import { type Problem, UserError } from '../../support/errors.js';
import { readRegularFile } from '../../support/read-file.js';
import type { Op, OpGraph, OpInput, Tensor } from '../op-graph.js';
import { attributesOf } from './attributes.js';
import { decodeModel } from './decode.js';
import { type External, externalData } from './external.js';
import { inlined } from './functions.js';
import type { GraphProto, ModelProto, NodeProto, ValueInfoProto } from './messages.js';
import { modern, OPSETS } from './opset.js';
import { ordered } from './order.js';
import { readTensor, typeName, whole } from './tensor.js';

/** Types that an input may have: numbers. */
const INPUT_TYPES = [1, 2, 3, 4, 5, 6, 7, 10, 11, 16];
const HALF_TYPES = [10, 16];
/** Names of ONNX's own set of operators. */
const OWN = ['', 'ai.onnx'];

/**
 * Reads an ONNX file (https://onnx.ai/onnx/repo-docs/IR.html), with data in files beside it if it says so.
 *
 * @throws UserError for what is damaged or missing, and for numbers of types that are not read
 */
export async function readOnnx(path: string): Promise<OpGraph> {
  const model = await decodeModel(readRegularFile(path), path);
  const { graph } = model;
  if (graph === null || graph.output.length === 0)
    throw new UserError({ where: path, message: 'holds no network', allowed: 'a graph with outputs' });
  const opset = opsetOf(model, path);
  const external = externalData(path);
  const constants = constantsOf(graph, path, external);
  const declared = graph.input.filter(({ name }) => !constants.has(name));
  const inputs = declared.map((input) => inputOf(input, path));
  const ops = inlined(graph.node, model.functions, path).map((node) =>
    modern(opOf(node, path, external), opset, constants),
  );
  const outputs = graph.output.map(({ name }) => name);
  const given = new Set([...constants.keys(), ...inputs.map(({ name }) => name)]);
  const half = declared.some(({ type }) => HALF_TYPES.includes(type?.tensorType?.elemType ?? 0));
  return {
    format: 'ONNX',
    opset,
    inputs,
    constants,
    ops: ordered(ops, outputs, given, path),
    outputs,
    notes: half ? ['the file computes in half precision: here it is not rounded so'] : [],
    ...(half && { halfPrecision: true as const }),
  };
}

function opsetOf({ opsetImport }: ModelProto, where: string): number {
  const own = opsetImport.find(({ domain }) => OWN.includes(domain));
  const version = own === undefined ? 0 : whole(own.version);
  if (version >= OPSETS.min && version <= OPSETS.max) return version;
  throw new UserError({
    where,
    field: 'opset_import',
    message: 'operators of a set that is not known here',
    value: own === undefined ? null : version,
    allowed: `${OPSETS.min} to ${OPSETS.max}`,
    fix: 'torch.onnx.export(..., opset_version=18), or onnx.version_converter',
  });
}

function constantsOf(graph: GraphProto, where: string, external: External): Map<string, Tensor> {
  if (graph.sparseInitializer.length > 0)
    throw new UserError({
      where,
      field: `tensor ${graph.sparseInitializer[0]!.values?.name ?? ''}`,
      message: 'sparse weights',
      allowed: 'dense ones',
    });
  const constants = new Map<string, Tensor>();
  const problems: Problem[] = [];
  for (const proto of graph.initializer) {
    const field = `tensor ${proto.name}`;
    if (constants.has(proto.name)) problems.push({ where, field, message: 'a name that is there twice' });
    try {
      constants.set(proto.name, readTensor(proto, where, field, external));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new UserError(problems);
  return constants;
}

function inputOf({ name, type }: ValueInfoProto, where: string): OpInput {
  const field = `input ${name}`;
  const tensor = type?.tensorType;
  if (tensor == null) throw new UserError({ where, field, message: 'is no tensor', allowed: 'a tensor of numbers' });
  if (!INPUT_TYPES.includes(tensor.elemType))
    throw new UserError({
      where,
      field,
      message: 'a type that no signal has',
      value: typeName(tensor.elemType),
      allowed: INPUT_TYPES.map(typeName).join(', '),
    });
  if (tensor.shape === null)
    throw new UserError({
      where,
      field,
      message: 'the file does not say its axes',
      allowed: 'windows, channels, positions',
    });
  const shape = tensor.shape.dim.map(({ dimValue, dimParam }) => {
    const length = whole(dimValue);
    return dimParam !== '' || length === 0 ? null : length;
  });
  if (shape.some((n) => n !== null && !(Number.isSafeInteger(n) && n > 0)))
    throw new UserError({ where, field, message: 'no lengths of axes', value: shape, allowed: '1 or more' });
  return { name, shape };
}

function opOf(node: NodeProto, where: string, external: External): Op {
  const op = OWN.includes(node.domain) ? node.opType : `${node.domain}.${node.opType}`;
  const name = node.name || `(makes ${node.output[0] ?? 'nothing'})`;
  return { name, op, from: node.input, to: node.output, attributes: attributesOf(node, where, external) };
}
