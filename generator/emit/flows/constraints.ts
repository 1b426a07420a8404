import { renderTemplate } from '../render.js';
import type { ClockDomain, FlowTop } from './top.js';

/** Share of a period that the world outside has before an input and behind an output. */
const IO_SHARE = 0.3;

/** As `get_ports` of every tool takes a port: all bits of a vector. */
const portPattern = ({ name, bits }: { name: string; bits: number | null }) => (bits === null ? name : `${name}[*]`);

/** A reset that comes without a clock is released by flip-flops of its own, so that its pin has no time to keep. */
function domainView({ port, name, mhz, reset, inputs, outputs }: ClockDomain) {
  const pin = { name: reset.port, bits: null };
  return {
    ...{ port, name, mhz, reset },
    period: (1000 / mhz).toFixed(3),
    inputs: [...(reset.asynchronous ? [] : [pin]), ...inputs].map(portPattern),
    outputs: outputs.map(portPattern),
  };
}

/** Clocks and ports for a synthesiser; `kind`: the file is SDC, or Vivado's XDC. */
export function constraintsFile(top: FlowTop, kind: 'sdc' | 'xdc'): string {
  return renderTemplate('flows/constraints/constraints.ejs', {
    ...top.identity,
    module: top.module,
    purpose: top.purpose,
    kind,
    ioShare: IO_SHARE.toFixed(2),
    clocks: top.clocks.map(domainView),
    // No clock of one part of it sees two changes of a pointer as one.
    apart: top.clocks.length < 2 ? null : (1000 / Math.max(...top.clocks.map(({ mhz }) => mhz))).toFixed(3),
    resets: [...new Set(top.clocks.filter(({ reset }) => reset.asynchronous).map(({ reset }) => reset.port))],
  });
}
