import type { NodeOrigin } from '../quantise/foreign/quantise-network.js';
import { textTable } from '../report/table.js';
import { printable } from '../support/printable.js';

const ACTIVATIONS = { file: "the file's grid", anew: "chosen anew, not the file's grid" } as const;

/** What of a network that was quantised by others is left as it is; nothing of one that was not. */
export function originsTable(origins: readonly NodeOrigin[]): string[] {
  if (origins.every(({ weights, activations }) => weights !== 'file' && activations === null)) return [];
  const rows = origins.map(({ node, weights, bases, why, activations }) => [
    printable(node),
    weights === 'file' ? "the file's" : weights === 'anew' ? 'quantised anew' : '',
    weights === 'file' ? `up to ${bases} bases` : (why ?? ''),
    activations === null ? '' : ACTIVATIONS[activations],
  ]);
  return [textTable(['node', 'weights', 'as', 'activations'], rows)];
}
