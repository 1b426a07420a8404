import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Sandbox } from './sandbox.js';
import { type Changes, changes, type Snapshot } from './snapshot.js';

/** How a command line ended. */
export interface Ending {
  code: number | null;
  signal: string | null;
  timedOut: boolean;
  stdout: string;
  stderr: string;
  /** Command lines of processes that outlived it. */
  left: string[];
}

/** Most characters of a line of stderr: all names that are allowed, say, still stand in one. */
const LINE = 1200;
const LINES = 60;
const STACK =
  /^\s+at (?:.*\()?(?:file|node):|^\s+at .*:\d+:\d+\)?$|\b(?:Type|Reference|Range|Syntax)Error\b|node:internal|please report it/m;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;
/** Yosys keeps a history of its own. */
const FOREIGN = ['home/.yosys_history'];
/** Where mutate tries designs that nobody is to use. */
const WORKSHOP = 'work/build/mutation/';
const STAGING = /\.staging-|\.bitbeat-|\.tmp$/;

/** Faults of what was said: none if it is how a program answers. */
export function judgeWords({ code, signal, timedOut, stdout, stderr, left }: Ending): string[] {
  const faults: string[] = [];
  if (timedOut) faults.push('did not end in time');
  else if (![0, 1, 2].includes(code ?? -1)) faults.push(`ended with ${signal ?? code}`);
  const stack = STACK.exec(stderr) ?? STACK.exec(stdout);
  if (stack !== null) faults.push(`a stack trace or an error of the program itself: ${stack[0].trim()}`);
  const lines = stderr.split('\n');
  const longest = Math.max(...lines.map((line) => line.length));
  if (longest > LINE) faults.push(`a line of ${longest} characters on stderr`);
  if (lines.length > LINES) faults.push(`${lines.length} lines on stderr`);
  if (lines.some((line) => UNPRINTABLE.test(line))) faults.push('characters on stderr that cannot be printed');
  if ((code === 1 || code === 2) && stderr + stdout === '') faults.push(`ended with ${code} and said nothing`);
  if (left.length > 0) faults.push(`left processes behind: ${left.join('; ')}`);
  return faults;
}

/** Faults of what was made: outside of the places that are allowed, or halves of it. */
export function judgeFiles(sandbox: Sandbox, before: Snapshot, after: Snapshot, allowed: readonly string[]): string[] {
  const { work, root } = sandbox;
  const places = ['build', ...allowed].map((place) => relative(root, resolve(work, place)));
  const inside = (path: string) =>
    places.some((place) => place === '' || path === place || path.startsWith(`${place}/`));
  // A folder on the way to a place that may be made is made with it.
  const onTheWay = (path: string) => places.some((place) => place.startsWith(`${path}/`));
  const generated = generatedBefore(before);
  const found: Changes = changes(before, after);
  const replaceable = (path: string) => generated.has(path) || places.slice(1).includes(path);
  const harm = [...found.changed, ...found.removed].filter((path) => !(inside(path) && replaceable(path)));
  return [
    ...found.made
      .filter((path) => !inside(path) && !onTheWay(path) && !FOREIGN.includes(path))
      .map((path) => `made outside of its folder: ${path}`),
    ...harm.map((path) => `changed or removed what was there before: ${path}`),
    ...found.made.filter((path) => STAGING.test(path)).map((path) => `staging left: ${path}`),
    ...halves(root, found.made),
  ].slice(0, 8);
}

/** Files of the generated folder, which generating into it replaces, and what else verbs leave there. */
function generatedBefore(before: Snapshot): Set<string> {
  return new Set([...before.keys()].filter((path) => path.startsWith('work/gen/')));
}

/** Generated folders without a manifest, and JSON that does not parse. */
function halves(root: string, made: readonly string[]): string[] {
  const folders = made
    .filter((path) => path.endsWith('/rtl') && !path.startsWith(WORKSHOP))
    .map((path) => path.slice(0, -4));
  const unfinished = folders.filter((folder) => !existsSync(join(root, folder, 'manifest.json')));
  const broken = made.filter((path) => path.endsWith('.json') && !parses(join(root, path)));
  return [
    ...unfinished.map((path) => `a generated folder without a manifest: ${path}`),
    ...broken.map((path) => `JSON that is written by half: ${path}`),
  ];
}

function parses(path: string): boolean {
  try {
    JSON.parse(readFileSync(path, 'utf8'));
    return true;
  } catch {
    return false;
  }
}
