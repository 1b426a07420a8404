import { printable, printableValue } from './printable.js';

/** One thing that is wrong with what the user gave. */
export interface Problem {
  /** File, folder or flag the value came from. */
  where: string;
  /** Path of the field inside it, e.g. `layers[2].kernel`. */
  field?: string;
  /** What is wrong, in one sentence without a full stop. */
  message: string;
  /** The value found; printed as JSON. */
  value?: unknown;
  /** What is allowed. */
  allowed?: string;
  /** The nearest legal setting, or the command that mends it. */
  fix?: string;
}

function printProblem(p: Problem): string {
  const head = p.field === undefined ? p.where : `${p.where}: ${p.field}`;
  const value = p.value === undefined ? '' : ` (found ${printableValue(p.value)})`;
  const allowed = p.allowed === undefined ? '' : `; allowed: ${printable(p.allowed, LONG)}`;
  const fix = p.fix === undefined ? '' : `; try: ${printable(p.fix, LONG)}`;
  return `${printable(head)}: ${printable(p.message, LONG)}${value}${allowed}${fix}`;
}

/** Most characters of what bitbeat itself says; lists of what is allowed may be long. */
const LONG = 1500;

/** The user's mistake: printed without a stack trace, exit code 2. Carries every problem found, not only the first. */
export class UserError extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: Problem | readonly Problem[]) {
    const list = Array.isArray(problems) ? (problems as readonly Problem[]) : [problems as Problem];
    super(list.map(printProblem).join('\n'));
    this.name = 'UserError';
    this.problems = list;
  }
}

/** A program that bitbeat ran failed: exit code 1. The message holds the last lines that it printed. */
export class ToolError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ToolError';
  }
}

/** A problem whose file the caller knows. */
export type FieldProblem = Omit<Problem, 'where'> & { field: string };
