import { afterAll, afterEach } from 'vitest';
import { workersPlatform } from '../../worker.fixture.ts';
import { openBench, type Bench } from './station-bench.fixture.ts';

/** Opens stations for the tests of a file: each is closed after its test, their processes end with the last. */
export function stations() {
  const workers = workersPlatform();
  const open: Bench[] = [];
  afterEach(async () => {
    for (const bench of open.splice(0)) await bench.close();
  });
  afterAll(() => workers.end());
  const station = async (options?: Parameters<typeof openBench>[1]): Promise<Bench> => {
    const bench = await openBench(workers, options);
    open.push(bench);
    return bench;
  };
  return { workers, station };
}
