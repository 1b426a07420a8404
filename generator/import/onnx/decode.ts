import type { Reader } from 'protobufjs/light.js';
import { UserError } from '../../support/errors.js';
import { foreignKind } from '../../support/file-kind.js';
import { loadOptional } from '../../support/optional-package.js';
import { DESCRIPTOR, type ModelProto } from './messages.js';

/** Most fields of a file: a field of two bytes may become an object of hundreds. */
const MOST_FIELDS = 2 ** 20;

/** Most numbers outside raw data; one of 64 bits is an object and counts as 16. */
const MOST_NUMBERS = 2 ** 24;

/** Reads of the library that make a list of one field: numbers that a byte of it may become. */
const LISTS: Readonly<Record<string, number>> = { floats: 1 / 4, doubles: 1 / 8, int32s: 1, int64s: 16, uint64s: 16 };

/** Decodes ONNX's ModelProto. Throws UserError for bytes that are none, and for more fields than a network has. */
export async function decodeModel(bytes: Uint8Array, where: string): Promise<ModelProto> {
  if (bytes.length === 0) throw new UserError({ where, message: 'an empty file', allowed: 'an ONNX network' });
  const { default: protobuf } = await loadOptional('reading ONNX', ['protobufjs'], () => import('protobufjs/light.js'));
  const type = protobuf.Root.fromJSON(DESCRIPTOR).lookupType('ModelProto');
  try {
    return type.decode(limited(protobuf.Reader.create(bytes), where)) as unknown as ModelProto;
  } catch (error) {
    if (error instanceof UserError) throw error;
    const kind = foreignKind(bytes);
    if (kind !== null) throw new UserError({ where, message: `this is ${kind}`, allowed: 'an ONNX network' });
    throw new UserError({
      where,
      message: `no whole ONNX file: ${error instanceof Error ? error.message : 'it cannot be decoded'}`,
      allowed: 'a protobuf message ModelProto, complete',
    });
  }
}

/** A reader that stops before what it makes of a file outgrows the file many times. */
function limited(reader: Reader, where: string): Reader {
  let fields = 0;
  let numbers = 0;
  const tag = reader.tag;
  reader.tag = () => {
    if (++fields > MOST_FIELDS)
      throw new UserError({
        where,
        message: 'more fields than are read',
        allowed: `${MOST_FIELDS}, weights as raw data`,
      });
    return tag.call(reader);
  };
  reader.discardUnknown = true;
  const lists = reader as unknown as Record<string, (into?: unknown[]) => unknown[]>;
  for (const [name, each] of Object.entries(LISTS)) {
    const read = lists[name]!;
    lists[name] = (into) => {
      const at = reader.pos;
      numbers += reader.size() * each;
      reader.pos = at;
      if (numbers > MOST_NUMBERS)
        throw new UserError({
          where,
          message: 'more numbers outside raw data than are read',
          allowed: `${MOST_NUMBERS}; of 64 bits ${MOST_NUMBERS / 16}`,
          fix: 'in Python: onnx.numpy_helper.from_array for the weights, or export again',
        });
      return read.call(reader, into);
    };
  }
  return reader;
}
