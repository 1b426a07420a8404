/** What files of other programs begin with, as latin1 text: [offset, bytes, kind]; the first that fits counts. */
const SIGNATURES: readonly (readonly [number, string, string])[] = [
  [0, '\x89HDF', 'an HDF5 file'],
  [0, 'MATLAB 7.3', 'a MATLAB 7.3 (HDF5) file'],
  [0, 'MATLAB 5.0', 'a MATLAB level-5 file'],
  [0, '\x93NUMPY', 'a NumPy array (.npy)'],
  [0, 'PK\x03\x04', 'a ZIP archive'],
  [0, '\x1f\x8b', 'a gzip archive'],
  [0, '7z\xbc\xaf', 'a 7z archive'],
  [0, 'version https://git-lfs', 'a pointer of Git LFS, not the file itself'],
  [0, '0       ', 'an EDF recording'],
  [0, '\xffBIOSEMI', 'a BDF recording'],
  [8, 'WAVE', 'a WAV file'],
  [0, 'fLaC', 'a FLAC file'],
  [0, '%PDF', 'a PDF document'],
  [0, '<!DOCTYPE', 'a web page'],
  [0, '<html', 'a web page'],
  [0, '<?xml', 'an XML file'],
  [0, '\x7fELF', 'a program'],
  [4, 'TFL3', 'a TensorFlow Lite network'],
  [0, 'GGUF', 'a GGUF network'],
];

/** Bytes of a file's head that `foreignKind` wants. */
export const KIND_BYTES = 1024;

/** Of what kind a file is, by its first bytes; null if they are of no kind that is known here. */
export function foreignKind(head: Uint8Array): string | null {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, KIND_BYTES)).toString('latin1');
  return SIGNATURES.find(([at, bytes]) => text.startsWith(bytes, at))?.[2] ?? null;
}
