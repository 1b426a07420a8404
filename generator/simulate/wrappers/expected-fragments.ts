import type { Hardware } from '../../arch/hardware.js';
import { fragmentsFor } from '../../data/for-model.js';
import { type SignalSet, windowCodes } from '../../data/signal-set.js';
import type { ExpectedFragment } from '../../emit/wrappers/package.js';
import { expectedResult } from '../../emit/wrappers/package-task.js';
import { Interpreter } from '../../model/interpreter.js';

/**
 * `count` fragments for a design with what the integer network makes of them; `data`: folder or record, built-in signals if it is
 * undefined. One whose windows share work gets windows of one signal.
 */
export function expectedFragments(
  { model, hopSamples: hop }: Hardware,
  data: string | undefined,
  count: number,
): { set: SignalSet; fragments: ExpectedFragment[] } {
  const { set } = fragmentsFor(model, { data, fragments: count, usual: count, hop });
  const interpreter = new Interpreter(model);
  const fragments = set.names.map((name, i): ExpectedFragment => {
    const codes = windowCodes(set, i);
    return { name, samples: [...codes], ...expectedResult(model, interpreter.steps(codes)) };
  });
  return { set, fragments };
}
