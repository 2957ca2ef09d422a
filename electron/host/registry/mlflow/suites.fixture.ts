import { afterEach, describe } from 'vitest';
import { systemClock } from '../../platform-node.ts';
import { registrySuite } from '../registry-suite.fixture.ts';
import { runsSuite } from '../runs-suite.fixture.ts';
import { connectMlflow, type MlflowRegistry } from './mlflow-registry.ts';
import type { RunningServer } from './mlflow-server.fixture.ts';
import { keptRun } from './rest.fixture.ts';

/**
 * What every registry does, over a real MLflow server.
 * @param server the one that runs when a test does @param empty takes everything out of it
 * @returns a way to it, until the test ends
 */
export function mlflowSuites(server: () => RunningServer, empty: () => void): () => MlflowRegistry {
  const open: MlflowRegistry[] = [];
  afterEach(() => open.splice(0).forEach(({ close }) => close()));
  const connect = () => {
    const connected = connectMlflow({ url: server().url, login: null }, systemClock.now);
    open.push(connected);
    return connected;
  };
  describe('as a registry', () =>
    registrySuite(async () => {
      empty();
      return () => connect().registry;
    }));
  describe('as runs', () =>
    runsSuite(async () => {
      empty();
      return { connect: () => connect().runs, kept: (key) => keptRun(server(), key) };
    }));
  return connect;
}
