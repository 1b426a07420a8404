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
  const value = p.value === undefined ? '' : ` (found ${JSON.stringify(p.value)})`;
  const allowed = p.allowed === undefined ? '' : `; allowed: ${p.allowed}`;
  const fix = p.fix === undefined ? '' : `; try: ${p.fix}`;
  return `${head}: ${p.message}${value}${allowed}${fix}`;
}

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
