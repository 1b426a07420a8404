/**
 * Names of a design's modules. Every module of a design begins with its top's name, so that any number of designs can stand
 * in one project: `bitbeat_<design>` is the top, `bitbeat_<design>__<part>` all others. No name of a design has two
 * underscores in a row, so a name tells its design and its part.
 */

/** Name of the top module of a design; designs of different names have different tops. */
export function topModule(design: string): string {
  return `bitbeat_${design.replaceAll('_', '_u_').replaceAll('-', '_')}`;
}

/** Name of any other module that a design has, a wrapper's for instance. */
export function partModule(design: string, part: string): string {
  return `${topModule(design)}__${part}`;
}

/** The bench of a design. */
export function benchModule(design: string): string {
  return partModule(design, 'bench');
}

const TEMPLATE = 'bb_';

/** What the hand-written module `bb_<part>` is called in the design with this top. */
export function moduleOf(top: string, template: string): string {
  return `${top}__${template.slice(TEMPLATE.length)}`;
}

/** The other way: the hand-written module that `module` of a design is; other names come back as they are. */
export function templateOf(module: string): string {
  const [, part] = /^bitbeat_\w+?__(\w+)$/.exec(module) ?? [];
  return part === undefined ? module : `${TEMPLATE}${part}`;
}

/**
 * Names in generated Verilog that hold a layer's own name have their kind first, and nothing else begins with a kind: no
 * layer's name can meet a port, a keyword, or another layer's. The templates write the same.
 */
const NET_KINDS = ['data', 'last', 'end', 'valid', 'ready', 'fault'] as const;

/** Nets of the top between a layer's engine and the next. */
export const layerNets = (layer: string) => NET_KINDS.map((kind) => `${kind}_${layer}`);

/** The layer's engine in the top. */
export const layerInstance = (layer: string) => `layer_${layer}`;

/** The layer that an instance is the engine of; other names come back as they are. */
export const instanceLayer = (instance: string) => instance.replace(/^layer_/, '');

/** The layer's values in the bench, and the file of those expected. */
export const layerStream = (layer: string) => `layer_${layer}`;
