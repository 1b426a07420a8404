import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import onml from 'onml';
import { describe, expect, test } from 'vitest';
import { inFolder } from '../tiny.js';
import { BUS_FOLDERS, FLOWS_PYTHON, FOLDERS, put } from './folders.js';

/** An element as onml gives it: name, attributes, children. */
type Node = [string, Record<string, string>, ...(Node | string)[]];
/** Its declaration here has what the data sheet's pictures need alone. */
const { parse } = onml as unknown as { parse(text: string): Node };
const children = (node: Node, name: string) =>
  node.slice(2).filter((child): child is Node => Array.isArray(child) && child[0] === `ipxact:${name}`);
const all = (node: Node, name: string): Node[] =>
  node
    .slice(2)
    .filter((child): child is Node => Array.isArray(child))
    .flatMap((child) => [...(child[0] === `ipxact:${name}` ? [child] : []), ...all(child, name)]);
const text = (node: Node, name: string): string => {
  const [found] = children(node, name);
  return found === undefined ? '' : found.slice(2).join('').trim();
};
const number = (value: string) => Number.parseInt(value.replace(/^'h/, ''), value.startsWith("'h") ? 16 : 10);
const component = (tree: ReadonlyMap<string, string>) =>
  // onml takes no declaration and no comment before the root.
  parse(tree.get('component.xml')!.replace(/^<\?.*\?>\s*<!--[\s\S]*?-->\s*/, ''));

/** Offsets and masks of a C header, without the design's own prefix. */
function header(tree: ReadonlyMap<string, string>): Map<string, number> {
  const [, own] = [...tree].find(([path]) => path.endsWith('_registers.h'))!;
  const prefix = /#define (\w+_)MAGIC_OFFSET/.exec(own)![1]!;
  const defined = own.matchAll(new RegExp(`#define ${prefix}(\\w+_(?:OFFSET|MASK)) 0x([0-9a-f]+)u`, 'g'));
  return new Map([...defined].map(([, name, value]) => [name!, Number.parseInt(value!, 16)]));
}

describe.each(Object.keys(FOLDERS))('component.xml of %s', (name) => {
  const { tree, top } = FOLDERS[name]!();
  const root = component(tree);

  test('has the ports of the Verilog', () => {
    const verilog = /\) \(\n([\s\S]*?)\n\);/.exec(tree.get(`rtl/${top.module}.v`)!)![1]!;
    const declared = [...verilog.matchAll(/^ {2}(input|output) +(?:wire|reg ) (?:\[(\d+):0\] )?(\w+)/gm)].map(
      ([, direction, left, port]) => [port, direction === 'input' ? 'in' : 'out', left ?? ''],
    );
    const ports = all(root, 'port').map((port) => {
      const [wire] = children(port, 'wire');
      return [text(port, 'name'), text(wire!, 'direction'), all(wire!, 'left')[0]?.[2] ?? ''];
    });
    expect(ports.length).toBeGreaterThan(8);
    expect(ports).toEqual(declared);
  });

  test('has every port in one interface, and each bit of a signal once', () => {
    const mapped = all(root, 'portMap').map((map) => text(all(map, 'physicalPort')[0]!, 'name'));
    const free = ['parity_error_o'];
    expect([...mapped].sort()).toEqual(
      top.ports
        .map((port) => port.name)
        .filter((port) => !free.includes(port))
        .sort(),
    );
    for (const one of all(root, 'busInterface')) {
      const bits = all(one, 'logicalPort').flatMap((logical) => {
        const [range] = children(logical, 'range');
        if (range === undefined) return [text(logical, 'name')];
        const right = number(text(range, 'right'));
        const count = number(text(range, 'left')) - right + 1;
        return Array.from({ length: count }, (_, i) => `${text(logical, 'name')}${right + i}`);
      });
      expect(new Set(bits).size).toBe(bits.length);
    }
  });

  test('names files that are there, and every file of the core', () => {
    const listed = all(root, 'file').map((file) => text(file, 'name'));
    expect(listed.filter((path) => !tree.has(path))).toEqual([]);
    const needed = [...tree.keys()].filter((path) => /^(rtl|mem)\/|^sw\/\w+\.[ch]$/.test(path));
    expect(listed).toEqual(expect.arrayContaining(needed));
  });
});

describe.each(BUS_FOLDERS)('registers of %s', (name) => {
  const { tree } = FOLDERS[name]!();

  test('lie where the C header has them, field by field', () => {
    const defined = header(tree);
    const registers = all(component(tree), 'register');
    expect(registers.length).toBeGreaterThan(20);
    const offsets = registers.map((register) => [text(register, 'name'), number(text(register, 'addressOffset'))]);
    for (const [register, offset] of offsets as [string, number][]) {
      const [, block, index] = /^(.*_hash)_(\d)$/.exec(register) ?? [null, register, '0'];
      expect([register, offset]).toEqual([
        register,
        defined.get(`${block!.toUpperCase()}_OFFSET`)! + 4 * Number(index),
      ]);
    }
    const known = [...defined.keys()].filter((key) => key.endsWith('_OFFSET')).length;
    expect(registers.length).toBe(known + 2 * 7); // words of both hashes
    const masks = registers.flatMap((register) =>
      children(register, 'field').map((field) => {
        const own = text(register, 'name');
        const macro = text(field, 'name') === own ? own : `${own}_${text(field, 'name')}`;
        const mask = (2 ** number(text(field, 'bitWidth')) - 1) * 2 ** number(text(field, 'bitOffset'));
        return [`${macro.toUpperCase()}_MASK`, mask] as const;
      }),
    );
    const found = new Map<string, number>(masks);
    for (const [key, value] of defined) if (key.endsWith('_MASK')) expect([key, found.get(key)]).toEqual([key, value]);
  });
});

// Readers of PyPI (make setup-flows); without them the component is compared with Verilog and C header alone.
describe.skipIf(!existsSync(FLOWS_PYTHON))(
  'the schema of IEEE 1685-2014, and peakrdl-ipxact',
  { timeout: 60_000 },
  () => {
    const read = (file: string) =>
      JSON.parse(execFileSync(FLOWS_PYTHON, ['test/emit/flows/component.py', file], { encoding: 'utf8' })) as {
        valid: boolean;
        errors: string[];
        registers: { name: string; address: number; fields: { name: string; lsb: number; bits: number }[] }[];
      };

    test.each(Object.keys(FOLDERS))('%s', (name) =>
      inFolder((folder) => {
        const { tree, top } = FOLDERS[name]!();
        put(folder, tree);
        const found = read(join(folder, 'component.xml'));
        expect(found.errors).toEqual([]);
        if (top.registers === null) return;
        const { registers, blocks } = top.registers;
        const words = blocks.flatMap(({ name: block, offset, words: count }) =>
          Array.from({ length: count }, (_, i) => [block, offset + 4 * i]),
        );
        const wanted = [...registers.map(({ name: own, offset }) => [own, offset]), ...words];
        const byAddress = (a: unknown[], b: unknown[]) => Number(a[1]) - Number(b[1]);
        expect(
          found.registers
            .map(({ name: own, address }) => [own.replace(/(_hash)_\d$|\[\d+\]$/, '$1'), address])
            .sort(byAddress),
        ).toEqual(wanted.sort(byAddress));
      }),
    );

    test('notice an element in the wrong place', () =>
      inFolder((folder) => {
        put(folder, FOLDERS.AXI!().tree);
        const file = join(folder, 'component.xml');
        const moved = readFileSync(file, 'utf8').replace(
          /(<ipxact:bitOffset>\d+<.*\n)([\s\S]*?)(\s+<ipxact:volatile>)/,
          '$2$1$3',
        );
        writeFileSync(file, moved);
        expect(read(file).errors).not.toEqual([]);
      }));
  },
);
