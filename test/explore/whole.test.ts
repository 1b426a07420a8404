import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { synthesisPrograms } from '../../generator/devices/programs.js';
import { readExploration } from '../../generator/explore/config.js';
import { worker } from '../../generator/explore/doer.js';
import { readExplored } from '../../generator/explore/result.js';
import { explore } from '../../generator/explore/search.js';
import { doNextUnit, nextUnits } from '../../generator/explore/units.js';
import { writeExplored } from '../../generator/explore/write.js';
import { exploredPage } from '../../generator/view/explored.js';
import { CHROMIUM, openFile, startBrowser, violations } from '../browser.js';
import { bitbeat } from '../cli/run-in-process.js';
import { inFolder } from '../emit/tiny.js';

const MODEL = resolve('test/goldens/tiny.alq.json');

/** With real Yosys and nextpnr, on the tiny network. */
test(
  'a whole exploration: interrupted it gives the same bytes, its designs are generated and simulated, its page is sound',
  () =>
    inFolder(async (folder) => {
      const file = join(folder, 'tiny.json');
      const config = {
        ...{ name: 'tiny-explored', part: 'up5k', model: 'tiny.alq.json', objectives: ['cells', 'cycles', 'energy'] },
        ...{
          synthesised: 2,
          placed: 2,
          seeds: 1,
          energyWindows: 1,
          hardware: { lanes: [1, 2], tapsPerLookup: [1, 2], spram: false },
        },
        compare: [{ name: 'mine', architecture: 'folded', folding: { lanes: 2, tapsPerLookup: 2 } }],
      };
      writeFileSync(file, JSON.stringify(config));
      writeFileSync(join(folder, 'tiny.alq.json'), readFileSync(MODEL));
      const exploration = readExploration(file);
      const programs = synthesisPrograms('system', 'ice40');
      const place = (cache: string) => ({ programs, cache: join(folder, cache), work: join(folder, 'train') });
      const run = async (cache: string, out: string) => {
        const found = await explore(
          exploration,
          place(cache),
          worker(join(folder, cache), 1, () => {}),
        );
        writeExplored(join(folder, out), found, await exploredPage(found.result));
        return readFileSync(join(folder, out, 'pareto.json'), 'utf8');
      };

      const first = await nextUnits(exploration, place('a'));
      expect(first).toMatchObject({ rung: 'synthesis' });
      await doNextUnit(exploration, place('a'), first!.units[0]!.key);
      const left = (await nextUnits(exploration, place('a')))!.units.map(({ key }) => key);
      expect(left).toEqual(first!.units.slice(1).map(({ key }) => key));
      // What one did by hand and then stopped, and all of it at once elsewhere.
      const resumed = await run('a', 'out-a');
      expect(await nextUnits(exploration, place('a'))).toBeNull();
      expect(await run('b', 'out-b')).toBe(resumed);

      const result = readExplored(join(folder, 'out-a', 'pareto.json'));
      const front = result.designs.filter((design) => design.front);
      expect(front.length).toBeGreaterThan(0);
      // Of netlists the energies of the front, and of what it is compared with.
      expect(result.energyWindows).toMatchObject({ windows: 1 });
      for (const { energy } of [...front, ...result.designs.filter(({ hand }) => hand !== null)])
        expect(energy!.from).toBe('netlist');
      const design = join(folder, 'out-a', 'designs', `${front[0]!.name}.json`);
      const { code, stdout } = await bitbeat('simulate', '--design', design, '--fragments', '5', '--json');
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ pass: true, failures: [] });

      if (CHROMIUM === undefined) return;
      const browser = await startBrowser();
      try {
        const { page, asked, errors } = await openFile(browser, join(folder, 'out-a', 'index.html'));
        expect(asked).toHaveLength(1);
        expect(errors).toEqual([]);
        expect(await page.locator('#front').textContent()).toContain(front[0]!.name);
        expect(await violations(page)).toEqual([]);
      } finally {
        await browser.close();
      }
    }),
  600_000,
);
