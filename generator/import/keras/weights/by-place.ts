import { groupAt, type Hdf5Dataset, type Hdf5Group, type Hdf5Node, textAttribute } from '../hdf5/tree.js';
import type { LayerIdentity, StoredWeight, WeightScope } from './weight-scope.js';

/** Children of a model's group that hold its layers: Keras 3 and 2.13 onwards, Keras 2.12. */
export const CONTAINERS = ['layers', '_layer_checkpoint_dependencies'] as const;

/**
 * Weights of `model.weights.h5` of a `.keras` file: groups by the layers' classes and how many of the class came before
 * (`layers/conv1d_1`), in them `vars/0`, `vars/1` in the order in which the layer made them.
 */
export function weightsByPlace(root: Hdf5Group): WeightScope {
  return scope(withSlashes(root), '');
}

function scope(group: Hdf5Group | undefined, path: string): WeightScope {
  const at = (more: string) => (path === '' ? more : `${path}/${more}`);
  const vars = group === undefined ? undefined : groupAt(group, 'vars');
  return {
    layers: (identities) => {
      const container = CONTAINERS.find((name) => group !== undefined && groupAt(group, name) !== undefined);
      const inside = container === undefined ? undefined : groupAt(group!, container);
      const names = groupNames(identities, inside);
      return names.map((name) => scope(inside && groupAt(inside, name), at(`${container ?? CONTAINERS[0]}/${name}`)));
    },
    part: (attribute) => scope(group && groupAt(group, attribute), at(attribute)),
    find: (specs) =>
      specs.map((_, i) => {
        const found = vars?.children.get(`${i}`);
        return found?.kind === 'dataset' ? stored(at(`vars/${i}`), found) : null;
      }),
    place: (_, i) => at(`vars/${i}`),
    count: () => (vars === undefined ? 0 : vars.children.size),
  };
}

const stored = (name: string, { shape, values, fault }: Hdf5Dataset): StoredWeight => ({
  name,
  shape,
  values,
  ...(fault !== undefined && { fault }),
});

/** The group of each layer. */
function groupNames(identities: readonly LayerIdentity[], inside: Hdf5Group | undefined): string[] {
  const called = inside === undefined ? new Map<string, string>() : groupsByLayer(inside);
  const bases = identities.map(({ className }) => snakeCase(className));
  const layers = new Map<string, number>();
  for (const base of bases) layers.set(base, (layers.get(base) ?? 0) + 1);
  const groups = new Map([...layers.keys()].map((base) => [base, inside === undefined ? [] : numbered(inside, base)]));
  const counts = new Map<string, number>();
  return identities.map(({ name }, i) => {
    const base = bases[i]!;
    const before = counts.get(base) ?? 0;
    counts.set(base, before + 1);
    const known = called.get(name);
    if (known !== undefined) return known;
    // Keras 2.12 counts each layer twice: the order is what holds everywhere.
    const inOrder = groups.get(base)!;
    return inOrder.length === layers.get(base) ? inOrder[before]! : before === 0 ? base : `${base}_${before}`;
  });
}

/** Groups by the layer's name, which newer versions of Keras 3 note. */
function groupsByLayer(inside: Hdf5Group): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, node] of inside.children) {
    const vars = node.kind === 'group' ? groupAt(node, 'vars') : undefined;
    const layer = vars && textAttribute(vars, 'name');
    if (layer !== undefined) found.set(layer, name);
  }
  return found;
}

/** Groups `base`, `base_1`, ... that hold something, by their number. */
function numbered(inside: Hdf5Group, base: string): string[] {
  const number = (name: string) => (name === base ? 0 : Number(/^_(\d+)$/.exec(name.slice(base.length))?.[1] ?? -1));
  return [...inside.children]
    .filter(([name, node]) => name.startsWith(base) && number(name) >= 0 && holdsDataset(node))
    .map(([name]) => name)
    .sort((a, b) => number(a) - number(b));
}

const holdsDataset = (node: Hdf5Node): boolean =>
  node.kind === 'dataset' || (node.kind === 'group' && [...node.children.values()].some(holdsDataset));

/** As Keras turns a class into a name: `SeparableConv1D` is `separable_conv1d`. */
export const snakeCase = (className: string): string =>
  className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();

/** Keras 2 on Windows writes one group `layers\conv1d` where others nest groups. */
function withSlashes(root: Hdf5Group): Hdf5Group {
  if (![...root.children.keys()].some((name) => name.includes('\\'))) return root;
  const copy: Hdf5Group = { kind: 'group', attributes: root.attributes, children: new Map() };
  for (const [name, node] of root.children) {
    const parts = name.split('\\');
    const last = parts.pop()!;
    let into = copy;
    for (const part of parts) {
      const next = into.children.get(part);
      const group: Hdf5Group =
        next?.kind === 'group' ? next : { kind: 'group', attributes: new Map(), children: new Map() };
      into.children.set(part, group);
      into = group;
    }
    const there = into.children.get(last);
    if (there?.kind === 'group' && node.kind === 'group')
      for (const [key, child] of node.children) there.children.set(key, child);
    else into.children.set(last, node);
  }
  return copy;
}
