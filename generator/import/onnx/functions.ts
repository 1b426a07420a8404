import { UserError } from '../../support/errors.js';
import type { AttributeProto, FunctionProto, NodeProto } from './messages.js';

/** Most operators of a network, functions written out: a file could call functions without end. */
const MOST_NODES = 100_000;

const key = ({ domain, name, overload }: { domain: string; name: string; overload: string }) =>
  `${domain} ${name} ${overload}`;

/** Nodes with the model's own functions written out in their places. Throws UserError for functions that call themselves. */
export function inlined(nodes: readonly NodeProto[], functions: readonly FunctionProto[], where: string): NodeProto[] {
  if (functions.length === 0) return [...nodes];
  const byKey = new Map(functions.map((each) => [key(each), each]));
  const done: NodeProto[] = [];
  let calls = 0;
  const walk = (some: readonly NodeProto[], within: readonly FunctionProto[]) => {
    for (const node of some) {
      const called = byKey.get(key({ domain: node.domain, name: node.opType, overload: node.overload }));
      if (called === undefined) done.push(node);
      else if (within.includes(called))
        throw new UserError({ where, field: `function ${called.name}`, message: 'calls itself' });
      else walk(written(called, node, ++calls), [...within, called]);
      if (done.length + calls > MOST_NODES)
        throw new UserError({ where, message: 'too many operators', allowed: `${MOST_NODES}, functions written out` });
    }
  };
  walk(nodes, []);
  return done;
}

/** The nodes of a function for one call: names of its own, attributes of the call in the place of those that refer to them. */
function written({ input, output, node, attributeProto }: FunctionProto, call: NodeProto, number: number): NodeProto[] {
  const names = new Map<string, string>([
    ...input.map((name, i) => [name, call.input[i] ?? ''] as const),
    ...output.map((name, i) => [name, call.output[i] || `${call.name}/${number}/${name}`] as const),
  ]);
  const named = (name: string) => (name === '' ? '' : (names.get(name) ?? `${call.name}/${number}/${name}`));
  const given = new Map(call.attribute.map((attribute) => [attribute.name, attribute]));
  const defaults = new Map(attributeProto.map((attribute) => [attribute.name, attribute]));
  return node.map((inner) => ({
    ...inner,
    name: `${call.name}/${inner.name || inner.opType}`,
    opType: inner.opType,
    domain: inner.domain,
    overload: inner.overload,
    input: inner.input.map(named),
    output: inner.output.map(named),
    attribute: inner.attribute.flatMap((attribute): AttributeProto[] => {
      if (attribute.refAttrName === '') return [attribute];
      const found = given.get(attribute.refAttrName) ?? defaults.get(attribute.refAttrName);
      return found === undefined
        ? []
        : [Object.assign(Object.create(Object.getPrototypeOf(found)), found, { name: attribute.name })];
    }),
  }));
}
