import { LONGEST_NAME } from '../config/design-name.js';
import type { FieldProblem } from '../support/errors.js';
import { isIdentifier, toIdentifier } from './identifier.js';

/** Whether a name of a node or output can stand in Verilog. */
export function checkName(name: string): FieldProblem[] {
  if (isIdentifier(name) && name.length <= LONGEST_NAME) return [];
  return [
    {
      field: 'name',
      message: 'no Verilog identifier',
      value: name,
      allowed: `letters, digits and _, no keyword, up to ${LONGEST_NAME} characters`,
      fix: toIdentifier(name).slice(0, LONGEST_NAME),
    },
  ];
}
