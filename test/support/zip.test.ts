import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { type UnzipOptions, unzip } from '../../generator/support/zip.js';
import { messageOf } from '../data/readers/files.js';

/** Written by NumPy 2.4: `np.savez(file, x=np.arange(6, dtype='<i2').reshape(2, 3))`, and the same by savez_compressed. */
const NUMPY = {
  stored:
    'UEsDBC0AAAAAAAAAIQAaTph+//////////8FABQAeC5ucHkBABAAjAAAAAAAAACMAAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzogJzxpMicsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgyLCAzKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAAABAAIAAwAEAAUAUEsBAi0DLQAAAAAAAAAhABpOmH6MAAAAjAAAAAUAAAAAAAAAAAAAAIABAAAAAHgubnB5UEsFBgAAAAABAAEAMwAAAMMAAAAAAA==',
  compressed:
    'UEsDBC0AAAAIAAAAIQAaTph+//////////8FABQAeC5ucHkBABAAjAAAAAAAAABSAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6loG6TaaSuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GkY6CsaaOgq1CmQDLgYGRgYmBmYGFgZWBgBQSwECLQMtAAAACAAAACEAGk6YflIAAACMAAAABQAAAAAAAAAAAAAAgAEAAAAAeC5ucHlQSwUGAAAAAAEAAQAzAAAAiQAAAAAA',
};

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const bytesOf = (letters: string) => Uint8Array.from(Buffer.from(letters, 'latin1'));
const all: UnzipOptions = { wanted: () => true, maxBytes: 2 ** 20 };
const open = (bytes: Uint8Array, options: Partial<UnzipOptions> = {}) => unzip(bytes, 'a.zip', { ...all, ...options });

const A = bytesOf('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa');
const deflated = () => zipSync({ 'a.txt': A, 'b/c.txt': bytesOf('cc') });
const stored = () => zipSync({ 'a.txt': [A, { level: 0 }] });

/** Index of the nth record with this signature. */
function record(bytes: Uint8Array, signature: string, n = 0): number {
  let at = -1;
  for (let i = 0; i <= n; i++) at = text(bytes).indexOf(signature, at + 1);
  return at;
}
const [CENTRAL, END] = ['PK\x01\x02', 'PK\x05\x06'];

/** The archive with a field of a record written over. */
function changed(bytes: Uint8Array, signature: string, field: number, size: 2 | 4, value: number, n = 0): Uint8Array {
  const copy = Buffer.from(bytes);
  copy.writeUIntLE(value, record(bytes, signature, n) + field, size);
  return copy;
}

/** The same archive with an end of zip64, whose entries say their sizes in extra fields. */
function large(bytes: Uint8Array, extraSize = 24): Uint8Array {
  const [central, end] = [record(bytes, CENTRAL), record(bytes, END)];
  const entry = Buffer.from(bytes.subarray(central, end));
  const extra = Buffer.alloc(4 + extraSize);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(extraSize, 2);
  [24, 20, 42].forEach((field, i) => {
    if (8 * i < extraSize) extra.writeBigUInt64LE(BigInt(entry.readUInt32LE(field)), 4 + 8 * i);
    entry.writeUInt32LE(0xffffffff, field);
  });
  entry.writeUInt16LE(extra.length, 30);
  const directory = Buffer.concat([entry, extra]);
  const end64 = Buffer.alloc(76);
  end64.write('PK\x06\x06', 0, 'latin1');
  end64.writeBigUInt64LE(44n, 4);
  end64.writeBigUInt64LE(1n, 32);
  end64.writeBigUInt64LE(BigInt(directory.length), 40);
  end64.writeBigUInt64LE(BigInt(central), 48);
  end64.write('PK\x06\x07', 56, 'latin1');
  end64.writeBigUInt64LE(BigInt(central + directory.length), 64);
  const last = Buffer.from(bytes.subarray(end));
  last.writeUInt16LE(0xffff, 10);
  last.writeUInt32LE(0xffffffff, 12);
  last.writeUInt32LE(0xffffffff, 16);
  return Buffer.concat([bytes.subarray(0, central), directory, end64, last]);
}

describe('unzip', () => {
  const files = (bytes: Uint8Array) => [...open(bytes)].map(([name, content]) => [name, text(content)]);
  const given: [string, Uint8Array, unknown][] = [
    [
      'deflated, in a folder',
      deflated(),
      [
        ['a.txt', text(A)],
        ['b/c.txt', 'cc'],
      ],
    ],
    ['stored', stored(), [['a.txt', text(A)]]],
    ['zip64', large(stored()), [['a.txt', text(A)]]],
    ['zip64, deflated', large(zipSync({ 'ä.txt': A })), [['ä.txt', text(A)]]],
    ['nothing in it', zipSync({}), []],
    ['an empty file', zipSync({ e: new Uint8Array(0) }), [['e', '']]],
    ['a folder', zipSync({ 'd/': new Uint8Array(0) }), []],
    ['a comment', zipSync({ a: bytesOf('a') }, { comment: 'PK\x05\x06 is no end' }), [['a', 'a']]],
  ];
  it.each(given)('%s', (_, bytes, wanted) => expect(files(bytes)).toEqual(wanted));

  it.each(Object.entries(NUMPY))('what NumPy writes, %s', (_, base64) => {
    const [[name, bytes]] = [...open(Buffer.from(base64, 'base64'))] as [[string, Uint8Array]];
    expect([name, text(bytes.subarray(1, 6)), [...bytes.subarray(-12)]]).toEqual([
      'x.npy',
      'NUMPY',
      [0, 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0],
    ]);
  });

  it('unpacks nothing but what is wanted', () => {
    const bytes = changed(deflated(), CENTRAL, 10, 2, 99);
    expect([...open(bytes, { wanted: (name) => name === 'b/c.txt' }).keys()]).toEqual(['b/c.txt']);
    expect(() => open(zipSync({ '../a': A }), { wanted: () => false })).not.toThrow();
  });
});

