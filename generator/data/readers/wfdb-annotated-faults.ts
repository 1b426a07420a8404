import { type Problem, UserError } from '../../support/errors.js';
import type { LeftOut } from '../signal-set.js';
import type { AnnotatedOptions } from './wfdb-annotated-options.js';

type Unfit = AnnotatedOptions['unfit'];

/** What is wrong with records: each is refused, or left out and counted, as the data set's file says. */
export class Faults {
  readonly problems: Problem[] = [];
  readonly leftOut: LeftOut[] = [];

  constructor(readonly unfit: Unfit) {}

  /** What reading gives; undefined when that is a fault of the record. */
  attempt<T>(recording: string, kind: keyof Unfit, read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.add(recording, kind, error.problems);
      return undefined;
    }
  }

  add(recording: string, kind: keyof Unfit, problems: readonly Problem[]): void {
    if (this.unfit[kind] === 'leave-out')
      this.leaveOut({ recording, what: 'record', count: 1, why: brief(problems[0]!) });
    else {
      const fix = `options.unfit.${kind}: "leave-out"`;
      this.problems.push(...problems.map((problem) => ({ fix, ...problem })));
    }
  }

  leaveOut(left: LeftOut): void {
    if (left.count > 0) this.leftOut.push(left);
  }

  /** A line a reason. */
  notes(source: string): string[] {
    const reasons = [...new Set(this.leftOut.map(({ why }) => why))];
    return reasons.map((why) => {
      const own = this.leftOut.filter((one) => one.why === why);
      const [{ what }] = own as [LeftOut];
      const count = own.reduce((sum, one) => sum + one.count, 0);
      const names = [...new Set(own.map(({ recording }) => recording))].join(' ');
      const left = what === 'window' ? `${count} windows` : what === 'annotation' ? `${count} of ${names}` : names;
      return `${source}: left out, ${why}: ${left}`;
    });
  }
}

const brief = ({ field, message, value }: Problem) =>
  `${field === undefined ? '' : `${field} `}${message}${value === undefined ? '' : ` (${value})`}`;
