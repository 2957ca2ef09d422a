import { availableParallelism, totalmem } from 'node:os';
import { ladder, type Machine } from '../models/providers.ts';

/** The machine this process runs on. */
export const thisMachine = (): Machine => ({
  providers: ladder(process.platform, process.arch),
  cores: availableParallelism(),
  memoryBytes: totalmem(),
  freeBytes: () => process.availableMemory(),
});
