/*
 * Command lines of bitbeat that pages show: in blocks of code, where they are whole, and within sentences, where they may leave out what
 * matters not.
 */

/** A command line as it stands in a page. */
export interface CommandLine {
  /** Of its first line. */
  line: number;
  /** Behind `bitbeat`. */
  args: string[];
  /** In a block, to be typed in. */
  whole: boolean;
}

const IN_BLOCK = /^ {0,8}(?:\$ )?(?:\w+=\S+ )*(?:npx )?bitbeat /;
const IN_TEXT = /`(?:npx )?bitbeat ([a-z-][^`]*)`/g;

/** Command lines of a page in their order. */
export function commandLines(page: string): CommandLine[] {
  const lines = page.split('\n');
  const found: CommandLine[] = [];
  // Usage and outputs are texts.
  let fence: string | null = null;
  for (let i = 0; i < lines.length; i++) {
    const text = lines[i]!;
    const [, language] = /^\s*```(\w*)/.exec(text) ?? [];
    if (language !== undefined) fence = fence === null ? language : null;
    if (fence === 'text') continue;
    const block = fence !== null || /^ {4}\S/.test(text);
    if (!block) {
      for (const [, args] of text.matchAll(IN_TEXT))
        found.push({ line: i + 1, args: commandsOf(args!)[0]!, whole: false });
      continue;
    }
    const line = i + 1;
    let whole = text;
    while (whole.endsWith('\\')) whole = `${whole.slice(0, -1)} ${lines[++i]!.trim()}`;
    for (const args of commandsOf(whole))
      if (IN_BLOCK.test(`${args.join(' ')} `))
        found.push({ line, args: args.slice(args.indexOf('bitbeat') + 1), whole: true });
  }
  return found;
}

/** Words of each command of a line, without its comment, redirections and what a pipe feeds. */
function commandsOf(line: string): string[][] {
  const commands: string[][] = [[]];
  let piped = false;
  for (const word of line.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? []) {
    if (word.startsWith('#')) break;
    if (/^(?:&&|\|\||;|&)$/.test(word)) {
      commands.push([]);
      piped = false;
    } else if (/^(?:\||\d?>{1,2}|<)$/.test(word)) piped = true;
    else if (!piped) commands.at(-1)!.push(word.replace(/;$/, '').replaceAll(/["']/g, ''));
  }
  return commands;
}
