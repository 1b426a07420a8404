/**
 * Prints what a verb found: with `--json` one JSON object and nothing else on stdout, else the text that a person reads. What
 * goes wrong is told on stderr in either case.
 */
export function print(json: boolean | undefined, found: object, text: () => string): void {
  console.log(json ? JSON.stringify(found, null, 2) : text());
}
