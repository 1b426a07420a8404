import type { Attribute } from '../op-graph.js';
import type { External } from './external.js';
import type { AttributeProto, NodeProto } from './messages.js';
import { readTensor, whole } from './tensor.js';

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** By ONNX's number of an attribute's type; others (graphs, types) are left out, as no operator with them comes in. */
const VALUES: Readonly<Record<number, (a: AttributeProto, where: string, external: External) => Attribute>> = {
  1: ({ f }) => f,
  2: ({ i }) => whole(i),
  3: ({ s }) => text(s),
  4: ({ t, name }, where, external) => readTensor(t!, where, `attribute ${name}`, external),
  6: ({ floats }) => [...floats],
  7: ({ ints }) => ints.map(whole),
  8: ({ strings }) => strings.map(text),
};

/** Attributes of a node by their names. */
export function attributesOf({ attribute }: NodeProto, where: string, external: External): Record<string, Attribute> {
  const found: [string, Attribute][] = [];
  for (const each of attribute) {
    const type = each.type || impliedType(each);
    if (type === 4 && each.t === null) continue;
    const read = VALUES[type];
    if (read !== undefined) found.push([each.name, read(each, where, external)]);
  }
  return Object.fromEntries(found);
}

/** Files of the first versions say no type: what is there tells it. */
function impliedType(a: AttributeProto): number {
  if (a.t !== null) return 4;
  if (a.ints.length > 0) return 7;
  if (a.floats.length > 0) return 6;
  if (a.strings.length > 0) return 8;
  if (a.s.length > 0) return 3;
  return a.f !== 0 ? 1 : 2;
}
