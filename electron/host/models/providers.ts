import type { Provider } from '../../contract/inference.ts';

/** What inference needs to know of the computer. */
export interface Machine {
  /** Best first; `cpu` last (see `ladder`). */
  readonly providers: readonly Provider[];
  readonly cores: number;
  readonly memoryBytes: number;
  freeBytes(): number;
}

/** The providers worth trying on a machine, best first; the CPU is always the last and always there. `platform`, `arch`: as Node names them. */
export function ladder(platform: string, arch: string): readonly Provider[] {
  switch (platform) {
    case 'linux':
      return arch === 'x64' ? ['cuda', 'webgpu', 'cpu'] : ['cpu'];
    case 'win32':
      return ['dml', 'webgpu', 'cpu'];
    case 'darwin':
      return ['coreml', 'webgpu', 'cpu'];
    default:
      return ['cpu'];
  }
}

/**
 * Threads for one model: half the cores, at most four. On two cores a second thread wins the median and loses the tail, since the record and the
 * screen want a core too (reference/performance.md 9).
 */
export const threadsFor = (cores: number): number => Math.max(1, Math.min(4, Math.floor(cores / 2)));
