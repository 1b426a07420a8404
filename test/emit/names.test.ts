import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildHardware } from '../../generator/arch/build.js';
import { buildDesign } from '../../generator/arch/built-design.js';
import { isDesignName, toDesignName } from '../../generator/config/design-name.js';
import { generated } from '../../generator/emit/generated.js';
import { imageFile } from '../../generator/emit/memory-images.js';
import { templateModules, withTemplateNames } from '../../generator/emit/modules.js';
import { moduleOf, partModule, templateOf, topModule } from '../../generator/emit/names.js';
import type { Tree } from '../../generator/emit/tree.js';
import { writeTree } from '../../generator/emit/write-tree.js';
import { isIdentifier } from '../../generator/model/identifier.js';
import { chained } from '../../generator/network/network.js';
import { simulate } from '../../generator/simulate/simulate.js';
import { asChain } from '../model/as-chain.js';
import { setOf } from '../simulate/simulate-network.js';
import { inFolder } from './tiny.js';

const NAMES = ['tiny', 'tiny-folded'] as const;
const built = new Map(NAMES.map((name) => [name, buildDesign(`test/goldens/${name}.json`)]));

/** A design of tiny's network under other names, its layers too. */
function renamed(base: (typeof NAMES)[number], name: string, layers: readonly string[]) {
  const { design, hardware } = built.get(base)!;
  const model = asChain(hardware.model);
  const own = { ...design, name };
  const named = { ...model, layers: chained(model.layers.map((layer, i) => ({ ...layer, name: layers[i]! }))) };
  const other = buildHardware(own, named, 'test');
  return { hardware: other, tree: generated(own, other).tree };
}

/** Names that generated Verilog and hand-written modules declare, and words that later Verilogs reserve. */
const OURS = [
  ...new Set(
    NAMES.flatMap((name) => {
      const { design, hardware } = built.get(name)!;
      return [...generated(design, hardware).tree].filter(([path]) => path.endsWith('.v'));
    }).flatMap(([, text]) => text.match(/\b[A-Za-z_]\w*/g) ?? []),
  ),
  ...['logic', 'do', 'class', 'bit', 'byte', 'int', 'string', 'unique', 'final', 'import', 'return', 'var', 'void'],
  ...[
    'samples',
    'events',
    'class',
    'SB_RAM40_4K',
    'PROGRAM',
    'a',
    'a_data',
    'a_valid',
    'a_stored',
    'layer_a',
    'data_a',
  ],
].filter((name) => isIdentifier(name) && name.length <= 64);

const NETS = ['data', 'last', 'end', 'valid', 'ready', 'fault', 'layer', 'check', 'pick', 'stored', 'check_layer'];
/** One of ours, or one of ours made longer as a layer's own names are. */
const hostile = fc
  .tuple(fc.constantFrom(...OURS), fc.constantFrom('', ...NETS), fc.boolean())
  .map(([name, kind, before]) => (kind === '' ? name : before ? `${kind}_${name}` : `${name}_${kind}`))
  .filter((name) => name.length <= 64);
const layerNames = fc.uniqueArray(hostile, { minLength: 4, maxLength: 4, selector: (name) => name.toLowerCase() });

const designNames = fc
  .array(fc.tuple(fc.constantFrom('-', '_'), fc.constantFrom('a', 'b', 'u', 'uart', '1', 'u1', 'tb')), {
    minLength: 1,
    maxLength: 4,
  })
  .map((words) => words.map(([by, word], i) => (i === 0 ? word : `${by}${word}`)).join(''))
  .filter(isDesignName);

