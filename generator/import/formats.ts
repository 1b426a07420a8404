import { isOnnx } from './foreign-file.js';
import type { OpGraph } from './op-graph.js';

/** A kind of file that holds a network. */
export interface Format {
  name: string;
  /** What its files are, in the docs. */
  files: string;
  /** Told by the first bytes and, where these say little, by the file's name. */
  is(head: Buffer, path: string): boolean;
  read(path: string): Promise<OpGraph>;
}

const starts = (head: Buffer, bytes: string) => head.toString('latin1').startsWith(bytes);

/** Kinds of files that are read; each one's reader is loaded when a file of it is met. */
export const FORMATS: readonly Format[] = [
  {
    name: 'ONNX',
    files: '`.onnx`, operator sets 7 to 25, with weights inside or beside it',
    is: (head, path) => isOnnx(head) || path.endsWith('.onnx'),
    read: async (path) => (await import('./onnx/onnx.js')).readOnnx(path),
  },
  {
    name: 'Keras',
    files: '`.keras` of Keras 3 and `.h5` of Keras 2 and 3, both with the architecture inside',
    is: (head, path) =>
      starts(head, '\x89HDF') || (starts(head, 'PK\x03\x04') && (path.endsWith('.keras') || holdsKeras(head))),
    read: async (path) => (await import('./keras/keras.js')).readKeras(path),
  },
  {
    name: 'TensorFlow.js',
    files: '`model.json` of a layers model, with its shards of weights beside it',
    is: (head) => starts(head, '{') && /"(modelTopology|weightsManifest)"/.test(head.toString('latin1')),
    read: async (path) => (await import('./tfjs/tfjs.js')).readTfjs(path),
  },
];

const holdsKeras = (head: Buffer) => /config\.json|metadata\.json|model\.weights\.h5/.test(head.toString('latin1'));
