import type { Queue, Round } from './queue.js';
import type { FarmSettings } from './settings.js';

/** Where a round's tasks run. */
export interface Runner {
  name: string;
  /** Throws UserError where nothing can be run here, before anything is laid out. */
  check(): void;
  /** Hands all tasks of a round over. Throws UserError when they are refused. */
  begin(queue: Queue, round: Round, settings: FarmSettings): Promise<Job>;
  /** The tasks of a round that another process handed over, if they may still run; null: they do not. */
  resume(round: Round): Promise<Job | null>;
}

/** The tasks of a round, handed over. */
export interface Job {
  /** In words, for progress. */
  name: string;
  /** Whether some task waits or runs. */
  isActive(): Promise<boolean>;
  /** Ends all tasks, at once: it is called when the user interrupts. */
  cancel(): void;
  /** Where the tasks' own words are, in words. */
  logs: string;
}
