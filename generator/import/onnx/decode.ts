import { UserError } from '../../support/errors.js';
import { loadOptional } from '../../support/optional-package.js';
import { DESCRIPTOR, type ModelProto } from './messages.js';

/** Decodes ONNX's ModelProto. Throws UserError for bytes that are none. */
export async function decodeModel(bytes: Uint8Array, where: string): Promise<ModelProto> {
  const { default: protobuf } = await loadOptional('reading ONNX', ['protobufjs'], () => import('protobufjs/light.js'));
  const type = protobuf.Root.fromJSON(DESCRIPTOR).lookupType('ModelProto');
  try {
    return type.decode(bytes) as unknown as ModelProto;
  } catch (error) {
    throw new UserError({
      where,
      message: `no whole ONNX file: ${error instanceof Error ? error.message : 'it cannot be decoded'}`,
      allowed: 'a protobuf message ModelProto, complete',
    });
  }
}
