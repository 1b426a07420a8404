import { type Random, random } from '../../generator/support/random.js';

/** Chance of one case: the same seed and index give the same case. */
export class Draw {
  readonly #random: Random;
  constructor(seed: number, index: number) {
    // Neighbouring seeds of the generator give neighbouring first numbers; these are far apart.
    this.#random = random(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  }
  below(n: number): number {
    return this.#random.integer(0, n - 1);
  }
  chance(share: number): boolean {
    return this.#random.uniform() < share;
  }
  one<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }
}

/** Numbers at and beyond every edge that a program may have. */
export const NUMBERS = [
  ...[
    '0',
    '1',
    '-1',
    '2',
    '3',
    '7',
    '-0',
    '1.5',
    '0x10',
    '1e3',
    '1e308',
    '-1e308',
    '1e999',
    'NaN',
    'Infinity',
    '',
    ' ',
  ],
  ...[
    '2147483647',
    '2147483648',
    '-2147483648',
    '4294967296',
    '9007199254740993',
    '99999999999999999999',
    '٣',
    '1_000',
  ],
];

/** What anybody may type where a word is wanted. */
export const WORDS = [
  ...['', ' ', '.', '..', '/', '-', '--', '~', '*', 'nope', 'constructor', '__proto__', 'toString', 'hasOwnProperty'],
  ...['a b', "it's", 'a"b', '$(touch pwned)', '`touch pwned`', ';touch pwned;', '#x', '[ab]', '{a,b}', 'a&b', 'a|b'],
  ...['é', 'ß漢字', '\u202eevil', 'a\nb', 'a\tb', '\u001b[31mred', '\u0007', '%s%n', '../up', '../../up', 'con:'],
  ...['x'.repeat(255), 'x'.repeat(256), 'y'.repeat(5000), 'd/'.repeat(600), '-h', '--version', '@file', '\ud800'],
];

/** Paths that are no regular file of ours, below the folder that the case runs in. */
export const PATHS = [
  ...[
    'pipe',
    'loop',
    'dangling',
    'unreadable',
    'forbidden/inside',
    'readonly',
    'readonly/new',
    'empty',
    'emptydir',
    'huge',
  ],
  ...['../outside', '../outside/kept', '../outside/new', '/dev/null', '/dev/zero', '/dev/full', '/proc/self/mem', '/'],
  ...['/etc/passwd', '/nowhere/at/all', 'configs', 'configs/tiny.json/inside', 'gen/manifest.json', 'a b/ü/$x#[1]'],
];

/** A value of JSON that is right for hardly anything. */
export function oddJson(draw: Draw): unknown {
  const deep = (depth: number): unknown => {
    let value: unknown = [];
    for (let i = 0; i < depth; i++) value = [value];
    return value;
  };
  return draw.one<() => unknown>([
    () => null,
    () => true,
    () => '',
    () => [],
    () => ({}),
    () => draw.one([0, -1, 1, 2, 0.5, 1e308, -1e308, 2 ** 31, 2 ** 53, 65536, 65537, 255, 1e-320]),
    () => draw.one(WORDS),
    () => `nul\u0000inside`,
    () => draw.one(PATHS),
    () => 'z'.repeat(draw.one([1000, 300_000])),
    () => Array.from({ length: draw.one([1, 17, 5000]) }, () => draw.below(3)),
    () => deep(draw.one([10, 500])),
  ])();
}
