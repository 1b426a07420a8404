import type { Hardware } from '../../arch/hardware.js';
import { layerInstance, layerStream } from '../../emit/names.js';
import { type WaveGroup, type WaveSignal, waveGroups } from './groups.js';

/*
 * Synthesis leaves one module whose nets have the paths of the design as their names (`\layer_a.scaler.add_q `), where they still are
 * anything. Viewers take such names apart each in its own way, so the bench of the waveform gives each of them a plain name of its own.
 */

/** A net of the design that a netlist still has. */
export interface KeptNet {
  /** Scopes below the top, and its name. */
  path: string;
  bits: number;
  /** What the bench calls it. */
  seen: string;
}

/** A net or a port as it is declared: its range, and its name, which is a path or plain. */
const DECLARED = /^ {2}(wire|reg|input|output) (?:\[(\d+):0\] )?(?:\\(\S+) |(\w+));$/gm;
/** Names are of small letters in the hardware; those that synthesis adds say cells and their ports in capitals, or are numbers. */
const OWN = /^[a-z][a-z0-9_]*$/;

/** Nets of the design that a netlist still has, in the order of their paths; its ports are seen in the bench. */
export function keptNets(netlist: string): KeptNet[] {
  const found = new Map<string, number>();
  const ports = new Set<string>();
  for (const [, kind, high, path, plain] of netlist.matchAll(DECLARED)) {
    const name = (path ?? plain)!;
    if (kind === 'input' || kind === 'output') ports.add(name);
    else if (OWN.test(name.split('.').at(-1)!)) found.set(name, Number(high ?? 0) + 1);
  }
  const nets = [...found].filter(([path]) => !ports.has(path)).sort(([a], [b]) => (a < b ? -1 : 1));
  const plain = nets.map(([path]) => `seen_${path.replace(/\W+/g, '_')}`);
  // Paths that are one without their dots are told apart.
  const seen = (i: number) => (plain.indexOf(plain[i]!) === i ? plain[i]! : `${plain[i]}__${i}`);
  return nets.map(([path, bits], i) => ({ path, bits, seen: seen(i) }));
}

/** A bench of the scores with a name for each of these nets. */
export function withSeenNets(bench: string, nets: readonly KeptNet[]): string {
  const end = bench.lastIndexOf('endmodule');
  const lines = nets.map(({ path, bits, seen }) => {
    const range = bits === 1 ? '' : `[${bits - 1}:0] `;
    return `  wire ${range}${seen} = dut.\\${path} ;\n`;
  });
  return `${bench.slice(0, end)}\n  // Nets of the design that the netlist still has.\n${lines.join('')}\n${bench.slice(end)}`;
}

/** What is shown of a netlist: of each group of its design the signals that are left, then what else is left of each part. */
export function netlistGroups(hardware: Hardware, nets: readonly KeptNet[]): WaveGroup[] {
  const byPath = new Map(nets.map((net) => [net.path, net]));
  const shown = new Set<KeptNet>();
  const compared = hardware.layers.slice(0, -1).map(({ name }) => `check_${layerStream(name)}.`);
  const left = (signal: WaveSignal): WaveSignal[] => {
    const [, path] = /^dut\.(.*)$/.exec(signal.path) ?? [];
    if (path === undefined)
      return signal.path.startsWith('stored_') || compared.some((check) => signal.path.startsWith(check))
        ? []
        : [signal];
    const net = byPath.get(path) ?? byPath.get(atEngine(path) ?? '');
    if (net === undefined || net.bits !== signal.bits || shown.has(net)) return [];
    shown.add(net);
    return [{ ...signal, path: net.seen }];
  };
  const groups = waveGroups(hardware).map(({ name, signals }) => ({ name, signals: signals.flatMap(left) }));
  const parts = [...new Set(nets.map(partOf))];
  const rest = parts.map((part) => ({
    name: `netlist_${part}`,
    signals: nets.filter((net) => partOf(net) === part && !shown.has(net)).map(signalOf),
  }));
  return [...groups, ...rest].filter(({ signals }) => signals.length > 0);
}

/** The same net at the port of the layer's engine, whose name synthesis may keep in the place of the top's. */
function atEngine(path: string): string | null {
  const [, kind, layer] = /^(data|last|end|valid|ready)_(\w+)$/.exec(path) ?? [];
  return kind === undefined ? null : `${layerInstance(layer!)}.${kind}_${kind === 'ready' ? 'i' : 'o'}`;
}

const partOf = ({ path }: KeptNet) => (path.includes('.') ? path.split('.')[0]!.replace(/\W+/g, '_') : 'top');

const signalOf = ({ seen, bits }: KeptNet): WaveSignal => ({
  path: seen,
  kind: bits === 1 ? 'wire' : 'vector',
  bits,
  signed: false,
});
