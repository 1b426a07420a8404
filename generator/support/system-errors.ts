/** What the system's error codes mean to a user. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'it may not be read or written by this user',
  EPERM: 'the system does not allow it to this user',
  EEXIST: 'it is there already',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EISDIR: 'it is a folder, not a file',
  ENOTEMPTY: 'the folder is not empty',
  ELOOP: 'its symbolic links lead in a circle',
  ENAMETOOLONG: 'the name is longer than the file system takes',
  ENOSPC: 'no space is left on the device',
  EDQUOT: "the user's quota of the file system is used up",
  EFBIG: 'the file would be larger than the file system takes',
  EROFS: 'the file system is read-only',
  EMFILE: 'this process has too many files open',
  ENFILE: 'the system has too many files open',
  ENOMEM: 'the system has no memory left',
  EAGAIN: 'the system has no process or memory left for it',
  ENXIO: 'nothing is at the other end of it',
  EBUSY: 'it is in use',
  ETXTBSY: 'it is in use',
  EXDEV: 'it lies on another file system',
  EINVAL: 'the file system does not take such a name or operation',
  EIO: 'the device failed',
  ESTALE: 'the network file system has lost it',
  EILSEQ: 'the file system does not take such a name',
  ECHILD: 'the process is gone',
  EPIPE: 'the reader has closed it',
  // Node's own, before the system is asked.
  ERR_INVALID_ARG_VALUE: 'the name holds a NUL character',
  ERR_FS_FILE_TOO_LARGE: 'the file is larger than this program reads',
};

/** Error code of the system or of Node (`ENOENT`); undefined for any other error. */
export function systemCode(error: unknown): string | undefined {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: string };
  // Node says the same of all arguments that it does not take.
  if (code === 'ERR_INVALID_ARG_VALUE' && !message?.includes('null bytes')) return undefined;
  return typeof code === 'string' && code in REASONS ? code : undefined;
}

/** In words, why the system refused: `no space is left on the device (ENOSPC)`. Errors of other kinds keep their own words. */
export function systemReason(error: unknown): string {
  const code = systemCode(error);
  if (code !== undefined) return `${REASONS[code]} (${code})`;
  return error instanceof Error ? error.message : String(error);
}
