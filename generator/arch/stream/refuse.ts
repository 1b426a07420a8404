import { type Problem, UserError } from '../../support/errors.js';
import type { LayerSizing } from '../sizing.js';

/** What an engine does not have, by layer. Throws UserError; `where` names the configuration. */
export function refuseLayers(layers: readonly LayerSizing[], where: string): void {
  const problems = layers.flatMap(({ name, shape: { padding, kernel } }, i): Problem[] =>
    padding < kernel
      ? []
      : [
          {
            where,
            field: `layers[${i}].padding`,
            message: `layer ${name}: a window of padding alone`,
            value: padding,
            allowed: `0 to kernel - 1 = ${kernel - 1}`,
            fix: `${kernel - 1}`,
          },
        ],
  );
  if (problems.length > 0) throw new UserError(problems);
}
