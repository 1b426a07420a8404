/** A value change dump, read back. */
export interface Dump {
  /** Names with their scopes -> kind and code, and the range as declared, empty for none. */
  nets: Map<string, { kind: string; code: string; bits: number; range: string }>;
  /** Changes in their order: time -> code -> digits. */
  changes: [number, Map<string, string>][];
}

export function readVcd(text: string): Dump {
  const [head, body] = text.split(/\$enddefinitions\s+\$end/) as [string, string];
  const scopes: string[] = [];
  const nets: Dump['nets'] = new Map();
  for (const [, scope, kind, bits, code, name, range] of head.matchAll(
    /\$scope\s+\w+\s+(\S+)\s+\$end|\$var\s+(\w+)\s+(\d+)\s+(\S+)\s+(\S+?)\s*(\[[-\d:]+\])?\s+\$end|\$upscope\s+\$end/g,
  )) {
    if (scope !== undefined) scopes.push(scope);
    else if (code === undefined) scopes.pop();
    else nets.set([...scopes, name].join('.'), { kind: kind!, code, bits: Number(bits), range: range ?? '' });
  }
  const changes: Dump['changes'] = [];
  for (const line of body.split('\n')) {
    const time = /^#(\d+)/.exec(line);
    if (time) {
      if (changes.at(-1)?.[0] !== Number(time[1])) changes.push([Number(time[1]), new Map()]);
      continue;
    }
    const value = /^(?:b(\S+) |([01xz]))(\S+)$/i.exec(line.trim());
    if (value) changes.at(-1)?.[1].set(value[3]!, value[1] ?? value[2]!);
  }
  return { nets, changes };
}

/**
 * What `nets` were at each rising edge of `clock`, before it: what a register takes.
 *
 * @returns [edge][net] digits
 */
export function atEdges({ nets, changes }: Dump, clock: string, names: readonly string[]): string[][] {
  const code = (name: string) => {
    const net = nets.get(name);
    if (net === undefined) throw new Error(`${name} is not in the waveform`);
    return net.code;
  };
  const codes = names.map(code);
  const now = new Map<string, string>();
  const found: string[][] = [];
  for (const [, values] of changes) {
    if (values.get(code(clock)) === '1' && now.get(code(clock)) === '0')
      found.push(codes.map((one) => now.get(one) ?? 'x'));
    for (const [one, digits] of values) now.set(one, digits);
  }
  return found;
}
