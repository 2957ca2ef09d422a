import type { Status } from '../electron/contract/station.ts';
import { unpackFrame } from '../electron/contract/frame-lane.ts';
import type { Person } from '../electron/contract/people.ts';
import { os, serve } from '../electron/contract/server.ts';
import type { Wire } from '../electron/contract/wire.ts';
import type { FrameAnswer } from './frame-sender.ts';
import type { Line } from './host.ts';

export const kaya: Person = { id: 'kaya', name: 'A. Kaya', role: 'technician', hasPin: false };
export const readyStatus: Status = {
  journal: { head: 40, ok: true },
  model: {
    active: { name: 'instruments', version: 14, sha256: 'c'.repeat(64) },
    provider: 'cpu',
    state: 'ready',
    lastMs: 41,
  },
  camera: { phase: 'unbound', setup: null, bound: null, answers: null, differences: [] },
  disk: { freeBytes: 80e9, floorBytes: 2e9, ok: true },
  registry: { kind: 'none', waiting: 0, since: null, parked: 0, paused: null, away: null },
  tray: null,
  lease: { session: 'this', person: 'kaya' },
};

/** The small part of a station that a connection needs, behind the real contract on a MessagePort; for tests only. */
export function fakeLine(): Line & { hangUp(): void } {
  const { port1, port2 } = new MessageChannel();
  let hangUp = () => {};
  const closed = new Promise<void>((resolve) => {
    hangUp = resolve;
  });
  const about = {
    stationId: 'abcdefgh',
    journalId: 'journal1',
    app: '0',
    format: 1,
    host: 'node',
    session: 'this',
  };
  const router = { station: { about: os.station.about.handler(() => about) } };
  serve(port2 as Wire, router, { session: { id: 'this', person: () => kaya }, log: () => {} });
  let answer: (answer: FrameAnswer) => void = () => {};
  return {
    wire: port1 as Wire,
    frames: {
      send: (message) => answer({ id: unpackFrame(message)?.header.id ?? '', accepted: true }),
      onAnswer(listener) {
        answer = listener;
      },
    },
    closed,
    hangUp,
    close() {
      port1.close();
      port2.close();
      hangUp();
    },
  };
}