describe('refuses', () => {
  const bomb = zipSync({ bomb: new Uint8Array(2 ** 21) }, { level: 9 });
  const given: [string, Uint8Array, RegExp][] = [
    ['nothing', new Uint8Array(0), /no zip archive: this is empty/],
    ['a text', bytesOf('hello, this is a text of some length'), /no zip archive$/],
    ['HDF5', bytesOf('\x89HDF\r\n\x1a\n'), /this is an HDF5 file/],
    ['a part of it', deflated().subarray(0, 150), /damaged zip archive: truncated/],
    ['without its head', deflated().subarray(20), /does not end where/],
    ['bytes behind it', Buffer.concat([deflated(), A]), /truncated, or something follows its end/],
    ['encrypted', changed(deflated(), CENTRAL, 8, 2, 1), /a\.txt: encrypted/],
    [
      'another method',
      changed(deflated(), CENTRAL, 10, 2, 14),
      /not read \(found "LZMA"\); allowed: stored or deflated/,
    ],
    ['too large together', zipSync({ a: new Uint8Array(2 ** 19), b: new Uint8Array(2 ** 19 + 1) }), /1048577/],
    ['a bomb', bomb, /unpacks to more than is read \(found 2097152\)/],
    ['a bomb that says less', changed(bomb, CENTRAL, 24, 4, 1000), /bomb: unpacks to more than is said; allowed: 1000/],
    ['a size that cannot be', changed(deflated(), CENTRAL, 24, 4, 2 ** 31), /unpack to 2147483648, which cannot be/],
    ['another size, stored', changed(stored(), CENTRAL, 24, 4, 60), /which cannot be/],
    ['a size that is too large', changed(deflated(), CENTRAL, 24, 4, 100), /damaged: unpacks to 61 bytes/],
    ['less packed than there is', changed(deflated(), CENTRAL, 20, 4, 3), /cannot be unpacked/],
    ['more packed than there is', changed(stored(), CENTRAL, 20, 4, 2 ** 30), /which cannot be/],
    ['a place outside', changed(deflated(), CENTRAL, 42, 4, 2 ** 30), /do not lie in the archive \(found "a\.txt"\)/],
    ['a place in another file', changed(deflated(), CENTRAL, 42, 4, 7), /do not lie in the archive/],
    ['another checksum', changed(deflated(), CENTRAL, 16, 4, 7), /a\.txt: damaged: other bytes than its checksum/],
    ['more files than there are', changed(deflated(), END, 10, 2, 3), /2 files in the directory, 3 are said/],
    ['another place of the directory', changed(deflated(), END, 16, 4, 3), /does not end where/],
    ['a name that is too long', changed(deflated(), CENTRAL, 28, 2, 0xfff0), /longer than the directory/],
    ['no entry', changed(deflated(), CENTRAL, 0, 4, 7, 1), /entry 1 of the directory is none/],
    ['several parts', changed(deflated(), END, 4, 2, 1), /one part of a zip archive of several/],
    ['zip64 without sizes', large(stored(), 8), /the sizes of a file \(zip64\) are missing/],
    ['zip64 at another place', changed(large(stored()), 'PK\x06\x07', 8, 4, 2 ** 30), /record of its end \(zip64\)/],
    ['zip64 of 2^60 files', changed(large(stored()), 'PK\x06\x06', 38, 2, 0xfff), /are said to be there/],
    ['a root', zipSync({ '/etc/passwd': A }), /leads out of the archive/],
    ['a drive', zipSync({ 'C:\\a': A }), /leads out of the archive/],
    ['a way up', zipSync({ 'a/../../b': A, '..': A }), /a\/\.\.\/\.\.\/b: the name .*\n.*\.\.: the name leads/],
    ['a way up, in Windows', zipSync({ 'a\\..\\b': A }), /leads out of the archive/],
    ['two of one name', twice(), /two files of one name \(found "a\.txt"\)/],
  ];
  it.each(given)('%s', (_, bytes, message) => expect(messageOf(() => open(bytes))).toMatch(message));

  it('every cut of an archive, and every byte that is another', () => {
    const bytes = deflated();
    for (let n = 0; n < bytes.length; n++) expect(() => open(bytes.subarray(0, n))).toThrow('a.zip');
    for (let n = 0; n < bytes.length; n++) {
      const other = bytes.slice();
      other[n]! ^= 0xff;
      try {
        open(other);
      } catch (error) {
        expect((error as Error).name).toBe('UserError');
      }
    }
  });
});

/** Both files have the name of the first. */
function twice(): Uint8Array {
  const bytes = zipSync({ 'a.txt': A, 'b.txt': A });
  const copy = Buffer.from(bytes);
  copy.write('a', record(bytes, CENTRAL, 1) + 46);
  return copy;
}
