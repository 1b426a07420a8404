/** Tells on stderr what is being done; quiet when nobody watches. */
export function tell(doing: string): void {
  if (process.stderr.isTTY) process.stderr.write(`${doing}\n`);
}
