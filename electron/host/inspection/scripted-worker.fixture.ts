// An inference worker whose frames say what it is to do: the first pixel is the score, unless it is one of these.
export const sick = {
  crash: 1,
  hang: 2,
  nonsense: 3,
  malformed: 4,
  memory: 5,
  otherModel: 6,
  refuse: 7,
} as const;
/** A manifest by this name makes the worker die while it loads. */
export const deadly = 'deadly';

interface Ask {
  readonly slot: string;
  readonly manifest: { readonly name: string };
  readonly providers: readonly string[];
  readonly frame: { readonly data: Uint8Array };
  readonly steps: readonly { readonly slot: string }[];
}

if (process.send !== undefined) {
  const send = (message: unknown) => process.send?.(message);
  const eaten: Uint8Array[] = [];
  let engine = { provider: 'cpu', runtime: 'scripted', device: 'none', kernel: 'none' };
  process.on('disconnect', () => process.exit(0));
  process.on('message', (message) => {
    const { id, call, ask } = message as { id: number; call: string; ask: Ask };
    if (call === 'load') {
      if (ask.manifest.name === deadly) process.kill(process.pid, 'SIGSEGV');
      engine = { ...engine, provider: ask.providers[0] ?? 'cpu' };
      return send({ id, answer: { engine, ms: 0 } });
    }
    if (call !== 'judge') return send({ id, answer: null });
    const first = ask.frame.data[0] ?? 0;
    const ms = { preprocess: 0, run: 0, decode: 0 };
    const score = first / 255;
    const step = { slot: ask.steps[0]?.slot, verdict: 'pass', score, findings: [], engine, ms };
    switch (first) {
      case sick.crash:
        return process.kill(process.pid, 'SIGSEGV');
      case sick.hang:
        for (;;);
      case sick.nonsense:
        return send({ hello: 'world' });
      case sick.malformed:
        return send({ id, answer: { verdict: 'pass', score: 2, steps: [{ ...step, score: 2 }] } });
      case sick.memory:
        for (;;) eaten.push(new Uint8Array(50_000_000).fill(1));
      case sick.otherModel:
        return send({ id, answer: { verdict: 'pass', score, steps: [{ ...step, slot: 'f'.repeat(64) }] } });
      case sick.refuse:
        return send({ id, error: { code: 'internal', message: 'not today' } });
      default:
        return send({ id, answer: { verdict: 'pass', score, steps: [step] } });
    }
  });
}
