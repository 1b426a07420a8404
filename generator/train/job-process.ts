import type { TrainJob } from './job.js';
import { floatTask, serveOneJob } from './parallel.js';

/** Child process of `runJobs`. */
serveOneJob((job) => floatTask(job as TrainJob));