/** What a module declares of its own: ports, nets, variables, parameters, tasks, functions, instances. */
function declared(verilog: string): string[] {
  const code = verilog.replace(/\/\/.*|"[^"\n]*"/g, '').replace(/\bfunction\b[\s\S]*?\bendfunction\b/g, '');
  const nets = [...code.matchAll(/\b(?:wire|reg|integer|genvar|localparam|parameter)\b *(\[[^\]]*\])? *([^;=)\n]*)/g)];
  const ports = nets.flatMap(([, , list]) => list!.split(',').map((name) => /^\s*(\w+)/.exec(name)?.[1] ?? ''));
  const instances = [...code.matchAll(/^ {2}(?:\w+ (?:#\(.*\) )?|\) )(\w+) \($/gm)].map(([, name]) => name!);
  const keywords = ['input', 'output', 'wire', 'reg'];
  return [...ports, ...instances].filter((name) => name !== '' && !keywords.includes(name));
}

describe('names that users choose never meet ours', () => {
  test.each(NAMES)('%s: of any layers, no module declares a name twice', (base) => {
    fc.assert(
      fc.property(layerNames, (layers) => {
        const { tree } = renamed(base, 'any', layers);
        for (const path of ['rtl/bitbeat_any.v', 'tb/bitbeat_any__bench.v']) {
          const names = declared(tree.get(path)!);
          expect(names.length).toBeGreaterThan(14);
          expect(names.filter((name, i) => names.indexOf(name) < i)).toEqual([]);
        }
      }),
      { numRuns: 50 },
    );
  });

  test('the check above sees a name that is there twice', () => {
    const text =
      'module m (\n  input  wire a,\n  output wire [3:0] b\n);\n  wire c, d;\n  x #(.A(1)) d (\n  );\nendmodule\n';
    expect(declared(text)).toEqual(['a', 'b', 'c', 'd', 'd']);
  });

  test.each(NAMES)('%s: Icarus and Verilator take what it makes of any layers', (base) =>
    inFolder((folder) => {
      let run = 0;
      fc.assert(
        fc.property(layerNames, (layers) => {
          const own = join(folder, `${run++}`);
          writeTree(own, 'any', renamed(base, 'any', layers).tree, false);
          const flags = ['-g2005', '-Wall', '-y', 'rtl', '-y', 'tb', '-t', 'null', 'tb/bitbeat_any__bench.v'];
          const said = (program: string, args: string[]) => {
            const { status, stdout, stderr } = spawnSync(program, args, { cwd: own, encoding: 'utf8' });
            return `${status} ${stdout}${stderr.replace(/^.*timescale.*\n/gm, '')}`;
          };
          expect(said('iverilog', flags)).toBe('0 ');
          expect(said('verilator', ['--lint-only', '-Wall', '-Irtl', 'rtl/bitbeat_any.v'])).toBe('0 ');
        }),
        { numRuns: 8 },
      );
    }),
  );

  test.each([
    ['tiny', 'tb', ['clk_i', 'class', 'samples', 'a']],
    ['tiny-folded', 'clock', ['rst_ni', 'class', 'a', 'a_data']],
    ['tiny', 'bench', ['argmax', 'quantiser', 'score_o', 'class_o']],
    ['tiny-folded', 'layer', ['engine', 'x_stored', 'score_valid', 'logic']],
  ] as const)('%s called %s, layers %j: simulated right, reported by these names', (base, name, layers) =>
    inFolder(async (folder) => {
      const { hardware, tree } = renamed(base, name, layers);
      writeTree(folder, name, tree, false);
      const set = setOf([1, 7].map((slope) => Array.from({ length: 36 }, (_, t) => (t * t * slope) % 2048)));
      const settings = { folder, simulator: 'icarus', stimuli: { set }, waves: false } as const;
      const result = await simulate(hardware, { ...settings, processes: 1 });
      expect(result.failures).toEqual([]);
      expect(result.layers.map((layer) => layer.name)).toEqual(layers);
    }),
  );
});

describe('two designs in one project', () => {
  test('different names of designs give different modules', () => {
    fc.assert(
      fc.property(designNames, designNames, (a, b) => {
        fc.pre(a !== b);
        expect(topModule(a)).not.toBe(topModule(b));
        expect(topModule(a)).not.toContain('__');
        expect(partModule(a, 'uart')).not.toBe(topModule(b));
        expect(partModule(a, 'uart')).not.toBe(partModule(b, 'uart'));
      }),
    );
  });

  test.each([
    ['tb', true],
    ['my_net', true],
    ['my-net', true],
    ['ecg17-small-folded-up5k', true],
    ['a__b', false],
    ['a-_b', false],
    ['a_', false],
    ['a-', false],
    ['_a', false],
    ['1a', false],
    ['a-u-b', false],
    ['A', false],
    ['a\nb', false],
    ['a'.repeat(65), false],
  ])('%j as the name of a design: %s; what is told instead is one', (name, legal) => {
    expect(isDesignName(name)).toBe(legal);
    expect(isDesignName(toDesignName(name))).toBe(true);
    if (legal) expect(toDesignName(name)).toBe(name);
  });

  test('what is told instead is always a name', () => {
    fc.assert(fc.property(fc.string({ maxLength: 80 }), (text) => isDesignName(toDesignName(text))));
  });

  test('no two memory images have one file', () => {
    const image = fc.record({
      design: designNames,
      layer: hostile,
      name: fc.constantFrom('signs', 'passes', 'biases', 'weights', 'rest'),
    });
    fc.assert(
      fc.property(image, image, (a, b) => {
        const same = JSON.stringify(a) === JSON.stringify(b);
        expect(imageFile(a.design, a) === imageFile(b.design, b)).toBe(same);
      }),
    );
  });

  test('of different networks no file and no module has the same name', () => {
    const trees = NAMES.map((name) => {
      const { design, hardware } = built.get(name)!;
      return generated(design, hardware).tree;
    });
    const [one, other] = trees.map(
      (tree) => new Set([...tree.keys()].filter((path) => /^(rtl|mem)\/|\.v$/.test(path))),
    );
    expect([...one!].filter((path) => other!.has(path))).toEqual([]);
    const modules = trees.flatMap((tree) => modulesOf(tree).map(([module]) => module));
    expect(new Set(modules).size).toBe(modules.length);
  });
});

/** Modules that a tree declares, and the file of each. */
function modulesOf(tree: Tree): [module: string, path: string][] {
  return [...tree].flatMap(([path, text]) =>
    path.endsWith('.v') ? [...text.matchAll(/^module (\w+)/gm)].map(([, m]): [string, string] => [m!, path]) : [],
  );
}

describe('names of hand-written modules', () => {
  test('there and back again', () => {
    for (const module of templateModules().keys()) {
      expect(templateOf(moduleOf('bitbeat_some_design', module))).toBe(module);
    }
    expect(templateOf('bitbeat_tiny')).toBe('bitbeat_tiny');
  });

  test.each(NAMES)('%s: with the names of templates the files are the templates', (name) => {
    const { design, hardware } = built.get(name)!;
    const tree = withTemplateNames(generated(design, hardware).tree);
    let found = 0;
    for (const [module, { file, folder }] of templateModules()) {
      const text = tree.get(`${folder}/${module}.v`);
      if (text === undefined) continue;
      found++;
      expect(text).toBe(readFileSync(file, 'utf8'));
    }
    expect(found).toBeGreaterThan(10);
  });

  test("a user's words in comments stay as they are", () => {
    const { design, hardware } = built.get('tiny')!;
    const { model } = hardware;
    const own = buildHardware(design, { ...model, name: 'bb_input' }, 'test');
    const top = generated(design, own).tree.get('rtl/bitbeat_tiny.v')!;
    expect(top.split('\n')[0]).toMatch(/^\/\/ bb_input: /);
    expect(top).toContain('  bitbeat_tiny__input #(');
  });
});
