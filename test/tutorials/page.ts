/*
 * Pages whose commands are run as they stand there.
 *
 *   ```sh                           a block of commands, run in a shell of its own
 *   ```
 *   <!-- output: REGEX -->          lines of what the block before it prints that are shown here
 *   <!-- end of output -->
 *   <!-- part of FILE -->           the next block stands so in a file
 */

/** A block of commands, and which lines of what it prints are shown. */
export interface Step {
  commands: string;
  shown: { lines: RegExp; text: string[]; from: number; to: number } | null;
}

/** A block that is part of a file. */
export interface Excerpt {
  file: string;
  text: string;
}

const OUTPUT = /^<!-- output: (.+) -->$/;
const END = '<!-- end of output -->';
const PART = /^<!-- part of (\S+) -->$/;

/** Blocks of a page in their order. */
export function readPage(page: string): { steps: Step[]; excerpts: Excerpt[] } {
  const lines = page.split('\n');
  const steps: Step[] = [];
  const excerpts: Excerpt[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    if (line === '```sh') {
      const end = endOf(lines, i, '```');
      steps.push({ commands: lines.slice(i + 1, end).join('\n'), shown: null });
      i = end;
    } else if (OUTPUT.test(line)) {
      const end = endOf(lines, i, END);
      const text = lines.slice(i + 1, end).filter((own) => !own.startsWith('```'));
      steps.at(-1)!.shown = { lines: new RegExp(OUTPUT.exec(line)![1]!), text, from: i + 1, to: end };
      i = end;
    } else if (PART.test(line)) {
      const end = endOf(lines, i + 1, '```');
      excerpts.push({ file: PART.exec(line)![1]!, text: lines.slice(i + 2, end).join('\n') });
      i = end;
    }
  }
  return { steps, excerpts };
}

function endOf(lines: readonly string[], from: number, mark: string): number {
  const end = lines.indexOf(mark, from + 1);
  if (end < 0) throw new Error(`line ${from + 1}: no ${mark} after it`);
  return end;
}

/** Lines of what a block printed that its page shows. */
export const chosen = (printed: string, lines: RegExp): string[] =>
  printed.split('\n').flatMap((line) => (lines.test(line) ? [line.trimEnd()] : []));

/** The page with what its blocks printed. */
export function withOutputs(page: string, steps: readonly Step[], printed: readonly string[]): string {
  const lines = page.split('\n');
  for (const [i, { shown }] of [...steps.entries()].reverse())
    if (shown !== null)
      lines.splice(shown.from, shown.to - shown.from, '```text', ...chosen(printed[i]!, shown.lines), '```');
  return lines.join('\n');
}

/**
 * Whether a line says what a page shows. Words are the same; figures are near: another processor rounds otherwise, and what is trained
 * differs a little. Whole numbers and percentages may differ by a tenth, small counts by one, others by a factor of 3; what is below a
 * thousandth stays so, and 0 stays 0.
 */
export function says(shown: string, printed: string): boolean {
  const [a, b] = [shown, printed].map((line) => line.replace(/-{3,}/g, '---').split(/\s+/));
  return a!.length === b!.length && a!.every((word, i) => near(word, b![i]!));
}

const FIGURE = /^-?\d[\d,]*(\.\d+)?(e[+-]?\d+)?$/;

function near(shown: string, printed: string): boolean {
  const [x, y] = [shown, printed].map((word) => word.replace(/^\(|[,;:)]$/g, ''));
  if (!FIGURE.test(x!) || !FIGURE.test(y!)) return shown === printed;
  const [a, b] = [x!, y!].map((word) => Math.abs(Number(word.replaceAll(',', ''))));
  const [low, high] = [Math.min(a!, b!), Math.max(a!, b!)];
  if (low === 0 || high < 1e-3) return low === high || (low > 0 && high < 1e-3);
  const isWhole = !/[.e]/.test(x!);
  return high / low <= (isWhole || high >= 10 ? 1.1 : 3) || (isWhole && high - low === 1);
}
