import { UserError } from '../support/errors.js';
import { readHead, readRegularFile } from '../support/read-file.js';
import { refuseForeignNetwork, type Wanted } from './foreign-file.js';
import { FORMATS } from './formats.js';
import type { OpGraph } from './op-graph.js';
import { parseSafetensors, TENSOR_TYPES } from './safetensors/tensors.js';
import type { TraceOptions } from './trace/input-shape.js';
import { type Traced, trace } from './trace/trace.js';

const NETWORKS: Wanted = {
  allowed: `a network of ${FORMATS.map(({ name }) => name).join(', ')}, or safetensors with --network`,
  fix: 'export it as ONNX',
  pickle: 'in Python: torch.onnx.export(model.eval(), (example,), "model.onnx")',
};

/** Bytes of the head that tell kinds of files apart. */
const HEAD_BYTES = 4096;

/** A file of a foreign network: what it holds, and as streams. */
export interface Imported extends Traced {
  file: OpGraph;
}

/**
 * Reads a network of another framework.
 *
 * @throws UserError for a file of no kind that is read, for what is wrong in it, and with every operator that does not come in
 */
export async function importFile(path: string, { network, ...options }: ImportOptions = {}): Promise<Imported> {
  const file = network === undefined ? await readOpGraph(path) : await readDescribed(path, network);
  return { file, ...trace(path, file, options) };
}

export interface ImportOptions extends TraceOptions {
  /** Description of a network whose file holds weights alone. */
  network?: string | undefined;
}

async function readDescribed(path: string, network: string): Promise<OpGraph> {
  refuseForeignNetwork(path, NETWORKS);
  return (await import('./safetensors/safetensors.js')).readSafetensors(path, network);
}

/** The operators of a network's file, whichever they are. */
export async function readOpGraph(path: string): Promise<OpGraph> {
  const head = readHead(path, HEAD_BYTES);
  const format = FORMATS.find(({ is }) => is(head, path));
  if (format !== undefined) return format.read(path);
  refuseForeignNetwork(path, NETWORKS);
  const tensors = [...parseSafetensors(readRegularFile(path), path, undefined, TENSOR_TYPES)];
  const list = tensors.map(([name, { shape }]) => `${name} [${shape}]`).join(', ');
  throw new UserError({
    where: path,
    message: `weights alone, nothing says how they are connected: ${list}`,
    allowed: 'weights with a description of the network',
    fix: '--network with a file of its layers (docs/networks.md), or an export as ONNX',
  });
}
