import { oneOf } from './arguments.ts';
import type { ExitCode, Io } from './io.ts';
import { trainAnomalyCommand } from './train-anomaly.ts';
import { trainClassifierCommand } from './train-classifier.ts';

const tasks = { anomaly: trainAnomalyCommand, classify: trainClassifierCommand };

/** `loupe train DATASET|demo` */
export async function trainCommand(args: readonly string[], io: Io): Promise<ExitCode> {
  const at = args.findIndex((word) => word === '--task' || word.startsWith('--task='));
  const task = at < 0 ? 'anomaly' : (args[at]!.split('=')[1] ?? args[at + 1] ?? '');
  return tasks[oneOf('task', task, Object.keys(tasks) as (keyof typeof tasks)[])](args, io);
}
