import type { Access, Block, Field, Register, RegisterMap } from '../../arch/registers.js';

const ACCESS: Readonly<Record<Access, string>> = {
  constant: 'constant',
  ro: 'read',
  rw: 'read, write',
  set: 'read, write 1 to set',
  w1c: 'read, write 1 to clear',
  pop: 'read, write 1 for the next',
  wo: 'write',
};

const hex = (offset: number) => `0x${offset.toString(16).padStart(2, '0')}`;
const only = ({ bus }: { bus?: unknown }) => (bus === undefined ? '' : bus === 'axi' ? 'AXI' : 'Wishbone');

/** The registers as a Markdown table, a row a field; a map of both buses says which has what. */
export function registersTable(map: RegisterMap): string {
  const both = map.bus === null;
  const head = ['offset', 'register', 'bits', 'field', 'access', 'reset', ...(both ? ['only on'] : []), 'meaning'];
  const rows = [
    ...map.registers.flatMap((register) => registerRows(register, both)),
    ...map.blocks.map((block) => blockRow(block, both)),
  ];
  const cells = [head, ...rows];
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) => `| ${row.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

function registerRows(register: Register, both: boolean): string[][] {
  return register.fields.map((field, i) => [
    i === 0 ? hex(register.offset) : '',
    i === 0 ? `\`${register.name}\`` : '',
    field.bits === 1 ? `${field.lsb}` : `${field.lsb + field.bits - 1}:${field.lsb}`,
    field.name === register.name ? '' : `\`${field.name}\``,
    ACCESS[field.access],
    resetOf(field),
    ...(both ? [only(register) || only(field)] : []),
    i === 0 && field.name === register.name ? `${register.text} ${field.text}` : field.text,
  ]);
}

function blockRow({ name, offset, words, text, values }: Block, both: boolean): string[] {
  return [
    `${hex(offset)} + 4 i`,
    `\`${name}\`, i < ${words}`,
    '31:0',
    '',
    values === null ? 'read' : 'constant',
    '',
    ...(both ? [''] : []),
    text,
  ];
}

/** Constants change with design and version; they stand in the C header. */
function resetOf({ access, reset }: Field): string {
  return access === 'constant' || access === 'wo' ? '' : `${reset}`;
}
