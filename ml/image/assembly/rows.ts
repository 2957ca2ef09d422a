/** Source rows as the passes read them. Only the rows that are asked for are converted, and each of them once. */
import { i420Row, rgbRow } from './colour';
import { Job } from './job';

/** The rows that lie in the band now. */
let held: i32 = 0;
let heldCount: i32 = 0;

export function forgetRows(): void {
  held = 0;
  heldCount = 0;
}

/** The address of row `first`; the next `count - 1` rows follow, `job.pitch` apart. First rows must not fall from call to call. */
export function rows(job: Job, first: i32, count: i32): usize {
  if (job.layout == 0) return job.plane + <usize>first * job.pitch;
  const band = job.band;
  const pitch = job.pitch;
  const kept = min(max(held + heldCount - first, 0), count);
  if (kept > 0 && first != held) memory.copy(band, band + <usize>(first - held) * pitch, <usize>kept * pitch);
  for (let k = kept; k < count; k++) {
    const to = band + <usize>k * pitch;
    if (job.layout == 1) rgbRow(job, first + k, to);
    else i420Row(job, first + k, to);
  }
  held = first;
  heldCount = count;
  return band;
}
