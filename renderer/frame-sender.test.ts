import { expect, test } from 'vitest';
import { unpackFrame, type FrameHeader } from '../electron/contract/frame-lane.ts';
import { createFrameSender, readAnswer, type FrameAnswer } from './frame-sender.ts';

const header = (id: string): FrameHeader => ({
  id,
  width: 2,
  height: 2,
  layout: 'i420',
  colour: { matrix: 'bt709', range: 'limited' },
  source: { kind: 'demo', label: 'Demo scene', frame: 1 },
  ageMs: 3,
});
const planes = Uint8Array.of(1, 2, 3, 4, 5, 6);

function bench() {
  const sent: string[] = [];
  let answer: (a: FrameAnswer) => void = () => {};
  const sender = createFrameSender({
    send: (message) => sent.push(unpackFrame(message)?.header.id ?? 'broken'),
    onAnswer: (listener) => {
      answer = listener;
    },
  });
  return { sent, sender, answer: (id: string, accepted = true) => answer({ id, accepted }) };
}

test('one frame flies; of those that wait the newest wins', async () => {
  const { sent, sender, answer } = bench();
  const a = sender.send(header('a'), planes);
  const b = sender.send(header('b'), planes);
  const c = sender.send(header('c'), planes);
  expect(sent).toEqual(['a']);
  await expect(b).rejects.toMatchObject({ why: 'replaced' });
  answer('a');
  await a;
  expect(sent).toEqual(['a', 'c']);
  answer('c', false);
  await expect(c).rejects.toMatchObject({ why: 'refused' });
  expect(sender.dropped()).toBe(1);
});

test('an answer to another frame changes nothing; a lost connection tells all who wait', async () => {
  const { sender, answer } = bench();
  const a = sender.send(header('a'), planes);
  const b = sender.send(header('b'), planes);
  answer('z');
  sender.lost();
  await expect(a).rejects.toMatchObject({ why: 'lost' });
  await expect(b).rejects.toMatchObject({ why: 'lost' });
});

test('only whole answers are read', () => {
  expect(readAnswer('{"id":"a","accepted":true}')).toEqual({ id: 'a', accepted: true });
  expect(readAnswer({ id: 'a', accepted: false })).toEqual({ id: 'a', accepted: false });
  for (const bad of ['{', 'null', '{"id":1,"accepted":true}', undefined, 3])
    expect(readAnswer(bad)).toBeNull();
});
