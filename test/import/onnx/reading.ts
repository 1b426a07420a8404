import { join } from 'node:path';
import { readOnnx } from '../../../generator/import/onnx/onnx.js';
import type { OpGraph } from '../../../generator/import/op-graph.js';
import { UserError } from '../../../generator/support/errors.js';
import { answered } from '../../bad-input/answers.js';
import { folderOf } from '../../data/readers/files.js';
import { type BuiltModel, onnx } from './build.js';

export const RELU = { op: 'Relu', from: ['x'], to: ['y'] };

export const readBytes = (bytes: Uint8Array): Promise<OpGraph> =>
  readOnnx(join(folderOf({ 'x.onnx': bytes }), 'x.onnx'));

export const readBuilt = (model: BuiltModel): Promise<OpGraph> => readBytes(onnx(model));

/** The message of the UserError that the work must end in. */
export async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof UserError) {
      answered(error);
      return error.message;
    }
    throw error;
  }
  throw new Error('nothing was refused');
}
