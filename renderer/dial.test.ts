import { expect, test, vi } from 'vitest';
import type { DesktopBridge, LineMessage, LinePurpose } from '../electron/contract/desktop-line.ts';
import { dialDesktop, feedDesktop } from './dial.ts';
import type { Reach } from './projection/progress.ts';

/** The window, the bridge, and what the preload does. */
function desktop() {
  const events = new EventTarget();
  const target = Object.assign(events, {}) as unknown as Window;
  const asked: LinePurpose[] = [];
  const bridge: DesktopBridge = { connect: (purpose) => void asked.push(purpose) };
  const say = (data: unknown, ports: MessagePort[] = [], source: unknown = target) =>
    events.dispatchEvent(Object.assign(new Event('message'), { data, ports, source }));
  const hand = (purpose: LinePurpose, count: number) => {
    const channels = Array.from({ length: count }, () => new MessageChannel());
    const message: LineMessage = { loupe: 'line', purpose };
    say(
      message,
      channels.map(({ port2 }) => port2),
    );
    return channels.map(({ port1 }) => port1);
  };
  return { target, bridge, asked, say, hand };
}
const settled = async (promise: Promise<unknown>) =>
  Promise.race([promise.then(() => true), new Promise((done) => setTimeout(() => done(false), 20))]);

test('a line is asked for, and both its lanes carry', async () => {
  const { target, bridge, asked, say, hand } = desktop();
  const dialled = dialDesktop(target, bridge)();
  expect(asked).toEqual(['page']);
  say('host-port');
  say({ loupe: 'line', purpose: 'page' }, [new MessageChannel().port1, new MessageChannel().port1], null); // another window's
  hand('projection', 1);
  hand('page', 1);
  expect(await settled(dialled)).toBe(false);
  const [rpc, frames] = hand('page', 2);
  const line = await dialled;

  const heard = vi.fn();
  frames!.addEventListener('message', ({ data }) => heard(data));
  frames!.start();
  const answered = vi.fn();
  line.frames.onAnswer(answered);
  line.frames.send(new Uint8Array([1, 2]));
  frames!.postMessage({ id: 'a', accepted: true });
  frames!.postMessage('nonsense');
  await vi.waitFor(() => expect(heard).toHaveBeenCalledWith(new Uint8Array([1, 2])));
  await vi.waitFor(() => expect(answered.mock.calls).toEqual([[{ id: 'a', accepted: true }]]));
  expect(await settled(line.closed)).toBe(false);
  rpc!.close();
  await line.closed;
});

test('a host that is gone ends the line, and the next line is asked for anew', async () => {
  const { target, bridge, asked, say, hand } = desktop();
  const dial = dialDesktop(target, bridge);
  const first = dial();
  hand('page', 2);
  const line = await first;
  say({ loupe: 'host-gone' });
  await line.closed;
  const second = dial();
  expect(asked).toEqual(['page', 'page']);
  say({ loupe: 'host-gone' });
  hand('page', 2);
  expect(await settled((await second).closed)).toBe(false);
});

test('the projection is given a port, and another when that one or the host is gone', () => {
  const { target, bridge, asked, say, hand } = desktop();
  const given: Reach[] = [];
  let want = () => {};
  feedDesktop(target, bridge, {
    connect: (reach) => void given.push(reach),
    onReachWanted: (listener) => void (want = listener),
  });
  expect(asked).toEqual(['projection']);
  hand('page', 2);
  expect(given).toHaveLength(0);
  hand('projection', 1);
  expect(given).toHaveLength(1);
  say({ loupe: 'host-gone' });
  want();
  expect(asked).toEqual(['projection', 'projection', 'projection']);
  hand('projection', 1);
  expect(given).toHaveLength(2);
  expect('port' in given[1]!).toBe(true);
});
