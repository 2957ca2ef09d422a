/** The pixel kernel: resize, normalise and lay out in one call. Its numbers are those of ../twin.ts. */
import { area } from './area';
import { Job } from './job';
import { linear } from './linear';
import { pillow, pillowVerticalFirst } from './pillow';
import { forgetRows } from './rows';

export function run(job: Job): void {
  forgetRows();
  if (job.method == 0) linear(job);
  else if (job.method == 1) pillow(job);
  else if (job.method == 2) pillowVerticalFirst(job);
  else area(job);
}
