import type { Hardware } from '../../arch/hardware.js';
import { ports } from '../../arch/interface.js';
import { firstTake } from '../../arch/rhythm.js';
import { stepsOf } from '../../arch/steps.js';
import { taskHardware } from '../../arch/tasks.js';
import { portsOf } from '../../config/ports.js';
import { markdownTable } from '../table.js';

/** Without and with register slices. */
const OUTPUTS = (decides: boolean, stepped: boolean) => [
  `They are decoded from registers${decides ? '; `class_o` compares two scores' : ''}${stepped ? '; `position_o` is a register, `step_last_o` decoded from one' : ''}.`,
  'Every output comes from a flip-flop: a register slice of two beats is on each stream. In reset all are 0.',
];

/** The ports of a core, and the timing of its outputs. */
export function portsSheet(hardware: Hardware): string {
  const rows = ports(hardware).map(({ name, direction, bits, meaning }) => [
    `\`${name}\``,
    direction,
    bits ?? 1,
    meaning,
  ]);
  return `## Ports
One clock. Both streams are ready/valid: a beat passes in a cycle in which both are high; an offered beat stays, unchanged, until it
is taken; \`valid\` waits for no \`ready\`. No output follows an input within a cycle. ${OUTPUTS(taskHardware(hardware.model).decides, stepsOf(hardware) !== null)[Number(portsOf(hardware).registered)]}
After the release of the reset a sample that is offered is taken in cycle ${firstTake(hardware)}; the first is 0.

${markdownTable(['port', 'direction', 'bits', 'meaning'], rows)}`;
}
