import { realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, sep } from 'node:path';
import { UserError } from '../../support/errors.js';
import { readRegularFile } from '../../support/read-file.js';
import type { TensorProto } from './messages.js';

/** Bytes of a tensor that lie in a file beside the model: as many as are asked for. */
export type External = (tensor: TensorProto, bytes: number) => Uint8Array;

/** Reads files inside the folder of a model, each once. Nothing outside of it is opened. */
export function externalData(model: string): External {
  const files = new Map<string, Uint8Array>();
  return ({ name, externalData: entries }, bytes) => {
    const entry = (key: string) => entries.find((one) => one.key === key)?.value;
    const location = entry('location') ?? '';
    const field = `tensor ${name}`;
    const path = inside(model, location, field);
    const file = files.get(location) ?? readRegularFile(path);
    files.set(location, file);
    const offset = Number(entry('offset') ?? 0);
    const length = Number(entry('length') ?? bytes);
    if (!Number.isSafeInteger(offset) || offset < 0 || length !== bytes || offset + bytes > file.length)
      throw new UserError({
        where: model,
        field,
        message: `its data in ${location} are not there whole`,
        value: { offset, length, of: file.length },
        allowed: `${bytes} bytes inside the file`,
        fix: 'export again, or copy both files',
      });
    return file.subarray(offset, offset + bytes);
  };
}

function inside(model: string, location: string, field: string): string {
  const outside = () =>
    new UserError({
      where: model,
      field,
      message: 'its data lie outside the folder of the model',
      value: location,
      allowed: 'a file beside the model',
    });
  if (location === '' || isAbsolute(location) || /^[A-Za-z]:|\\/.test(location) || location.split('/').includes('..'))
    throw outside();
  const folder = realpathSync(dirname(model));
  const path = join(dirname(model), location);
  let real: string;
  try {
    real = realpathSync(path);
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
  return path;
}
