import { render } from 'preact-render-to-string';
import type { Hardware } from '../../arch/hardware.js';
import { grouped } from '../table.js';
import { type NetworkFacts, NODE, type NodeFacts, networkFacts } from './network-graph.js';

/** How it looks outside of a page. */
const STYLE = `.graph { background: #fff }
.graph text { font: 12px sans-serif; fill: #555 }
.graph .name { font-size: 14px; font-weight: 600; fill: #222 }
.graph .kind { font-size: 12px; font-weight: 400; fill: #555 }
.graph .node { fill: #f4f6f8; stroke: #bfbfbf }
.graph .edge { fill: none; stroke: #555; stroke-width: 1.3 }
.graph .tip { fill: #555 }
.graph .room { fill: #d0d7de }
.graph .busy { fill: #0072b2 }`;

/** A network as its hardware has it, block by block, as an SVG file. */
export const blockDiagram = (hardware: Hardware): string =>
  `${render(<Graph facts={networkFacts(hardware)} style={STYLE} />)}\n`;

/** `style`: its own, where no page has one. */
export function Graph({ facts: { nodes, edges, width, height }, style }: { facts: NetworkFacts; style?: string }) {
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      class="graph"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`graph of ${nodes.length} nodes`}
    >
      {style !== undefined && <style>{style}</style>}
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
  window,
  inBits,
  outBits,
  basesPerWeight,
  cycles,
  utilisation,
  memoryBits,
}: NodeFacts & { x: number; y: number }) {
  const lines = [
    shape,
    window,
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
  ].filter(Boolean);
  return (
    <g transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`} data-node={name}>
      <title>{[name, shape, window].filter(Boolean).join(', ')}</title>
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
