import type { Io } from './io.ts';

/** An Io that remembers what was said. @param secret what is typed unseen */
export function quietIo(environment: Io['environment'] = {}, secret = '') {
  const out: string[] = [];
  const complaints: string[] = [];
  const stop = new AbortController();
  const io: Io = {
    stdout: (line) => void out.push(line),
    stderr: (line) => void complaints.push(line),
    readSecret: () => Promise.resolve(secret),
    environment,
    signal: stop.signal,
    places: {
      root: '/program/',
      version: '1.2.3',
      page: '/program/out/renderer',
      starter: '/program/out/starter',
      worker: (name) => `/program/out/main/${name}.js`,
    },
  };
  return { io, out, complaints, stop };
}
