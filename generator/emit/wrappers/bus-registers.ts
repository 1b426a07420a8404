import { classBits } from '../../arch/hardware.js';
import { input, output, type Port } from '../../arch/interface.js';
import type { Block, Field, Register, RegisterMap } from '../../arch/registers.js';
import { portList, vector } from '../ports.js';

/** Name of a field in Verilog and C: a register's only field has the register's name. */
export function signalOf(register: Register, { name }: Field): string {
  return name === register.name ? name : `${register.name}_${name}`;
}

interface Placed {
  register: Register;
  field: Field;
  signal: string;
}

const placed = (map: RegisterMap): Placed[] =>
  map.registers.flatMap((register) =>
    register.fields.map((field) => ({ register, field, signal: signalOf(register, field) })),
  );

const width = ({ bits }: Field) => ({ bits: bits > 1 ? bits : null });

/** Ports of the register file for a field, by who writes it; all are towards the core. */
const FIELD_PORTS: Readonly<Record<Field['access'], (signal: string, field: Field) => Port[]>> = {
  constant: () => [],
  ro: (signal, field) => [input(`${signal}_i`, width(field))],
  rw: (signal, field) => [output(`${signal}_o`, width(field))],
  set: (signal) => [output(`${signal}_o`), input(`${signal}_done_i`)],
  w1c: (signal) => [output(`${signal}_o`), input(`${signal}_set_i`)],
  pop: (signal) => [input(`${signal}_i`), output(`${signal}_pop_o`)],
  wo: (signal, field) => [output(`${signal}_o`, width(field)), output(`${signal}_push_o`), input(`${signal}_ready_i`)],
};

/** Ports of the register file towards the core. */
export const fieldPorts = (map: RegisterMap): Port[] =>
  placed(map).flatMap(({ field, signal }) => FIELD_PORTS[field.access](signal, field));

const memoryOf = (map: RegisterMap): Block => map.blocks.find(({ values }) => values === null)!;

const placeBits = ({ places }: Block) => Math.log2(places);

/** Ports of the register file. */
export function filePorts(map: RegisterMap): Port[] {
  const memory = memoryOf(map);
  const { addressBits } = map;
  return [
    input('clk_i'),
    input('rst_ni'),
    input('clear_i', { comment: 'bits that hardware sets fall' }),
    ...fieldPorts(map),
    input(`${memory.name}_we_i`, { heading: [`one word of ${memory.name} a cycle`] }),
    input(`${memory.name}_index_i`, { bits: placeBits(memory) + classBits(memory.words) }),
    ...(memory.places === 1
      ? []
      : [input(`${memory.name}_place_i`, { bits: placeBits(memory), comment: 'of the words that are read' })]),
    input(`${memory.name}_i`, { bits: memory.bits }),
    input('write_i', {
      heading: ['bus: the error of a write in the same cycle; data and error of a read from the next cycle on'],
    }),
    input('write_addr_i', { bits: addressBits }),
    input('write_data_i', { bits: 32 }),
    input('write_strb_i', { bits: 4 }),
    output('write_error_o'),
    input('read_i'),
    input('read_addr_i', { bits: addressBits }),
    output('read_data_o', { bits: 32 }),
    output('read_error_o'),
  ];
}

const writable = ({ fields }: Register) => fields.some(({ access }) => access !== 'constant' && access !== 'ro');
const readable = ({ fields }: Register) => fields.some(({ access }) => access !== 'wo');
const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');

/** What the register file prints. */
export function fileView(map: RegisterMap) {
  const address = (offset: number) => hex(offset, 2);
  const memory = memoryOf(map);
  const last = memory.offset + 4 * (memory.words - 1);
  return {
    portList: portList(filePorts(map)),
    writable: map.registers.filter(writable).map((register) => ({
      name: register.name,
      address: address(register.offset),
      pushed: register.fields.filter(({ access }) => access === 'wo').map((field) => signalOf(register, field)),
    })),
    ones: map.registers
      .filter(({ fields }) => fields.some(({ access }) => ['set', 'w1c', 'pop'].includes(access)))
      .map(({ name }) => name),
    pushed: placed(map)
      .filter(({ field }) => field.access === 'wo')
      .map(({ register, field: { lsb, bits }, signal }) => ({
        ...{ register: register.name, signal, lsb, msb: lsb + bits - 1 },
        lastByte: Math.floor((lsb + bits - 1) / 8),
      })),
    popped: placed(map)
      .filter(({ field }) => field.access === 'pop')
      .map(({ register, field: { lsb }, signal }) => ({ register: register.name, lsb, signal })),
    stored: placed(map)
      .filter(({ field }) => ['rw', 'set', 'w1c'].includes(field.access))
      .map(storedView),
    readable: [
      ...map.registers.filter(readable).map((register) => ({
        ...{ address: address(register.offset), comment: register.name },
        parts: readParts(register),
      })),
      ...map.blocks.flatMap(({ name, offset, values }) =>
        (values ?? []).map((value, i) => ({
          ...{ address: address(offset + 4 * i), comment: `${name} ${i}` },
          parts: [`32'h${hex(value, 8)}`],
        })),
      ),
    ],
    memory: {
      name: memory.name,
      bits: memory.bits,
      extended: 32 - memory.bits,
      depth: memory.places === 1 ? Math.max(2, memory.words) : memory.places * 2 ** classBits(memory.words),
      placed: memory.places > 1,
      indexBits: classBits(memory.words),
      first: address(memory.offset),
      last: address(last),
      // A comparison that always holds would be noise.
      isLast: last + 4 >= 2 ** map.addressBits,
      condition: memory.places > 1 ? 'status_result_i' : 'status_result_o',
    },
  };
}

/** A field that the register file keeps. `set` and `w1c` are single bits; a hardware event outlasts the host's write. */
function storedView({ register, field: { access, bits, lsb, reset }, signal }: Placed) {
  const byte = Math.floor(lsb / 8);
  if (Math.floor((lsb + bits - 1) / 8) !== byte) throw new Error(`${signal} lies in two bytes`);
  const data = bits > 1 ? `${lsb + bits - 1}:${lsb}` : `${lsb}`;
  const range = vector(bits > 1 ? bits : null);
  return { register: register.name, access, signal, byte, data, lsb, bits, reset, range };
}

/** What a read of a register gives, the highest bits first; 0 where no field is. */
function readParts(register: Register): string[] {
  const parts: string[] = [];
  let next = 32;
  const gap = (to: number) => {
    if (next > to) parts.push(`${next - to}'d0`);
  };
  for (const field of [...register.fields].sort((a, b) => b.lsb - a.lsb)) {
    gap(field.lsb + field.bits);
    parts.push(READ[field.access](signalOf(register, field), field));
    next = field.lsb;
  }
  gap(0);
  return parts;
}

/** What a read gives of a field. */
const READ: Readonly<Record<Field['access'], (signal: string, field: Field) => string>> = {
  constant: (_, { bits, reset }) => `${bits}'h${reset.toString(16)}`,
  ro: (signal) => `${signal}_i`,
  rw: (signal) => `${signal}_o`,
  set: (signal) => `${signal}_o`,
  w1c: (signal) => `${signal}_o`,
  pop: (signal) => `${signal}_i`,
  wo: (_, { bits }) => `${bits}'d0`,
};
