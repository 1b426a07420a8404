import { realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, normalize, sep } from 'node:path';
import { UserError } from '../../support/errors.js';
import { readRegularFile } from '../../support/read-file.js';
import type { TensorProto } from './messages.js';

/** Most bytes of all files beside a model. */
const MOST_BYTES = 2 ** 29;

/** `count` bytes of a tensor that lie in a file beside the model; `field` names it in messages. */
export type External = (tensor: TensorProto, field: string, count: number) => Uint8Array;

/** Reads files inside the folder of a model, each once, and notes which in `beside`. Nothing outside of it is opened. */
export function externalData(model: string, beside: Set<string>): External {
  const files = new Map<string, Uint8Array>();
  let left = MOST_BYTES;
  const open = (path: string): Uint8Array => {
    const known = files.get(path);
    if (known !== undefined) return known;
    const file = readRegularFile(path, left);
    left -= file.length;
    files.set(path, file);
    return file;
  };
  return ({ externalData: entries }, field, count) => {
    const entry = (key: string) => entries.find((one) => one.key === key)?.value;
    const location = entry('location') ?? '';
    const file = open(inside(model, location, field));
    beside.add(normalize(location));
    const offset = digits(entry('offset') ?? '0');
    const length = digits(entry('length') ?? `${count}`);
    // NaN, for no number, fits nowhere.
    if (length === count && offset + count <= file.length) return file.subarray(offset, offset + count);
    throw new UserError({
      where: model,
      field,
      message: `its data in ${location} are not there whole`,
      value: { offset: entry('offset') ?? '0', length: entry('length') ?? null, of: file.length },
      allowed: `${count} bytes inside the file`,
      fix: 'export again, or copy both files',
    });
  };
}

const digits = (text: string) => (/^\d{1,15}$/.test(text) ? Number(text) : Number.NaN);

/** The real path of a file in the model's folder or below it. Throws UserError for any other. */
function inside(model: string, location: string, field: string): string {
  const outside = () =>
    new UserError({
      where: model,
      field,
      message: 'its data lie outside the folder of the model',
      value: location,
      allowed: 'a file beside the model, no link that leaves the folder',
      fix: 'copy both files into one folder',
    });
  if (
    location === '' ||
    isAbsolute(location) ||
    /^[A-Za-z]:|[\\\0]/.test(location) ||
    location.split('/').includes('..')
  )
    throw outside();
  const folder = realpathSync(dirname(model));
  let real: string;
  try {
    real = realpathSync(join(folder, location));
  } catch {
    throw new UserError({
      where: model,
      field,
      message: `its data are missing: ${location}`,
      allowed: 'the file of data beside the model',
      fix: 'copy it too, or export with external_data=False',
    });
  }
  if (!real.startsWith(folder.endsWith(sep) ? folder : folder + sep)) throw outside();
  return real;
}
