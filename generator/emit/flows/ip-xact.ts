import type { Access, Block, Field, Register, RegisterMap } from '../../arch/registers.js';
import { xmlText } from '../../support/xml.js';
import { renderTemplate } from '../render.js';
import { INTERFACE_KINDS } from './interfaces.js';
import type { FlowFiles, FlowTop } from './top.js';

/** What IP-XACT calls who writes a field, and how. */
const ACCESS: Readonly<Record<Access, { access: string; volatile: boolean; modified: string | null }>> = {
  constant: { access: 'read-only', volatile: false, modified: null },
  ro: { access: 'read-only', volatile: true, modified: null },
  rw: { access: 'read-write', volatile: false, modified: null },
  set: { access: 'read-write', volatile: true, modified: 'oneToSet' },
  w1c: { access: 'read-write', volatile: true, modified: 'oneToClear' },
  pop: { access: 'read-write', volatile: true, modified: 'oneToClear' },
  wo: { access: 'write-only', volatile: false, modified: null },
};

/** Markdown's marks of code are none here. */
const plain = (text: string) => xmlText(text.replaceAll('`', ''));
const hex = (value: number) => `'h${value.toString(16)}`;

interface FieldView {
  name: string;
  lsb: number;
  bits: number;
  text: string;
  access: string;
  volatile: boolean;
  modified: string | null;
  /** null: unknown, or not read. */
  reset: string | null;
}

interface RegisterView {
  name: string;
  offset: string;
  text: string;
  /** Words in a row; null: one. */
  dim: number | null;
  fields: FieldView[];
}

const fieldView = ({ name, lsb, bits, access, reset, text }: Field): FieldView => ({
  ...{ name, lsb, bits, text: plain(text) },
  ...ACCESS[access],
  reset: access === 'wo' ? null : hex(reset),
});

const registerView = ({ name, offset, text, fields }: Register): RegisterView => ({
  ...{ name, offset: hex(offset), text: plain(text), dim: null },
  fields: fields.map(fieldView),
});

/** A constant's words differ, so each is a register of its own; those of a memory are one with a dimension. */
function blockViews({ name, offset, words, text, values }: Block): RegisterView[] {
  const access = ACCESS[values === null ? 'ro' : 'constant'];
  const word = (own: string, at: number, dim: number | null, reset: string | null) => ({
    ...{ name: own, offset: hex(at), text: plain(text), dim },
    fields: [{ name, lsb: 0, bits: 32, text: plain(text), ...access, reset }],
  });
  if (values === null) return [word(name, offset, words, null)];
  return values.map((value, i) => word(`${name}_${i}`, offset + 4 * i, null, hex(value)));
}

const memoryMap = (map: RegisterMap) => ({
  range: 2 ** map.addressBits,
  registers: [...map.registers.map(registerView), ...map.blocks.flatMap(blockViews)],
});

/** Types that the standard has for files; another one is `user`. */
const fileSet = (name: string, text: string, type: string, user: string | null, paths: readonly string[]) => ({
  ...{ name, text, type, user },
  paths: paths.map((path) => ({ path: xmlText(path), include: path.endsWith('.h') })),
});

function fileSets(files: FlowFiles, constraints: readonly string[]) {
  return [
    fileSet('rtl', 'Verilog-2005.', 'verilogSource', null, files.rtl),
    fileSet('cells', "Models of the part's own cells, for simulation.", 'verilogSource', null, files.cells),
    fileSet('images', 'Memory images, read by $readmemh.', 'user', 'hex', files.images),
    fileSet('bench', 'The bench that judges by itself.', 'verilogSource', null, files.bench),
    fileSet('constraints', 'Clocks and ports.', 'SDC', null, constraints),
    fileSet('software', 'C driver.', 'cSource', null, files.software),
  ].filter(({ paths }) => paths.length > 0);
}

/** `component.xml` of IEEE 1685-2014. `constraints`: path of the SDC file. */
export function componentFile(top: FlowTop, constraints: string): string {
  const { identity, module, vlnv, ports, parameters, interfaces, registers, files, clocks } = top;
  const sets = fileSets(files, [constraints]);
  const sources = (...wanted: string[]) => sets.map(({ name }) => name).filter((name) => wanted.includes(name));
  const sourcesOf = { synthesis: sources('rtl', 'images'), simulation: sources('rtl', 'cells', 'images') };
  return renderTemplate('flows/ip-xact/component.xml.ejs', {
    ...identity,
    copyright: xmlText(identity.copyright),
    command: xmlText(identity.command),
    purpose: xmlText(top.purpose),
    module,
    vlnv,
    interfaces: interfaces.map((one) => ({
      ...one,
      ...INTERFACE_KINDS[one.kind],
      text: xmlText(one.text),
      parameters: one.parameters.map(({ name, value }) => ({ name, value: xmlText(value) })),
    })),
    memoryMap: registers && memoryMap(registers),
    views: (['synthesis', 'simulation'] as const).map((name) => ({ name, sets: sourcesOf[name] })),
    ports: ports.map(({ name, direction, bits, meaning, comment }) => ({
      ...{ name, direction: direction === 'input' ? 'in' : 'out', bits, text: xmlText(meaning || comment) },
      period: clocks.find(({ port }) => port === name)?.mhz ?? null,
    })),
    parameters: parameters.map(({ name, value, text, string }) => ({
      ...{ name, text: xmlText(text), type: string ? 'string' : 'int' },
      value: xmlText(string ? `"${value}"` : value),
    })),
    fileSets: sets,
    periodOf: (mhz: number) => (1000 / mhz).toFixed(3),
    halfOf: (mhz: number) => (500 / mhz).toFixed(3),
  });
}
