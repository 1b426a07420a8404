/** One change of one Verilog file. */
export interface Mutant {
  /** Name of the module, which is that of its file. */
  module: string;
  operator: Operator;
  /** First line of the change, from 1. */
  line: number;
  /** The changed lines without their margins. */
  before: string;
  after: string;
  /** The whole file. */
  text: string;
}

export const OPERATORS = [
  'relational',
  'arithmetic',
  'logical',
  'constant',
  'negated condition',
  'dropped reset',
  'swapped operands',
  'stuck signal',
  'part-select',
  'stuck port',
  'swapped sources',
] as const;
export type Operator = (typeof OPERATORS)[number];

interface Token {
  kind: 'word' | 'number' | 'sign';
  text: string;
  from: number;
  to: number;
}

/** Text in place of `text[from .. to)`. */
interface Change {
  operator: Operator;
  from: number;
  to: number;
  by: string;
}

/** Every change of a file that the operators know. Declarations, elaboration checks and `ifndef SYNTHESIS` are left alone. */
export function mutantsOf(module: string, text: string): Mutant[] {
  const code = blank(text);
  const tokens = tokenise(code);
  const changes = [...tokenChanges(tokens), ...statementChanges(code, text)];
  const found = new Map<string, Mutant>();
  for (const change of changes) {
    const { operator, from, to, by } = change;
    const changed = text.slice(0, from) + by + text.slice(to);
    if (changed === text || found.has(changed)) continue;
    const start = text.lastIndexOf('\n', from) + 1;
    const behind = (where: string, at: number) =>
      where.indexOf('\n', at) < 0 ? where.length : where.indexOf('\n', at);
    const tidy = (lines: string) => lines.replace(/\s+/g, ' ').trim();
    found.set(changed, {
      module,
      operator,
      line: text.slice(0, from).split('\n').length,
      before: tidy(text.slice(start, behind(text, to))),
      after: tidy(changed.slice(start, behind(changed, from + by.length))),
      text: changed,
    });
  }
  return [...found.values()];
}

/** The text with everything blanked out that is not to be changed; offsets stay. */
function blank(text: string): string {
  const skipped = [
    /\/\/ \w+: written by [\s\S]*?\/\/ end of \w+/g, // of a table, with which a test compares it
    /\/\/.*|\/\*[\s\S]*?\*\//g, // comments
    /"[^"\n]*"/g,
    /\(\* [\s\S]*? \*\)/g, // attributes
    /`ifndef SYNTHESIS[\s\S]*?`endif/g,
    /`\w+.*/g, // directives
    /\bmodule\b[\s\S]*?\);/g, // header: parameters have their values from above
    /\b(?:if \([^;]*?|else )begin : gen_(?:check|refuse)\w*[\s\S]*?\n\s*end\b(?!\s*else)/g, // elaboration checks
    /\bwire\s+unused\w*\s*=[^;]*;/g, // what is told not to be used
    /\b(?:wire|reg|input|output|localparam)(?:\s+(?:wire|reg|signed|integer))*\s*\[[^\]]*\](?:\s*\w+\s*\[[^\]]*\])?/g, // widths
    /\bfor \([^)]*\)/g,
    /(?<=\{)(?:\([^{}]*\)|\w+)(?=\{)/g, // how often something is repeated
    /\binitial\b.*/g,
    /\$\w+/g,
  ];
  return skipped.reduce((rest, pattern) => rest.replace(pattern, (found) => found.replace(/[^\n]/g, ' ')), text);
}

const TOKEN =
  /(\d*'[bdh][0-9a-f_]+|\d+)|([A-Za-z_]\w*)|(<<<|>>>|===|!==|<=|>=|==|!=|&&|\|\||<<|>>|\+:|-:|[-+*/%&|^~!<>?:=;,.(){}[\]@#])/g;

function tokenise(code: string): Token[] {
  return [...code.matchAll(TOKEN)].map(({ 0: text, 1: number, 2: word, index }) => {
    const kind = number !== undefined ? 'number' : word !== undefined ? 'word' : 'sign';
    return { kind, text, from: index, to: index + text.length };
  });
}

const SWAPS: Readonly<Record<string, [Operator, string]>> = {
  '==': ['relational', '!='],
  '!=': ['relational', '=='],
  '<': ['relational', '<='],
  '>': ['relational', '>='],
  '>=': ['relational', '>'],
  '<=': ['relational', '<'],
  '+': ['arithmetic', '-'],
  '-': ['arithmetic', '+'],
  '*': ['arithmetic', '+'],
  '&&': ['logical', '||'],
  '||': ['logical', '&&'],
  '&': ['logical', '|'],
  '|': ['logical', '&'],
  '^': ['logical', '&'],
  '~': ['logical', ''],
  '!': ['logical', ''],
  '<<': ['arithmetic', '>>'],
  '>>': ['arithmetic', '<<'],
  '>>>': ['arithmetic', '>>'],
  '+:': ['part-select', '-:'],
  '?': ['negated condition', "== 1'b0 ?"],
};

function tokenChanges(tokens: readonly Token[]): Change[] {
  const changes: Change[] = [];
  let depth = 0;
  let assigned = false; // in this statement
  tokens.forEach((token, i) => {
    const { kind, text, from, to } = token;
    if (text === '(' || text === '[' || text === '{') depth++;
    if (text === ')' || text === ']' || text === '}') depth--;
    if (text === ';' || text === 'begin' || text === 'end' || text === 'else') assigned = false;
    if (text === '=' && depth === 0) assigned = true;
    if (text === '<=' && depth === 0 && !assigned) {
      assigned = true;
      return;
    }
    if (kind === 'number') {
      const other = nextNumber(text);
      if (other !== null)
        changes.push({ operator: enclosing(tokens, i) === '[' ? 'part-select' : 'constant', from, to, by: other });
    }
    const swap = kind === 'sign' ? SWAPS[text] : undefined;
    if (swap !== undefined) changes.push({ operator: swap[0], from, to, by: swap[1] });
    const [left, right] = [tokens[i - 1], tokens[i + 1]];
    const inside = enclosing(tokens, i);
    const operands = left?.kind !== 'sign' && right?.kind !== 'sign' && left !== undefined && right !== undefined;
    // a - b, {a, b}: simple operands change places.
    if (operands && inside !== '[' && (/^(-|<<|>>)$/.test(text) || (text === ',' && inside === '{')))
      changes.push({
        operator: 'swapped operands',
        from: left.from,
        to: right.to,
        by: `${right.text} ${text} ${left.text}`,
      });
  });
  return changes;
}

/** The number beside it in the same notation; null: none that means anything. */
function nextNumber(text: string): string | null {
  const sized = /^(\d+)'([bdh])([0-9a-f]+)$/.exec(text);
  if (sized === null) return /^\d+$/.test(text) ? `${Number(text) + 1}` : null;
  const [, width, base, digits] = sized;
  const radix = { b: 2, d: 10, h: 16 }[base as 'b' | 'd' | 'h'];
  const next = (Number.parseInt(digits!, radix) + 1) % 2 ** Math.min(31, Number(width));
  return `${width}'${base}${next.toString(radix)}`;
}

