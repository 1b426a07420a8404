import { markdownTable } from '../table.js';

/** A port as the generated top declares it. */
export interface Port {
  name: string;
  direction: string;
  bits: number;
  comment: string;
}

/** What the ports of a core mean; both architectures have the same. */
const MEANING: Readonly<Record<string, string>> = {
  clk_i: 'clock; everything happens at its rising edge',
  rst_ni: 'synchronous reset, active low; one cycle is enough, at any time',
  sample_i: "the converter's code, unsigned",
  sample_valid_i: 'a sample is offered',
  sample_ready_o: 'it is taken in this cycle, if it is offered',
  score_o: 'score of one class, signed; classes follow in their order',
  score_valid_o: 'a score is offered',
  score_ready_i: 'it is taken in this cycle, if it is offered',
  score_last_o: 'with the score of the last class: the fragment ends',
  class_o: "with score_last_o: the fragment's class, the lowest index of the largest score",
  parity_error_o: 'for a cycle: a word of a weight or program memory has failed its parity',
};

/** Ports that the text of a generated top declares. */
export function readPorts(verilog: string): Port[] {
  const declarations = verilog.matchAll(
    /^\s*(input|output)\s+(?:wire|reg)\s+(?:\[(\d+):0\]\s*)?(\w+),?\s*(?:\/\/\s*(.*))?$/gm,
  );
  return [...declarations].map(([, direction, high, name, comment]) => ({
    name: name!,
    direction: direction!,
    bits: high === undefined ? 1 : Number(high) + 1,
    comment: comment ?? '',
  }));
}

export function portsSheet(top: string): string {
  const rows = readPorts(top).map(({ name, direction, bits, comment }) => [
    `\`${name}\``,
    direction,
    bits,
    MEANING[name] ?? comment,
  ]);
  return `## Ports
One clock. Both streams are ready/valid: a beat passes in a cycle in which both are high; an offered beat stays, unchanged, until it
is taken; \`valid\` waits for no \`ready\`.

${markdownTable(['port', 'direction', 'bits', 'meaning'], rows)}`;
}
