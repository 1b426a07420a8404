import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { which } from '../../generator/support/tools.js';
import { chosen, readPage, says, withOutputs } from './page.js';

/*
 * Pages of docs/tutorials, each in an empty folder in which bitbeat is installed. Those that download something run where it is asked
 * for (`make tutorials`, CI). BITBEAT_TUTORIALS=write writes what blocks print into the pages.
 */
const FOLDER = 'docs/tutorials';
const asked = process.env.BITBEAT_TUTORIALS;
const writing = asked === 'write';
const everything = asked !== undefined || process.env.CI !== undefined;
const LIMIT = 1_200_000;

/** What keeps commands from being run here; null: nothing. */
function missing(commands: string): string | null {
  if (/\bpip install\b/.test(commands) && !everything) return 'make tutorials downloads what it needs';
  const tools = /\bbitstream\b|--part\b/.test(commands) ? ['nextpnr-ice40', 'icepack'] : [];
  const absent = tools.filter((tool) => which(tool) === undefined);
  return absent.length === 0 ? null : `${absent.join(', ')} is needed: make setup-boards`;
}

const run = (commands: string, cwd: string) =>
  new Promise<{ code: number; stdout: string; all: string }>((done) => {
    const { BITBEAT_DATA: _, ...env } = process.env;
    const limits = { cwd, env, timeout: LIMIT, maxBuffer: 2 ** 26 };
    execFile('bash', ['-euo', 'pipefail', '-c', commands], limits, (error, stdout, stderr) =>
      done({ code: error === null ? 0 : Number(error.code ?? 1), stdout, all: `${stdout}\n${stderr}` }),
    );
  });

describe.each(readdirSync(FOLDER).filter((name) => name !== 'README.md'))('%s', (name) => {
  const path = join(FOLDER, name);
  const page = readFileSync(path, 'utf8');
  const { steps, excerpts } = readPage(page);
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'bitbeat-tutorial-'));
    mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
    symlinkSync(resolve('.'), join(folder, 'node_modules/bitbeat'));
    symlinkSync('../bitbeat/dist/cli/main.js', join(folder, 'node_modules/.bin/bitbeat'));
  });
  afterAll(() => rmSync(folder, { recursive: true }), LIMIT);

  test('shows parts of files as they are', () => {
    for (const { file, text } of excerpts) expect(readFileSync(file, 'utf8'), file).toContain(text);
  });

  test(
    'runs word for word, and prints what it shows',
    async ({ skip }) => {
      const printed: string[] = [];
      for (const { commands, shown } of steps) {
        const why = missing(commands);
        if (why !== null) return skip(why);
        const { code, stdout, all } = await run(commands, folder);
        expect(code, `${commands}\n${all}`).toBe(0);
        printed.push(stdout);
        if (shown === null || writing) continue;
        const own = chosen(stdout, shown.lines);
        const wrong = shown.text.filter((line, i) => !says(line, own[i] ?? ''));
        expect({ wrong, lines: own.length }, own.join('\n')).toEqual({ wrong: [], lines: shown.text.length });
        expect(own, `no line of ${shown.lines}`).not.toEqual([]);
      }
      if (writing) writeFileSync(path, withOutputs(page, steps, printed));
    },
    LIMIT,
  );
});
