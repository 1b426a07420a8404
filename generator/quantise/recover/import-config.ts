import { basename, join } from 'node:path';
import { z } from 'zod';
import { readNetwork } from '../../model/network-file.js';
import { type Convolution, isConvolution } from '../../network/network.js';
import type { Topology } from '../../network/topology.js';
import { type Problem, UserError } from '../../support/errors.js';
import { nearest } from '../../support/nearest.js';
import { readJson } from '../../support/read-json.js';
import { structureSchema } from '../recipe/quantise-config.js';

const node = z.strictObject({
  tensors: z.string().min(1).describe('its tensors are `<tensors>.weight` and `<tensors>.bias`'),
  dense: z.boolean().default(false).describe('the weights are [out][channel x position], not [out][in][tap]'),
  structure: structureSchema.describe('which weights are sums of the same alphas'),
});

/** `configs/imports/*.json`: weights that were trained and quantised to sums of alphas elsewhere, and the network that they are of. */
export const importSchema = z.strictObject({
  name: z.string().min(1).describe('of the model that is made'),
  title: z.string().min(1).describe('what messages call the weights'),
  network: z
    .string()
    .min(1)
    .describe('a name of configs/networks, or the path of a network file, relative to this file'),
  standardised: z
    .strictObject({ mean: z.number().positive(), deviation: z.number().positive() })
    .describe('the real input is (code - mean) / deviation, of every channel'),
  alphaBits: z.number().describe('bits of the alphas of the integer model'),
  activationBits: z.number().describe('bits of its activations'),
  nodes: z.record(z.string(), node).describe('every node of the network, by its name'),
});

type ImportText = z.infer<typeof importSchema>;

/** How a node's weights are found and grouped. */
export type ImportedNode = z.infer<typeof node>;

/** An import with the network that it names; `nodes` in the network's order. */
export type ImportConfig = Omit<ImportText, 'network' | 'nodes'> & {
  topology: Topology<Convolution>;
  nodes: ImportedNode[];
};

/**
 * An import by name, a file of configs/imports, or by the path of its file.
 *
 * @throws UserError with every problem found
 */
export function readImport(nameOrPath: string): ImportConfig {
  const path =
    basename(nameOrPath, '.json') === nameOrPath ? join('configs/imports', `${nameOrPath}.json`) : nameOrPath;
  const { network, nodes, ...rest } = readJson(path, importSchema);
  const topology = readNetwork(network, path);
  const layers = topology.layers.filter(isConvolution);
  const names = layers.map(({ name }) => name);
  const problems: Problem[] = [
    ...topology.layers
      .filter((node) => !isConvolution(node))
      .map(({ name, kind }) => ({ where: path, field: `nodes.${name}`, message: 'has no weights', value: kind })),
    ...names
      .filter((name) => nodes[name] === undefined)
      .map((name) => ({ where: path, field: `nodes.${name}`, message: `missing: network ${topology.name} has it` })),
    ...Object.keys(nodes)
      .filter((name) => !names.includes(name))
      .map((name) => {
        const fix = nearest(name, names);
        const message = `network ${topology.name} has no node of that name`;
        return { where: path, field: `nodes.${name}`, message, allowed: names.join(', '), ...(fix && { fix }) };
      }),
  ];
  if (problems.length > 0) throw new UserError(problems);
  return { ...rest, topology: { ...topology, layers }, nodes: names.map((name) => nodes[name]!) };
}
