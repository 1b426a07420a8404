/** Tells on stderr what is being done; quiet when nobody watches. */
export function log(doing: string): void {
  if (process.stderr.isTTY) process.stderr.write(`${doing}\n`);
}

/** Tells on stderr what the user should know of the result. */
export function note(text: string): void {
  process.stderr.write(`note: ${text}\n`);
}
