/** What was told on stderr but for the progress of a log, which a slow machine alone sees. */
export const withoutProgress = (stderr: string): string =>
  stderr.replace(/^.*: (\d+ %(, \d+ (s|min) left)?|\d+ (s|min) so far)\n/gm, '');
