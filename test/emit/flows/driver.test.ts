import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { saidOutputs } from '../../../generator/arch/said.js';
import { cMember, withOwnSymbols } from '../../../generator/emit/wrappers/bus-software.js';
import type { ExpectedFragment } from '../../../generator/emit/wrappers/package.js';
import { inFolder } from '../tiny.js';
import { BUS_FOLDERS, designOf, FOLDERS, put } from './folders.js';

const STRICT = ['-std=c99', '-Wall', '-Wextra', '-Werror', '-pedantic', '-O2'];

interface Result {
  scores: number[];
  said: number[];
}

/** Results of a fragment as registers hold them. */
function results(fragment: ExpectedFragment, name: string): Result[] {
  const { model } = designOf(name).hardware;
  const stepped = Array.isArray(fragment.scores[0]);
  const steps = (stepped ? fragment.scores : [fragment.scores]) as number[][];
  const several = (fragment as unknown as { outputs?: Record<string, Record<string, unknown>> }).outputs;
  return steps.map((scores, i) => {
    const said = saidOutputs(model).map(({ kind, output, only }) => {
      const own = only ? (fragment as unknown as Record<string, unknown>) : several![output.name]!;
      const value = stepped ? (own[kind] as unknown[])[i] : own[kind];
      return kind === 'class'
        ? (value as number)
        : (value as number[]).reduce((all, bit, at) => all + bit * 2 ** at, 0);
    });
    return { scores, said: stepped ? [i, ...said] : said };
  });
}

/** What the model of the registers answers, as C. */
function expected(name: string, tree: ReadonlyMap<string, string>, foreign: boolean): string {
  const { design, hardware } = designOf(name);
  const { fragments } = JSON.parse(tree.get('bench/expected.json')!) as { fragments: ExpectedFragment[] };
  const all = fragments.flatMap((fragment) => results(fragment, name));
  const said = saidOutputs(hardware.model);
  const stepped = all.length > fragments.length;
  const registers = [...(stepped ? ['position'] : []), ...said.map(({ name: own }) => own)];
  const members = [...(stepped ? ['position'] : []), ...said.map(cMember)];
  const list = (values: readonly number[]) => `{${values.join(', ')}}`;
  const array = (type: string, what: string, width: number, rows: readonly (readonly number[])[]) =>
    `static const ${type} ${what}[${rows.length}][${width}] = {${rows.map(list).join(',\n  ')}};\n`;
  const text =
    array(
      'uint16_t',
      'expected_samples',
      fragments[0]!.samples.length,
      fragments.map(({ samples }) => samples),
    ) +
    array(
      'int32_t',
      'expected_scores',
      all[0]!.scores.length,
      all.map(({ scores }) => scores),
    ) +
    array(
      'uint32_t',
      'expected_said',
      registers.length,
      all.map((result) => result.said),
    ) +
    `static const uint32_t said_offsets[] = {${registers.map((own) => `BITBEAT_${own.toUpperCase()}_OFFSET`).join(', ')}};\n` +
    `#define SAID_MEMBERS ${members.map((member) => `, result->${member}`).join('')}\n` +
    `#define FOREIGN ${foreign ? '1u' : '0u'}\n`;
  return withOwnSymbols(design.name, text);
}

