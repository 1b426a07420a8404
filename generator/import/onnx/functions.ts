import { UserError } from '../../support/errors.js';
import type { AttributeProto, FunctionProto, NodeProto } from './messages.js';
import type { FreshName } from './names.js';
import { opsetOf } from './opset.js';

/** Most operators of a network, functions written out: a file could call functions without end. */
const MOST_NODES = 100_000;
/** Most functions of which each is called by the one before. */
const MOST_DEPTH = 64;

/** An operator with the version of ONNX's operators that it is of: functions have their own. */
export interface VersionedNode {
  node: NodeProto;
  opset: number;
}

const key = ({ domain, name, overload }: { domain: string; name: string; overload: string }) =>
  JSON.stringify([domain, name, overload]);

/**
 * Nodes with the model's own functions written out in their places.
 *
 * @param opset of the model
 * @throws UserError for functions that call themselves, and for more operators than a network has
 */
export function inlined(
  nodes: readonly NodeProto[],
  functions: readonly FunctionProto[],
  opset: number,
  fresh: FreshName,
  where: string,
): VersionedNode[] {
  if (functions.length === 0 && nodes.length <= MOST_NODES) return nodes.map((node) => ({ node, opset }));
  const byKey = new Map(functions.map((each) => [key(each), each]));
  const done: VersionedNode[] = [];
  let count = 0;
  const walk = (some: readonly NodeProto[], opset: number, within: readonly FunctionProto[]) => {
    count += some.length;
    if (count > MOST_NODES)
      throw new UserError({ where, message: 'too many operators', allowed: `${MOST_NODES}, functions written out` });
    for (const node of some) {
      const called = byKey.get(key({ domain: node.domain, name: node.opType, overload: node.overload }));
      if (called === undefined) {
        done.push({ node, opset });
        continue;
      }
      const field = `function ${called.name}`;
      if (within.includes(called)) throw new UserError({ where, field, message: 'calls itself' });
      if (within.length === MOST_DEPTH)
        throw new UserError({ where, field, message: 'called too deep', allowed: `${MOST_DEPTH} functions in a row` });
      walk(written(called, node, fresh), opsetOf(called.opsetImport, where, field) ?? opset, [...within, called]);
    }
  };
  walk(nodes, opset, []);
  return done;
}

/** The nodes of a function for one call: names of its own, attributes of the call in the place of those that refer to them. */
function written(
  { input, output, node, attributeProto }: FunctionProto,
  call: NodeProto,
  fresh: FreshName,
): NodeProto[] {
  const prefix = call.name || call.output.find((name) => name !== '') || call.opType;
  const names = new Map<string, string>([['', '']]);
  input.forEach((name, i) => {
    names.set(name, call.input[i] ?? '');
  });
  output.forEach((name, i) => {
    if (call.output[i]) names.set(name, call.output[i]);
  });
  const named = (name: string) => {
    const known = names.get(name);
    if (known !== undefined) return known;
    const own = fresh(`${prefix}/${name}`);
    names.set(name, own);
    return own;
  };
  const given = new Map([...attributeProto, ...call.attribute].map((attribute) => [attribute.name, attribute]));
  return node.map((inner) => ({
    name: call.name === '' && inner.name === '' ? '' : `${prefix}/${inner.name || inner.opType}`,
    opType: inner.opType,
    domain: inner.domain,
    overload: inner.overload,
    input: inner.input.map(named),
    output: inner.output.map(named),
    attribute: inner.attribute.flatMap((attribute): AttributeProto[] => {
      if (attribute.refAttrName === '') return [attribute];
      const found = given.get(attribute.refAttrName);
      // The default values of a message's fields are its prototype's.
      return found === undefined ? [] : [Object.assign(Object.create(found), { name: attribute.name })];
    }),
  }));
}
