import { type Problem, UserError } from '../../support/errors.js';
import type { Op } from '../op-graph.js';

/**
 * The operators that outputs need, each behind those that it reads.
 *
 * @param given values that are there before any operator
 * @throws UserError for values that nothing makes or two operators make, and for circles
 */
export function ordered(
  ops: readonly Op[],
  outputs: readonly string[],
  given: ReadonlySet<string>,
  where: string,
): Op[] {
  const makers = new Map<string, Op>();
  const problems: Problem[] = [];
  for (const op of ops)
    for (const name of op.to) {
      if (name === '') continue;
      if (makers.has(name) || given.has(name))
        problems.push({
          where,
          field: `${op.op} ${op.name}`,
          message: 'makes a value that is there already',
          value: name,
        });
      makers.set(name, op);
    }
  const done: Op[] = [];
  const state = new Map<Op, 'open' | 'done'>();
  const missing = new Set<string>();
  // Walked with a list of its own: a chain may be longer than what functions may call one another.
  const visit = (root: Op) => {
    const path: { op: Op; next: number }[] = [{ op: root, next: 0 }];
    state.set(root, 'open');
    while (path.length > 0) {
      const top = path[path.length - 1]!;
      const name = top.op.from[top.next++];
      if (name === undefined) {
        state.set(top.op, 'done');
        done.push(top.op);
        path.pop();
      } else if (name !== '' && !given.has(name)) {
        const maker = makers.get(name);
        if (maker === undefined) {
          if (!missing.has(name))
            problems.push({
              where,
              field: `${top.op.op} ${top.op.name}`,
              message: 'reads a value that nothing makes',
              value: name,
            });
          missing.add(name);
        } else if (state.get(maker) === 'open') {
          problems.push({
            where,
            field: `${maker.op} ${maker.name}`,
            message: 'reads what it makes itself, over others',
          });
          return;
        } else if (!state.has(maker)) {
          state.set(maker, 'open');
          path.push({ op: maker, next: 0 });
        }
      }
    }
  };
  for (const name of outputs) {
    const maker = makers.get(name);
    if (maker === undefined) {
      if (!given.has(name)) problems.push({ where, field: `output ${name}`, message: 'an output that nothing makes' });
    } else if (!state.has(maker)) visit(maker);
  }
  if (problems.length > 0) throw new UserError(problems);
  return done;
}
