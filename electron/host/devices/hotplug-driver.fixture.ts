import { systemClock } from '../platform-node.ts';
import { workersPlatform } from '../worker.fixture.ts';
import { hurried } from './hurried.fixture.ts';
import { createDeviceWatcher } from './watcher.ts';

// The real watcher with its real process, on whatever bus this program is shown. Says each state, each journal line and each worker's process
// on stdout, one JSON object a line. `hurried`: it is started again without delay.

const say = (said: unknown) => process.stdout.write(`${JSON.stringify(said)}\n`);
const platform = workersPlatform();
const watcher = createDeviceWatcher({
  platform: {
    ...platform,
    clock: process.argv.includes('hurried') ? hurried : systemClock,
    log: ({ what, why }) => say({ log: what, why }),
  },
  journal: {
    append: (_kind, data) => {
      say({ line: data });
      return Promise.resolve({} as never);
    },
  },
});
for await (const devices of watcher.follow(undefined)) say({ devices });
