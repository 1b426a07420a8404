import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sizeDesign } from '../../../generator/arch/built-design.js';
import { topModule } from '../../../generator/emit/names.js';
import { which } from '../../../generator/support/tools.js';
import { damage, decide, moduleFiles, obligations } from '../../../generator/verify/formal/formal.js';
import { LEMMAS } from '../../../generator/verify/formal/lemmas.js';
import { decideRanges } from '../../../generator/verify/formal/ranges.js';
import { requireFormalTools } from '../../../generator/verify/formal/tools.js';
import { bitbeat } from '../../cli/run-in-process.js';
import { buildTiny, inFolder } from '../../emit/tiny.js';

test.each(LEMMAS)('lemma $name: its module is there, and every defect has one place in it', ({ module, defects }) => {
  const files = moduleFiles();
  expect([...files.keys()]).toContain(module);
  expect(defects.length).toBeGreaterThan(0);
  for (const defect of defects) {
    const text = readFileSync(files.get(defect.module)!, 'utf8');
    expect(damage(text, defect)).not.toBe(text);
  }
});

test('a lemma about a generated design has its top and images beside the modules', async () => {
  const lemma = LEMMAS.find(({ name }) => name === 'folded-reset')!;
  for (const parameters of lemma.cases) {
    const { design, hardware } = sizeDesign(lemma.design!(parameters), 'lemma');
    expect(topModule(design.name)).toBe('bitbeat_reset');
    expect(hardware).toMatchObject({ folding: { lanes: parameters.LANES, tapsPerLookup: parameters.TAPS } });
    // The bound reaches the last score.
    expect(lemma.engine).toMatchObject({ cycles: expect.any(Number) });
    expect((lemma.engine as { cycles: number }).cycles).toBeGreaterThan(hardware.latencyCycles);
  }
});

test('an unknown lemma is the user mistake and the nearest is named', async () => {
  const { code, stderr } = await bitbeat('formal', '--lemma', 'windw');
  expect(stderr).toMatch(/no such lemma \(found "windw"\); allowed: input, .*; try: window/);
  expect(code).toBe(2);
});

// z3 is installed by make formal, not by make setup.
describe.skipIf(which('z3') === undefined)('provers', () => {
  test.each(['requantise-any', 'lane', 'argmax', 'labels', 'output', 'slice', 'wishbone', 'turns'])(
    '%s is proved, and refuted when its module is broken',
    async (name) => {
      const tools = requireFormalTools();
      const lemma = LEMMAS.find((l) => l.name === name)!;
      await inFolder(async (folder) => {
        const verdicts = async (broken: boolean) => {
          const found: string[] = [];
          for (const obligation of obligations(lemma, broken).slice(0, 2))
            found.push((await decide(obligation, join(folder, name), tools)).verdict);
          return found;
        };
        const sound = await verdicts(false);
        expect(sound).toEqual(sound.map(() => 'proved'));
        expect(await verdicts(true)).toContain('refuted');
      });
    },
  );

  test('too little time is no proof', async () => {
    const lemma = LEMMAS.find(({ name }) => name === 'window')!;
    await inFolder(async (folder) => {
      const [obligation] = obligations(lemma, false);
      const { verdict } = await decide(obligation!, join(folder, 'window'), requireFormalTools(), 0.05);
      expect(verdict).toBe('undecided');
    });
  });

  test('no sum of the tiny design overflows; with a bit less one does', async () => {
    const { hardware } = buildTiny();
    expect(await decideRanges(hardware, requireFormalTools())).toMatchObject({ verdict: 'proved' });
    expect(await decideRanges(hardware, requireFormalTools(), 1)).toMatchObject({ verdict: 'refuted' });
  });
});
