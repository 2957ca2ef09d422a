import { afterAll, afterEach, beforeAll, describe } from 'vitest';
import { systemClock } from '../../platform-node.ts';
import { registrySuite } from '../registry-suite.fixture.ts';
import { runsSuite } from '../runs-suite.fixture.ts';
import { connectMlflow, type MlflowRegistry } from './mlflow-registry.ts';
import type { RunningServer } from './mlflow-server.fixture.ts';
import { keptRun } from './rest.fixture.ts';

/**
 * What every registry does, over a real MLflow server, which runs as long as this group's tests do.
 * @param empty takes everything out of it
 * @returns the server, and a way to it until the test ends
 */
export function mlflowSuites(start: () => Promise<RunningServer>, empty: (server: RunningServer) => void) {
  let running: RunningServer | undefined;
  beforeAll(async () => {
    running = await start();
  }, 300_000);
  afterAll(() => running?.stop());
  const server = () => running!;
  const open: MlflowRegistry[] = [];
  afterEach(() => open.splice(0).forEach(({ close }) => close()));
  const connect = () => {
    const connected = connectMlflow({ url: server().url, login: null }, systemClock.now);
    open.push(connected);
    return connected;
  };
  describe('as a registry', () =>
    registrySuite(async () => {
      empty(server());
      return () => connect().registry;
    }));
  describe('as runs', () =>
    runsSuite(async () => {
      empty(server());
      return { connect: () => connect().runs, kept: (key) => keptRun(server(), key) };
    }));
  return { server, connect };
}
