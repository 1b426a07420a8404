import { instanceLayer } from '../emit/names.js';

/**
 * What a cell is, where its name tells: memories are named after the array, by row and column, wrappers after what they wrap.
 * Longer names are those of logic at a memory's pins.
 */
const KINDS: readonly [RegExp, string][] = [
  [/\bspram\b/, 'single-port RAM'],
  [/\.mem(\.\d+)+(_RAM)?$/, 'block RAM'],
  [/\$(mul|macc)\b|MULT\d+X\d+|_DSP$/, 'DSP'],
];

/**
 * Places that a path goes through, one after the other, from the names of its cells: instances of the design in a reader's
 * words (`engine.lanes.gen_lane[3].lane` is "lanes lane 3"), with what holds the value where it is no flip-flop. The first
 * of `cores` that a cell lies in is left out of its name. Cells whose name tells no instance, such as those that the router
 * adds, are left out unless there are no others.
 */
export function placesOf(cells: readonly string[], cores: readonly string[]): string[] {
  const places = cells.map((cell) => placeOf(cell, cores)).filter((place) => place !== '');
  const through = places.filter((place, i) => place !== places[i - 1]);
  return through.length > 0 ? through : ['top'];
}

function placeOf(cell: string, cores: readonly string[]): string {
  const core = cores.find((name) => cell.startsWith(`${name}.`));
  const own = core === undefined ? cell : cell.slice(core.length + 1);
  const kind = KINDS.find(([pattern]) => pattern.test(own))?.[1];
  // The last name is that of a net or a memory, the rest are instances.
  const instances = own
    .replace(/\.mem\.\d.*$/, '.mem')
    .split('.')
    .slice(0, -1);
  const place = named(instances).join(' ');
  return kind === undefined || place === '' ? place : `${place} (${kind})`;
}

/** Blocks that a generate loop makes give their number to the instance in them; other generate blocks are left out. */
function named(instances: readonly string[]): string[] {
  let index = '';
  const words: string[] = [];
  for (const instance of instances) {
    const block = /^gen_\w+?(?:\[(\d+)\])?$/.exec(instance);
    if (block === null) {
      words.push(`${instanceLayer(instance).replaceAll('_', ' ')}${index}`);
      index = '';
    } else if (block[1] !== undefined) index = ` ${block[1]}`;
  }
  // All of a folded design is in its engine.
  return words.length > 1 && words[0] === 'engine' ? words.slice(1) : words;
}
