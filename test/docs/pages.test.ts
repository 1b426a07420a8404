import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { filesOf, SIDEBAR } from '../../docs/site/sidebar.js';

const INDEX = 'docs/index.md';
const sidebar = filesOf(SIDEBAR);

/** Pages that a page links to. */
const linked = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/\]\((?!https?:)([^)#\s]+\.md)(?:#[^)]*)?\)/g)].map(([, to]) =>
    posix.normalize(posix.join(posix.dirname(file), to!)),
  );

test('every page of the sidebar is in docs/index.md, or in a list of pages that is', () => {
  const lists = linked(INDEX).filter((file) => /^docs\/\w+\/README\.md$/.test(file));
  const named = new Set([INDEX, ...linked(INDEX), ...lists.flatMap(linked)]);
  expect(sidebar.filter((file) => !named.has(file))).toEqual([]);
  expect(lists).toHaveLength(3);
});

test('every page of docs/index.md is in the sidebar, and every page of docs too', () => {
  expect(linked(INDEX).filter((file) => !sidebar.includes(file))).toEqual([]);
  const all = readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .map((file) => posix.join('docs', file))
    .filter((file) => file.endsWith('.md') && !file.startsWith('docs/site/'));
  expect(all.length).toBeGreaterThan(80);
  expect(all.filter((file) => !sidebar.includes(file))).toEqual([]);
});

test('every page of the sidebar is there, and begins with one heading', () => {
  for (const file of sidebar) {
    expect(existsSync(file), file).toBe(true);
    const code = readFileSync(file, 'utf8').replaceAll(/^```[\s\S]*?^```/gm, '');
    expect(code.match(/^# /gm), file).toHaveLength(1);
  }
});
