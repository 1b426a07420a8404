import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { Reporter, TestModule, TestRunEndReason, Vitest } from 'vitest/node';
import { badInputPage, type Case, isListed } from './table.js';

const PAGE = 'docs/bad-input.md';

/** The cases of tests that gave one bad input: of others, such as random ones, the answer is not always the same. */
const casesOf = (modules: readonly TestModule[]): Case[] =>
  modules.flatMap((module) =>
    [...module.children.allTests()].flatMap((test) => {
      const { answers } = test.meta();
      if (answers?.length !== 1) return [];
      return [{ file: relative('.', module.moduleId), titles: test.fullName.split(' > '), answer: answers[0]! }];
    }),
  );

/**
 * vitest reporter: compares the page of all bad inputs with what the tests gave, when all of these have run. A page that is another one
 * fails the run; BITBEAT_BAD_INPUT=write writes it.
 */
export default class BadInput implements Reporter {
  #vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestRunEnd(modules: readonly TestModule[], _: unknown, reason: TestRunEndReason): void {
    const ran = new Set(modules.map(({ moduleId }) => relative('.', moduleId)));
    const all = readdirSync('test', { recursive: true, encoding: 'utf8' })
      .map((file) => `test/${file}`)
      .filter((file) => file.endsWith('.test.ts') && isListed(file))
      .every((file) => ran.has(file));
    if (!all || reason !== 'passed' || this.#vitest?.config.testNamePattern !== undefined) return;
    const page = badInputPage(casesOf(modules));
    if (process.env.BITBEAT_BAD_INPUT === 'write') writeFileSync(PAGE, page);
    else if (!existsSync(PAGE) || readFileSync(PAGE, 'utf8') !== page) {
      console.error(`${PAGE} is not what the tests of bad inputs give: \`make bad-input\` writes it`);
      process.exitCode = 1;
    }
  }
}
