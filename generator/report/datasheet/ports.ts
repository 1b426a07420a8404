import type { Hardware } from '../../arch/hardware.js';
import { ports, portWidths } from '../../arch/interface.js';
import { firstTake } from '../../arch/rhythm.js';
import type { Said } from '../../arch/said.js';
import { stepsOf } from '../../arch/steps.js';
import { portsOf } from '../../config/ports.js';
import { markdownTable } from '../table.js';

/** Without and with register slices. */
const OUTPUTS = (classes: readonly Said[], stepped: boolean) => [
  `They are decoded from registers${classes.map(({ name }) => `; \`${name}_o\` compares two scores`).join('')}${stepped ? '; `position_o` is a register, `step_last_o` decoded from one' : ''}.`,
  'Every output comes from a flip-flop: a register slice of two beats is on each stream. In reset all are 0.',
];

/** The ports of a core, and the timing of its outputs. */
export function portsSheet(hardware: Hardware): string {
  const classes = portWidths(hardware).said.filter(
    // Those of outputs before the last score are registers.
    ({ kind, output: { first, count } }) => kind === 'class' && first + count === hardware.model.classes.length,
  );
  const rows = ports(hardware).map(({ name, direction, bits, meaning }) => [
    `\`${name}\``,
    direction,
    bits ?? 1,
    meaning,
  ]);
  return `## Ports
One clock. Both streams are ready/valid: a beat passes in a cycle in which both are high; an offered beat stays, unchanged, until it
is taken; \`valid\` waits for no \`ready\`. No output follows an input within a cycle. ${OUTPUTS(classes, stepsOf(hardware) !== null)[Number(portsOf(hardware).registered)]}
After the release of the reset a sample that is offered is taken in cycle ${firstTake(hardware)}; the first is 0.

${markdownTable(['port', 'direction', 'bits', 'meaning'], rows)}`;
}
