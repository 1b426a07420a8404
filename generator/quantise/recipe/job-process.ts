import type { TrainJob } from '../../train/job.js';
import { floatTask, serveOneJob } from '../../train/parallel.js';
import { type RecipeJob, recipeTask } from './recipe-job.js';

/** Child process of `runRecipeJobs`: one recipe, or one of the trainings that recipes need. */
serveOneJob((job) => ('recipe' in (job as object) ? recipeTask(job as RecipeJob) : floatTask(job as TrainJob)));
