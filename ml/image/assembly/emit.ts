/** One resized line to the tensor: normalisation by table, channel order and layout by address. */
import { Job } from './job';

export function emit(job: Job, y: i32, line: usize): void {
  const at = <usize>y * job.outRow;
  if (job.channels == 1) {
    single(job, line, job.out0 + at, job.table0);
    if (job.outputs == 3) {
      single(job, line, job.out1 + at, job.table1);
      single(job, line, job.out2 + at, job.table2);
    }
  } else if (job.outputs == 3) colour(job, line, at);
  else grey(job, line, job.out0 + at);
}

function single(job: Job, line: usize, out: usize, table: usize): void {
  const step = job.outStep;
  for (const end = line + job.targetWidth; line < end; line++, out += step)
    store<f32>(out, load<f32>(table + ((<usize>load<u8>(line)) << 2)));
}

function colour(job: Job, line: usize, at: usize): void {
  const step = job.outStep;
  let red = job.out0 + at;
  let green = job.out1 + at;
  let blue = job.out2 + at;
  const table0 = job.table0;
  const table1 = job.table1;
  const table2 = job.table2;
  const end = line + ((<usize>job.targetWidth) << 2);
  for (; line < end; line += 4, red += step, green += step, blue += step) {
    store<f32>(red, load<f32>(table0 + ((<usize>load<u8>(line)) << 2)));
    store<f32>(green, load<f32>(table1 + ((<usize>load<u8>(line, 1)) << 2)));
    store<f32>(blue, load<f32>(table2 + ((<usize>load<u8>(line, 2)) << 2)));
  }
}

function grey(job: Job, line: usize, out: usize): void {
  const step = job.outStep;
  const table = job.table0;
  const red = job.greyRed;
  const green = job.greyGreen;
  const blue = job.greyBlue;
  for (const end = line + ((<usize>job.targetWidth) << 2); line < end; line += 4, out += step) {
    const sum = <u32>load<u8>(line) * red + <u32>load<u8>(line, 1) * green + <u32>load<u8>(line, 2) * blue;
    store<f32>(out, load<f32>(table + ((<usize>((sum + 32768) >> 16)) << 2)));
  }
}
