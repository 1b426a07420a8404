import type { Hardware } from '../../arch/hardware.js';
import type { Part } from '../../devices/devices.js';
import { reportOf } from '../../report/architectures.js';
import { Chapter, Table } from '../../report/html/parts.js';
import { layerRows } from '../../report/layers.js';
import { Graph } from '../../report/pictures/blocks.js';
import type { NetworkFacts } from '../../report/pictures/network-graph.js';

/** Pixels of a graph up to which its table stands beside it. */
const BESIDE = 560;

/** The network as a graph, and a row for each node. */
export function NetworkChapter({ facts, hardware, part }: { facts: NetworkFacts; hardware: Hardware; part: Part }) {
  const columns = reportOf(hardware).columns(hardware, part);
  return (
    <Chapter id="network" title="Network">
      <p>
        {reportOf(hardware).flow} The bar of a node is the share of the time from one fragment to the next in which it
        is worked on.
      </p>
      <div class={facts.width <= BESIDE ? 'beside' : undefined}>
        <div class="scroll" tabIndex={0} role="group" aria-label="graph of the network">
          <Graph facts={facts} />
        </div>
        <div>
          <Table
            label="layers"
            head={['layer', 'bases per weight', 'shape', 'lanes', ...columns.map(({ head }) => head)]}
            rows={layerRows(hardware).map(({ name, bitwidth, shape, lanes }, i) => [
              ...[name, bitwidth, shape, lanes],
              ...columns.map(({ cells }) => cells[i]),
            ])}
          />
          {columns.some(({ head }) => head === 'LUT4') && (
            <p class="note">LUT4, EBR and DSP are estimates for {part.device}.</p>
          )}
        </div>
      </div>
    </Chapter>
  );
}
