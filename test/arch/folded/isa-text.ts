import { type Entry, FEEDBACK, type Field, ISA, WIDTHS } from '../../../generator/arch/folded/isa.js';
import { replaceBlock } from '../../../generator/report/block.js';
import { markdownTable } from '../../../generator/report/table.js';

const ENTRIES: readonly [string, Entry][] = Object.entries(ISA);

/** What stands between marks in files that are otherwise written by hand: file -> lines, from the instruction set. */
export const WRITTEN: ReadonlyMap<string, () => string> = new Map([
  ['rtl-templates/folded/bb_folded_decode.v', () => ENTRIES.map(decoded).join('\n')],
  ['rtl-templates/folded/bb_folded_loops.v', feedback],
  ['docs/folded.md', table],
]);

/** The file's text with what stands between its marks written again. */
export function writtenAgain(path: string, document: string): string {
  const [open, close] = path.endsWith('.md') ? ['<!-- ', ' -->'] : ['// ', ''];
  const begin = `${open}isa: written by \`make goldens\` from generator/arch/folded/isa.ts${close}`;
  return replaceBlock(document, path, { begin, end: `${open}end of isa${close}`, what: 'it' }, WRITTEN.get(path)!());
}

const snake = (name: string) => name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
const constant = (name: string) => snake(name).toUpperCase();

/** The flag of an instruction and the places of its fields in a word. */
function decoded([op, { code, does, fields }]: [string, Entry]): string {
  const bits = (width: Field['width']) =>
    width === 'flag' || width === 1 ? '1' : typeof width === 'string' ? WIDTHS[width] : null;
  const sum = (terms: readonly string[], sign: string) => {
    const number = terms.filter((t) => /^\d+$/.test(t)).reduce((all, t) => all + Number(t), 0);
    const names = terms.filter((t) => !/^\d+$/.test(t));
    return [...names, ...(number > 0 || names.length === 0 ? [`${number}`] : [])].join(` ${sign} `);
  };
  const lines = [
    `  // ${op}: ${does}`,
    `  assign ${snake(op)}_o = started_i && word_i[WORD_BITS-1 -: ${code.length}] == ${code.length}'b${code};`,
  ];
  const rest = fields.findIndex(({ width }) => bits(width) === null);
  fields.forEach(({ name, width, meaning }, i) => {
    const widths = (some: readonly Field[]) => some.map((field) => bits(field.width)!);
    const fromTop = ['WORD_BITS', ...widths(fields.slice(i)), `${code.length}`];
    const place = rest >= 0 && i > rest ? minus(fromTop) : sum(widths(fields.slice(0, i)), '+');
    const own = `${constant(op)}_${constant(name)}`;
    lines.push(`  localparam ${own} = ${place};  // ${meaning}`);
    if (bits(width) === null) {
      const others = widths(fields.filter((_, other) => other !== i));
      lines.push(`  localparam ${own}_BITS = ${minus(['WORD_BITS', ...others, `${code.length}`])};`);
    }
  });
  return lines.join('\n');

  function minus([from, ...terms]: string[]): string {
    return `${from} - ${sum(terms, '-')}`;
  }
}

/** Feedback of a loop's shift register by its width. */
function feedback(): string {
  const hex = (value: number) => `16'h${value.toString(16).padStart(4, '0')}`;
  const choices = FEEDBACK.slice(2, -1).map((value, i) => `LOOP_BITS == ${i + 2} ? ${hex(value)}`);
  return `  localparam [15:0] FEEDBACK = ${[...choices, hex(FEEDBACK.at(-1)!)].join('\n    : ')};`;
}

/** The table of the documentation. */
function table(): string {
  const rows = ENTRIES.map(([op, { code, does, fields }]) => [
    `\`${code.replace(/^0(?=.)/, '0 ').replace(/^0 (...)(?=.)/, '0 $1 ')}\``,
    `\`${op}\``,
    does,
    fields.map(({ name, meaning }) => `\`${name}\` (${meaning})`).join(', '),
  ]);
  return markdownTable(['highest bits', 'instruction', 'it', 'fields from bit 0 upwards'], rows);
}