/** What a token lies in: the nearest of ( [ { that is open, nothing at the level of a statement. */
function enclosing(tokens: readonly Token[], i: number): string {
  let depth = 0;
  for (let at = i - 1; at >= 0; at--) {
    const { text } = tokens[at]!;
    if (text === ')' || text === ']' || text === '}') depth++;
    else if (text === '(' || text === '[' || text === '{') {
      if (depth === 0) return text;
      depth--;
    } else if (text === ';') return '';
  }
  return '';
}

/** Changes of whole statements and connections: found in the code, made of the text. */
function statementChanges(code: string, text: string): Change[] {
  const changes: Change[] = [];
  const each = (pattern: RegExp, use: (match: RegExpExecArray) => void) => {
    for (const match of code.matchAll(pattern)) use(match as RegExpExecArray);
  };
  // Conditions in parentheses, those of generate blocks too.
  each(/\bif \(/g, ({ index, 0: head }) => {
    const open = index + head.length - 1;
    const close = closing(code, open);
    changes.push({ operator: 'negated condition', from: open, to: close + 1, by: `(!${text.slice(open, close + 1)})` });
  });
  // Assignments under reset, each alone.
  each(/\bif \(!rst_ni\)\s*(begin\b[\s\S]*?\bend\b|[^;]*;)/g, ({ index, 0: all, 1: body }) => {
    const start = index + all.length - body!.length;
    for (const { index: at, 0: statement } of body!.replace(/^begin/, '     ').matchAll(/\w[\w[\]:]*\s*<=[^;]*;/g))
      changes.push({ operator: 'dropped reset', from: start + at, to: start + at + statement.length, by: ';' });
  });
  // What is assigned continuously, stuck at 0 and at 1.
  each(
    /(?:\bassign\s+[\w.[\]:+* -]+?|\bwire\s+(?:signed\s+)?\w+)\s*=(?!=)([^;]*);/g,
    ({ index, 0: all, 1: source }) => {
      const from = index + all.length - source!.length - 1;
      for (const by of [" 1'b0", " ~1'b0"])
        changes.push({ operator: 'stuck signal', from, to: from + source!.length, by });
    },
  );
  // Connections of inputs that stand alone.
  each(/\.(\w+_i)\s*\(/g, ({ index, 0: head, 1: port }) => {
    if (/^(clk|rst_n)i?_/.test(port!)) return;
    const open = index + head.length - 1;
    const close = closing(code, open);
    for (const by of ["(1'b0)", "(~1'b0)"]) changes.push({ operator: 'stuck port', from: open, to: close + 1, by });
  });
  // Two registers in a row take each other's source.
  each(/\w+\s*<=\s*([^;]+);\s*\w+\s*<=\s*([^;]+);/dg, ({ indices }) => {
    const [[from, to], [secondFrom, secondTo]] = [indices![1]!, indices![2]!];
    const [first, between, second] = [
      text.slice(from, to),
      text.slice(to, secondFrom),
      text.slice(secondFrom, secondTo),
    ];
    // Zeros of any width are the same.
    const zero = /^(?:\d+'[bdh]0+|\{\w+\{1'b0\}\})$/;
    if (zero.test(first) && zero.test(second)) return;
    changes.push({ operator: 'swapped sources', from, to: secondTo, by: `${second}${between}${first}` });
  });
  return changes;
}

/** Index of the parenthesis that closes the one at `open`. */
function closing(code: string, open: number): number {
  let depth = 0;
  for (let at = open; at < code.length; at++) {
    if (code[at] === '(') depth++;
    if (code[at] === ')' && --depth === 0) return at;
  }
  return code.length - 1;
}