/** An example compiled with the model of the registers in the place of a core, and run. */
function ran(
  name: string,
  example: 'bare_metal' | 'uio',
  { foreign = false, change = (text: string) => text } = {},
  input = '',
  args: string[] = [],
) {
  return inFolder((folder) => {
    const { tree } = FOLDERS[name]!();
    const { design } = designOf(name);
    put(folder, tree);
    const source = `sw/examples/${example}.c`;
    const before = readFileSync(join(folder, source), 'utf8');
    writeFileSync(join(folder, source), change(before));
    writeFileSync(join(folder, 'expected.h'), expected(name, tree, foreign));
    writeFileSync(
      join(folder, 'model.c'),
      withOwnSymbols(design.name, readFileSync('test/emit/flows/model.c', 'utf8')),
    );
    // A file stands for the device: it is opened, mapped, read and written.
    writeFileSync(join(folder, 'device'), Buffer.alloc(8192));
    const own = withOwnSymbols(design.name, 'BITBEAT_BUS bitbeat_bus');
    const [macro, type] = own.split(' ');
    const bus = example === 'uio' ? `-D${macro}(base)=model_bus(base)` : `-D${macro}=model_bus(0)`;
    writeFileSync(
      join(folder, 'model.h'),
      `#include <stdint.h>\n#include "${withOwnSymbols(design.name, 'bitbeat.h')}"\n${type} model_bus(volatile uint32_t *base);\n`,
    );
    const driver = [...tree.keys()].find((path) => /^sw\/\w+\.c$/.test(path))!;
    const posix = example === 'uio' ? ['-D_POSIX_C_SOURCE=200809L'] : ['-DBARE_METAL'];
    const compiled = [
      // As its reader compiles it.
      spawnSync('gcc', [...STRICT, '-c', '-o', 'plain.o', source], { cwd: folder, encoding: 'utf8' }),
      spawnSync(
        'gcc',
        [
          ...STRICT,
          ...posix,
          bus,
          '-Isw',
          '-I.',
          ...['-include', 'model.h', '-o', 'example', source, driver, 'model.c'],
        ],
        { cwd: folder, encoding: 'utf8' },
      ),
    ];
    expect(compiled.map(({ status, stderr }) => [status, stderr])).toEqual([
      [0, ''],
      [0, ''],
    ]);
    const done = spawnSync(join(folder, 'example'), args, {
      ...{ cwd: folder, encoding: 'utf8', input, timeout: 10_000 },
    });
    return { status: done.status, stdout: done.stdout, stderr: done.stderr };
  });
}

describe.each(BUS_FOLDERS)('programs of %s', { timeout: 60_000 }, (name) => {
  const { tree } = FOLDERS[name]!();
  const { fragments } = JSON.parse(tree.get('bench/expected.json')!) as { fragments: ExpectedFragment[] };
  const all = fragments.flatMap((fragment) => results(fragment, name));

  test('without an operating system: every result by interrupt', async () => {
    expect(await ran(name, 'bare_metal')).toEqual({
      status: 0,
      stdout: `${all.length} results, 0 wrong\n`,
      stderr: '',
    });
  });

  test('by UIO: a line for each result', async () => {
    const samples = fragments.flatMap((fragment) => fragment.samples).join('\n');
    const args = name.startsWith('AXI') ? ['device', `${all.length}`] : ['device'];
    expect(await ran(name, 'uio', {}, samples, args)).toEqual({
      status: 0,
      stdout: all.map(({ said, scores }) => `${[...said, ...scores].join(' ')}\n`).join(''),
      stderr: '',
    });
  });
});

/** Debian's compilers for processors without an operating system, with the flags of small ones. */
const CROSS = [
  ['riscv64-unknown-elf-gcc', '-march=rv32i', '-mabi=ilp32'],
  ['arm-none-eabi-gcc', '-mcpu=cortex-m0', '-mthumb'],
] as const;

describe.each(CROSS)('%s', (compiler, ...flags) => {
  const lacks = spawnSync(compiler, ['--version']).error !== undefined;

  test.skipIf(lacks).each(BUS_FOLDERS)('%s: driver and program compile without a warning', (name) =>
    inFolder((folder) => {
      const { tree } = FOLDERS[name]!();
      put(folder, tree);
      const driver = [...tree.keys()].find((path) => /^sw\/\w+\.c$/.test(path))!;
      for (const source of [driver, 'sw/examples/bare_metal.c']) {
        const args = [...STRICT, ...flags, '-ffreestanding', '-c', '-o', 'cross.o', source];
        const { status, stderr } = spawnSync(compiler, args, { cwd: folder, encoding: 'utf8' });
        expect([status, stderr]).toEqual([0, '']);
      }
    }),
  );
});

describe('programs notice', { timeout: 60_000 }, () => {
  test.each(['bare_metal', 'uio'] as const)('%s: a core of another model', async (example) => {
    const { status, stdout } = await ran('Wishbone', example, { foreign: true }, '', ['device']);
    expect([status, stdout]).toEqual([1, '']);
  });

  test('a device that is not there', async () => {
    const { status, stderr } = await ran('Wishbone', 'uio', {}, '', ['nowhere']);
    expect([status, stderr]).toEqual([1, expect.stringContaining('nowhere: No such file')]);
  });

  test('an interrupt that is never let through again: the model says so', async () => {
    const change = (text: string) =>
      text.replace(/_interrupt\(&core, 1\);\n {2}return taken/, '_interrupt(&core, 0);\n  return taken');
    const { status } = await ran('Wishbone', 'bare_metal', { change });
    expect(status).not.toBe(0);
  });
});
