import { describe, expect, test } from 'vitest';
import { buildDesign } from '../../generator/arch/built-design.js';
import { BUSES, type RegisterMap, registerMap } from '../../generator/arch/registers.js';

const { hardware } = buildDesign('test/goldens/tiny.json');
const IDENTITY = { version: '3.2.1', modelHash: '0123456789abcdef'.repeat(4), configurationHash: 'f'.repeat(64) };
const MAPS = [...BUSES, null].flatMap((bus) =>
  [false, true].map((parity): [string, RegisterMap] => [
    `${bus}${parity ? ', parity' : ''}`,
    registerMap({ ...hardware, parity }, IDENTITY, bus),
  ]),
);

/** `register.field high:low access reset`. */
const lines = (map: RegisterMap) =>
  map.registers.flatMap(({ name, offset, fields }) =>
    fields.map((f) => `${offset.toString(16)} ${name}.${f.name} ${f.lsb + f.bits - 1}:${f.lsb} ${f.access} ${f.reset}`),
  );

const IDENTIFIED = [
  '0 magic.magic 31:0 constant 1651078242',
  '4 version.patch 7:0 constant 1',
  '4 version.minor 15:8 constant 2',
  '4 version.major 23:16 constant 3',
  '4 version.layout 31:24 constant 1',
];
const CONTROLLED = ['8 control.run 0:0 rw 0', '8 control.clear 1:1 set 0', '8 control.irq_enable 2:2 rw 0'];
const RESULTS = ['10 class.class 1:0 ro 0', '14 cycles.cycles 31:0 ro 0', '18 fragments.fragments 31:0 ro 0'];

test.each([
  [
    'axi',
    false,
    [
      ...[...IDENTIFIED, ...CONTROLLED, '8 control.wait 3:3 rw 0'],
      ...['c status.busy 0:0 ro 0', 'c status.result 1:1 w1c 0'],
      ...['c status.overrun 2:2 w1c 0', 'c status.frame 3:3 w1c 0', ...RESULTS],
    ],
  ],
  [
    'wishbone',
    true,
    [
      ...[...IDENTIFIED, ...CONTROLLED],
      ...['c status.busy 0:0 ro 0', 'c status.result 1:1 w1c 0'],
      ...['c status.overflow 4:4 w1c 0', 'c status.parity 5:5 w1c 0', ...RESULTS],
      ...[`1c sample.sample ${hardware.model.input.codeBits - 1}:0 wo 0`, '20 space.space 8:0 ro 256'],
    ],
  ],
] as const)('%s, parity %s: every field, its place, access and reset', (bus, parity, expected) => {
  expect(lines(registerMap({ ...hardware, parity }, IDENTITY, bus))).toEqual(expected);
});

describe.each(MAPS)('%s', (_, map) => {
  test('fields lie within their register and beside each other; each says what it is', () => {
    for (const { fields } of map.registers) {
      const taken = fields.flatMap(({ lsb, bits }) => Array.from({ length: bits }, (_, i) => lsb + i));
      expect(new Set(taken).size).toBe(taken.length);
      expect(Math.max(...taken)).toBeLessThan(32);
      expect(fields.filter(({ text }) => !text.endsWith('.'))).toEqual([]);
    }
  });

  test('registers and blocks do not meet, and the address reaches all', () => {
    const words = [
      ...map.registers.map(({ offset }) => offset),
      ...map.blocks.flatMap(({ offset, words }) => Array.from({ length: words }, (_, i) => offset + 4 * i)),
    ];
    expect(new Set(words).size).toBe(words.length);
    expect(words.filter((offset) => offset % 4 !== 0 || offset >= 2 ** map.addressBits)).toEqual([]);
  });

  test('a hash begins with its first digits', () => {
    const [model] = map.blocks;
    expect(model!.values!.slice(0, 2)).toEqual([0x01234567, 0x89abcdef]);
    expect(model!.values).toHaveLength(8);
  });
});
