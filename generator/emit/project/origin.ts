import { existsSync, readFileSync } from 'node:fs';
import { isSafetensors } from '../../import/foreign-file.js';
import { FORMATS } from '../../import/formats.js';
import { readIntegerModel } from '../../model/file.js';
import { MODEL_EXTENSION } from '../../model/file-layout.js';
import { readNetwork } from '../../model/network-file.js';
import { UserError } from '../../support/errors.js';

/** What a project begins with: the example, an integer model, a network to be trained, or one of another framework. */
export type Origin =
  | { kind: 'example' }
  | { kind: 'model'; file: string; text: string }
  | { kind: 'network'; file: string; text: string }
  | { kind: 'foreign'; file: string; format: string };

/** What a file holds, and that it can be read. Throws UserError. */
export function originOf(file: string | undefined): Origin {
  if (file === undefined) return { kind: 'example' };
  if (!existsSync(file))
    throw new UserError({ where: '--from', message: 'no such file', value: file, allowed: ALLOWED });
  if (file.endsWith(MODEL_EXTENSION)) {
    readIntegerModel(file);
    return { kind: 'model', file, text: readFileSync(file, 'utf8') };
  }
  const head = readFileSync(file).subarray(0, 4096);
  const format = FORMATS.find((one) => one.is(head, file))?.name ?? (isSafetensors(head) ? 'safetensors' : undefined);
  if (format === undefined) {
    if (!file.endsWith('.json'))
      throw new UserError({ where: '--from', message: 'of no kind that is known', value: file, allowed: ALLOWED });
    readNetwork(file, '.');
    return { kind: 'network', file, text: readFileSync(file, 'utf8') };
  }
  // Its shards or its description lie beside it.
  if (format === 'TensorFlow.js' || format === 'safetensors')
    throw new UserError({
      where: '--from',
      message: `a network of ${format} is more than one file`,
      value: file,
      allowed: ALLOWED,
      fix: `npx bitbeat import ${file} in a folder of your own`,
    });
  return { kind: 'foreign', file, format };
}

const ALLOWED = `an integer model *${MODEL_EXTENSION}, a network file *.json, or a network of another framework (.onnx, .keras, .h5)`;
