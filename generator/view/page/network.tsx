import type { Hardware } from '../../arch/hardware.js';
import type { Part } from '../../devices/devices.js';
import { reportOf } from '../../report/architectures.js';
import { layerRows } from '../../report/layers.js';
import { grouped } from '../../report/table.js';
import { type NetworkFacts, NODE, type NodeFacts } from '../artefacts/network.js';
import { Chapter, Table } from './parts.js';

/** The network as a graph, and a row for each node. */
export function NetworkChapter({ facts, hardware, part }: { facts: NetworkFacts; hardware: Hardware; part: Part }) {
  const columns = reportOf(hardware).columns(hardware, part);
  return (
    <Chapter id="network" title="Network">
      <p>
        {reportOf(hardware).flow} The bar of a node is the share of the time from one fragment to the next in which it
        is worked on.
      </p>
      <div class="scroll" tabIndex={0} role="region" aria-label="graph of the network">
        <Graph facts={facts} />
      </div>
      <Table
        label="layers"
        head={['layer', 'bases per weight', 'shape', 'lanes', ...columns.map(({ head }) => head)]}
        rows={layerRows(hardware).map(({ name, bitwidth, shape, lanes }, i) => [
          ...[name, bitwidth, shape, lanes],
          ...columns.map(({ cells }) => cells[i]),
        ])}
      />
      <p class="note">LUT4, EBR and DSP are estimates for {part.device}.</p>
    </Chapter>
  );
}

function Graph({ facts: { nodes, edges, width, height } }: { facts: NetworkFacts }) {
  return (
    <svg
      class="graph"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`graph of ${nodes.length} nodes`}
    >
      <defs>
        <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
          <path d="M0 0 L8 4 L0 8 z" class="tip" />
        </marker>
      </defs>
      {edges.map(({ points }) => (
        <path
          class="edge"
          marker-end="url(#arrow)"
          d={`M${points.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`).join(' L')}`}
        />
      ))}
      {nodes.map((node) => (
        <NodeBox {...node} />
      ))}
    </svg>
  );
}

function NodeBox({
  x,
  y,
  name,
  kind,
  shape,
  inBits,
  outBits,
  basesPerWeight,
  cycles,
  utilisation,
  memoryBits,
}: NodeFacts & { x: number; y: number }) {
  const lines = [
    shape.length <= SHAPE ? shape : shape.slice(0, shape.lastIndexOf(',', SHAPE)),
    [
      basesPerWeight === null ? null : `${basesPerWeight.toFixed(2)} bases a weight`,
      inBits === null ? null : `${inBits} to ${outBits} bits`,
    ]
      .filter(Boolean)
      .join(', '),
    [
      cycles === null ? null : `${grouped(cycles)} cycles`,
      memoryBits === null ? null : `${grouped(memoryBits)} bits of memory`,
    ]
      .filter(Boolean)
      .join(', '),
  ];
  return (
    <g transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`} data-node={name}>
      <title>{`${name}: ${shape}`}</title>
      <rect class="node" width={NODE.width} height={NODE.height} rx="6" />
      <text class="name" x="10" y="20">
        {name}
        <tspan class="kind" dx="8">
          {kind}
        </tspan>
      </text>
      {lines.map((line, i) => (
        <text x="10" y={38 + 16 * i}>
          {line}
        </text>
      ))}
      {utilisation !== null && (
        <>
          <rect class="room" x="10" y={NODE.height - 12} width={NODE.width - 60} height="5" />
          <rect
            class="busy"
            x="10"
            y={NODE.height - 12}
            width={((NODE.width - 60) * Math.min(1, utilisation)).toFixed(1)}
            height="5"
          />
          <text x={NODE.width - 44} y={NODE.height - 6}>{`${(100 * utilisation).toFixed(0)} %`}</text>
        </>
      )}
    </g>
  );
}

/** Characters of a shape that a box holds; the title and the table have the whole. */
const SHAPE = 40;
