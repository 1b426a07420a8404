import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { isSafetensors } from '../../import/foreign-file.js';
import { FORMATS } from '../../import/formats.js';
import { importFile } from '../../import/import-file.js';
import { readIntegerModel } from '../../model/file.js';
import { MODEL_EXTENSION } from '../../model/file-layout.js';
import { readNetwork } from '../../model/network-file.js';
import { UserError } from '../../support/errors.js';

/** What a project begins with: the example, an integer model, a network to be trained, or one of another framework. */
export type Origin =
  | { kind: 'example' }
  | { kind: 'model'; file: string; text: string }
  | { kind: 'network'; file: string; text: string }
  | Foreign;

/** A network of another framework, which may be more files than one. */
export interface Foreign {
  kind: 'foreign';
  file: string;
  format: string;
  /** Where its numbers lie besides, as paths from its folder: data of ONNX, shards of TensorFlow.js. */
  beside: readonly string[];
  /** Description of its layers, where it is weights alone. */
  network: string | undefined;
  samples: number | undefined;
}

/** How a network of another framework is read, as `import` takes it. */
export interface ReadBy {
  network?: string | undefined;
  samples?: number | undefined;
}

/** What a file holds, and that it can be read. Throws UserError. */
export async function originOf(file: string | undefined, by: ReadBy = {}): Promise<Origin> {
  const origin = await ofFile(file, by);
  if (origin.kind === 'foreign') return origin;
  const field = (['network', 'samples'] as const).find((option) => by[option] !== undefined);
  if (field === undefined) return origin;
  const allowed = 'with --from, a network of another framework';
  throw new UserError({ where: `--${field}`, message: 'says how a network is read', value: by[field], allowed });
}

async function ofFile(file: string | undefined, by: ReadBy): Promise<Origin> {
  if (file === undefined) return { kind: 'example' };
  if (!existsSync(file))
    throw new UserError({ where: '--from', message: 'no such file', value: file, allowed: ALLOWED });
  if (file.endsWith(MODEL_EXTENSION)) {
    readIntegerModel(file);
    return { kind: 'model', file, text: readFileSync(file, 'utf8') };
  }
  const head = readFileSync(file).subarray(0, 4096);
  const known = FORMATS.some((one) => one.is(head, file)) || isSafetensors(head);
  if (known) return foreign(file, by);
  if (!file.endsWith('.json'))
    throw new UserError({ where: '--from', message: 'of no kind that is known', value: file, allowed: ALLOWED });
  readNetwork(file, '.');
  return { kind: 'network', file, text: readFileSync(file, 'utf8') };
}

/** All of it is read: what does not come in is told before there is a project, and which files it is. */
async function foreign(file: string, { network, samples }: ReadBy): Promise<Foreign> {
  const { format, beside = [] } = (await importFile(file, { network, samples })).file;
  const own = [basename(file), ...(network === undefined ? [] : [DESCRIPTION])];
  const taken = beside.find((path) => own.includes(path));
  if (taken !== undefined)
    throw new UserError({ where: file, message: 'its numbers lie in a file of its own name', value: taken });
  return { kind: 'foreign', file, format, beside, network, samples };
}

/** What the description of a network is called in a project. */
export const DESCRIPTION = 'layers.json';

const ALLOWED = `an integer model *${MODEL_EXTENSION}, a network file *.json, or a network of another framework (.onnx, .keras, .h5, model.json, .safetensors with --network)`;
