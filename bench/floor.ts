// The floor of bench/inference.ts: `session.run` alone, on a tensor that is already there, one thread. Also an idle process to compare the
// host's event loop with: while nobody asks, nothing runs here.
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as ort from 'onnxruntime-node';

export interface FloorAsk {
  readonly rounds: number;
  /** How long to sit idle and watch the event loop instead. */
  readonly idleMs?: number;
}

const [model = '', ...shape] = process.argv.slice(2);
const dims = shape.map(Number);
const session = await ort.InferenceSession.create(readFileSync(model), {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  graphOptimizationLevel: 'all',
});
const data = new Float32Array(dims.reduce((a, b) => a * b, 1)).fill(0.5);
const feeds = { [session.inputNames[0] ?? '']: new ort.Tensor('float32', data, dims) };

process.on('message', ({ rounds, idleMs }: FloorAsk) => {
  void (async () => {
    if (idleMs !== undefined) {
      const delay = monitorEventLoopDelay({ resolution: 1 });
      delay.enable();
      await new Promise((resolve) => setTimeout(resolve, idleMs));
      delay.disable();
      return process.send?.({ p99: delay.percentile(99) / 1e6 });
    }
    const wall: number[] = [];
    const cpu: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const [w, c] = [performance.now(), process.cpuUsage()];
      await session.run(feeds);
      const { user, system } = process.cpuUsage(c);
      wall.push(performance.now() - w);
      cpu.push((user + system) / 1000);
    }
    process.send?.({ wall, cpu });
  })();
});
process.send?.('ready');
