/*
 * An HDF5 file as plain data: what a worker reads of it, and hands over.
 */

export interface Hdf5Group {
  kind: 'group';
  /** Texts of the attributes that hold texts; of one text, a list of one. */
  attributes: Map<string, string[]>;
  children: Map<string, Hdf5Node>;
}

export interface Hdf5Dataset {
  kind: 'dataset';
  attributes: Map<string, string[]>;
  shape: number[];
  /** Row-major; null: not read, for the reason in `fault`. */
  values: Float64Array | null;
  fault?: string;
}

/** Something else: a type, or a link that leads out of the file or nowhere. */
export interface Hdf5Other {
  kind: 'other';
}

export type Hdf5Node = Hdf5Group | Hdf5Dataset | Hdf5Other;

/** What lies at a path such as `model_weights/conv1d`; undefined: nothing. */
export function nodeAt(root: Hdf5Group, path: string): Hdf5Node | undefined {
  let node: Hdf5Node | undefined = root;
  for (const name of path.split('/').filter((part) => part !== '' && part !== '.'))
    node = node?.kind === 'group' ? node.children.get(name) : undefined;
  return node;
}

export function groupAt(root: Hdf5Group, path: string): Hdf5Group | undefined {
  const node = nodeAt(root, path);
  return node?.kind === 'group' ? node : undefined;
}

/** The memory of all numbers below a node. */
export function buffersOf(node: Hdf5Node): ArrayBuffer[] {
  if (node.kind === 'dataset') return node.values === null ? [] : [node.values.buffer as ArrayBuffer];
  return node.kind === 'group' ? [...node.children.values()].flatMap(buffersOf) : [];
}

/** The one text of an attribute; undefined: there is no such attribute, or it is no single text. */
export function textAttribute(node: Hdf5Group, name: string): string | undefined {
  const texts = node.attributes.get(name);
  return texts?.length === 1 ? texts[0] : undefined;
}

/**
 * The texts of an attribute. Keras cuts a list that is too long for one attribute (64 KiB) into `name0`, `name1` and so on.
 * undefined: there is no such attribute.
 */
export function textsAttribute(node: Hdf5Group, name: string): string[] | undefined {
  const whole = node.attributes.get(name);
  if (whole !== undefined) return whole;
  const parts: string[] = [];
  for (let i = 0; ; i++) {
    const part = node.attributes.get(`${name}${i}`);
    if (part === undefined) return i === 0 ? undefined : parts;
    parts.push(...part);
  }
}
