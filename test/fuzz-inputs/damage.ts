import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Draw, oddJson } from './draw.js';

/** Changes a file of the sandbox; says what was done. */
export type Damage = (path: string, draw: Draw) => string;

/** A place in a JSON value: what holds it, and its key there. */
type Place = { holder: Record<string, unknown> | unknown[]; key: string | number };

function placesOf(value: unknown, found: Place[] = []): Place[] {
  if (typeof value !== 'object' || value === null || found.length > 5000) return found;
  for (const key of Object.keys(value)) {
    const at = Array.isArray(value) ? Number(key) : key;
    found.push({ holder: value as Place['holder'], key: at });
    placesOf((value as Record<string, unknown>)[key], found);
  }
  return found;
}

/** One or several values of a JSON file are changed, removed, doubled or added. */
const structure: Damage = (path, draw) => {
  const value = JSON.parse(readFileSync(path, 'utf8')) as unknown;
  const done: string[] = [];
  for (let i = draw.one([1, 1, 1, 2, 4]); i > 0; i--) {
    const places = placesOf(value);
    if (places.length === 0) break;
    const { holder, key } = draw.one(places);
    const object = holder as Record<string, unknown>;
    const kind = draw.one(['replace', 'replace', 'remove', 'add', 'near']);
    if (kind === 'replace') object[key] = oddJson(draw);
    else if (kind === 'remove') delete object[key];
    else if (kind === 'add') object[draw.one(['extra', 'dilation', '__proto__', '', 'constructor'])] = oddJson(draw);
    else if (typeof object[key] === 'number')
      object[key] = (object[key] as number) + draw.one([-1, 1, 0.5, -1000, 1e6]);
    else if (typeof object[key] === 'string') object[key] = (object[key] as string).slice(draw.below(3));
    done.push(`${kind} ${String(key)}`);
  }
  writeFileSync(path, JSON.stringify(value));
  return `json: ${done.join(', ')}`;
};

/** Bytes are flipped, cut off, put in or doubled, whatever they mean. */
const bytes: Damage = (path, draw) => {
  const text = readFileSync(path);
  const at = draw.below(Math.max(1, text.length));
  const kind = draw.one(['flip', 'cut', 'insert', 'double', 'empty', 'grow']);
  if (kind === 'flip')
    for (let i = 0; i < draw.one([1, 8, 200]); i++) text[draw.below(text.length || 1)] = draw.below(256);
  const piece = Buffer.from(
    draw.one(['\0', '\xff\xfe', '{', ']]', '"', '-1', '\r\n', '1e999', '\u{1f600}', '"name":1,']),
  );
  const changed = {
    flip: text,
    cut: text.subarray(0, at),
    insert: Buffer.concat([text.subarray(0, at), piece, text.subarray(at)]),
    double: Buffer.concat([text, text]),
    empty: Buffer.alloc(0),
    grow: Buffer.concat([text, Buffer.alloc(1 << 20, draw.below(256))]),
  }[kind]!;
  writeFileSync(path, changed);
  return `bytes: ${kind}`;
};

/** A text line by line: removed, doubled, exchanged, made something else. */
const lines: Damage = (path, draw) => {
  const text = readFileSync(path, 'utf8').split('\n');
  const at = draw.below(text.length);
  const kind = draw.one(['remove', 'double', 'replace']);
  if (kind === 'remove') text.splice(at, 1);
  else if (kind === 'double') text.splice(at, 0, text[at]!);
  else
    text[at] = draw.one([
      'zz',
      '-5',
      '',
      '123456789',
      'r.dat 999 1e9',
      '../outside/kept 16 200 11 0 0 0 0 x',
      '# \u0000',
    ]);
  writeFileSync(path, text.join('\n'));
  return `lines: ${kind} ${at}`;
};

const nested: Damage = (path, draw) => {
  const depth = draw.one([1000, 20_000, 100_000]);
  writeFileSync(
    path,
    draw.chance(0.5) ? '['.repeat(depth) + ']'.repeat(depth) : `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`,
  );
  return `json ${depth} deep`;
};

/** Something else lies where the file is looked for. */
const kind: Damage = (path, draw) => {
  const what = draw.one(['missing', 'folder', 'pipe', 'loop', 'dangling', 'unreadable', 'huge', 'link outside']);
  if (what === 'unreadable') {
    chmodSync(path, 0);
    return what;
  }
  if (what === 'huge') {
    truncateSync(path, 2 ** 33);
    return what;
  }
  rmSync(path, { recursive: true });
  if (what === 'folder') mkdirSync(path);
  if (what === 'pipe') execFileSync('mkfifo', [path]);
  if (what === 'loop') symlinkSync(path, path);
  if (what === 'dangling') symlinkSync('/nowhere/at/all', path);
  if (what === 'link outside') symlinkSync(join(path, '../../../outside/kept'), path);
  return what;
};

/** What may happen to a file by its name. */
export function damageFile(path: string, draw: Draw): string {
  if (!existsSync(path) || !statSync(path).isFile()) return '';
  const text = /\.(json|hex|hea|v)$/.test(path);
  const isJson = path.endsWith('.json');
  const damages: Damage[] = isJson
    ? [structure, structure, structure, structure, bytes, lines, nested, kind]
    : text
      ? [lines, lines, bytes, kind]
      : [bytes, bytes, bytes, kind];
  return draw.one(damages)(path, draw);
}

/** Something lies where a folder is to be made. */
export function obstruct(path: string, draw: Draw): string {
  const what = draw.one(['a file', 'a folder without rights', 'a pipe', 'a dangling link', 'a link to itself']);
  if (what === 'a file') writeFileSync(path, 'mine\n');
  if (what === 'a folder without rights') mkdirSync(path, { mode: 0o555 });
  if (what === 'a pipe') execFileSync('mkfifo', [path]);
  if (what === 'a dangling link') symlinkSync('/nowhere/at/all', path);
  if (what === 'a link to itself') symlinkSync('build', path);
  return `build is ${what}`;
}
