import type { Hardware } from '../../arch/hardware.js';
import { firstTake } from '../../arch/rhythm.js';
import { portsOf, type ResetStyle } from '../../config/ports.js';
import { resetPin } from '../../emit/ports.js';
import { markdownTable } from '../table.js';

/** Without and with register slices. */
const OUTPUTS = [
  'They are decoded from registers; `class_o` compares two scores.',
  'Every output comes from a flip-flop: a register slice of two beats is on each stream. In reset all are 0.',
] as const;

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

/** What a reset is, and how long it must be. */
const RESET: Readonly<Record<ResetStyle, string>> = {
  'sync-low': 'synchronous reset, active low; one cycle is enough, at any time',
  'sync-high': 'synchronous reset, active high; one cycle is enough, at any time',
  'async-low': 'reset, active low, at any time: asserted without a clock, released with it by RESET_STAGES flip-flops',
};

/** The ports that the text of a generated top declares, and the timing of its outputs. */
export function portsSheet(top: string, hardware: Hardware): string {
  const ports = portsOf(hardware);
  const { port: reset } = resetPin(hardware);
  const rows = readPorts(top).map(({ name, direction, bits, comment }) => [
    `\`${name}\``,
    direction,
    bits,
    name === reset ? RESET[ports.reset] : (MEANING[name] ?? comment),
  ]);
  return `## Ports
One clock. Both streams are ready/valid: a beat passes in a cycle in which both are high; an offered beat stays, unchanged, until it
is taken; \`valid\` waits for no \`ready\`. No output follows an input within a cycle. ${OUTPUTS[Number(ports.registered)]}
After the release of the reset a sample that is offered is taken in cycle ${firstTake(hardware)}; the first is 0.

${markdownTable(['port', 'direction', 'bits', 'meaning'], rows)}`;
}
