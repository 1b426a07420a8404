import type { Problem } from '../../support/errors.js';

/** What order is made of: which values an operator reads and makes. */
export interface Step {
  name: string;
  op: string;
  from: readonly string[];
  to: readonly string[];
}

/** Operators in order, and what is wrong with it. */
export interface Ordered<T> {
  steps: T[];
  problems: Problem[];
}

/**
 * The operators that outputs need, each behind those that it reads. Values that nothing makes or two operators make are
 * problems, and so are circles.
 *
 * @param given values that are there before any operator
 */
export function ordered<T extends Step>(
  all: readonly T[],
  outputs: readonly string[],
  given: ReadonlySet<string>,
  where: string,
): Ordered<T> {
  const problems: Problem[] = [];
  const report = (step: Step, message: string, value?: string) =>
    problems.push({ where, field: `${step.op} ${step.name}`, message, ...(value !== undefined && { value }) });
  const makers = new Map<string, T>();
  const twice = new Set<string>();
  for (const step of all)
    for (const name of step.to) {
      if (name === '' || twice.has(name)) continue;
      if (!makers.has(name) && !given.has(name)) {
        makers.set(name, step);
        continue;
      }
      report(step, 'makes a value that is there already', name);
      twice.add(name);
    }
  const steps: T[] = [];
  const state = new Map<T, 'open' | 'done'>();
  const missing = new Set<string>();
  const circles = new Set<T>();
  // Walked with a list of its own: a chain may be longer than what functions may call one another.
  const visit = (root: T) => {
    const path: { step: T; next: number }[] = [{ step: root, next: 0 }];
    state.set(root, 'open');
    while (path.length > 0) {
      const top = path[path.length - 1]!;
      if (top.next === top.step.from.length) {
        state.set(top.step, 'done');
        steps.push(top.step);
        path.pop();
        continue;
      }
      const name = top.step.from[top.next++]!;
      if (name === '' || given.has(name)) continue;
      const maker = makers.get(name);
      if (maker === undefined) {
        if (!missing.has(name)) report(top.step, 'reads a value that nothing makes', name);
        missing.add(name);
      } else if (state.get(maker) === 'open') {
        if (!circles.has(maker)) report(maker, 'reads what it makes itself, over others');
        circles.add(maker);
      } else if (!state.has(maker)) {
        state.set(maker, 'open');
        path.push({ step: maker, next: 0 });
      }
    }
  };
  for (const name of outputs) {
    const maker = makers.get(name);
    if (maker === undefined) {
      if (!given.has(name)) problems.push({ where, field: `output ${name}`, message: 'an output that nothing makes' });
    } else if (!state.has(maker)) visit(maker);
  }
  return { steps, problems };
}
