import { expect, test } from 'vitest';
import { createPreviews } from './previews.ts';

/** A station that answers when told to. */
function desk(atOnce = 1, spare = 1) {
  const asked: string[] = [];
  const answers = new Map<string, { give: () => void; fail: () => void }>();
  const revoked: string[] = [];
  const previews = createPreviews({
    fetch: (key) => {
      asked.push(key);
      return new Promise((resolve, reject) =>
        answers.set(key, { give: () => resolve(`blob:${key}`), fail: () => reject(new Error('gone')) }),
      );
    },
    revoke: (url) => revoked.push(url),
    atOnce,
    spare,
  });
  const settle = async (key: string, how: 'give' | 'fail' = 'give') => {
    answers.get(key)![how]();
    await new Promise((done) => setTimeout(done));
  };
  return { previews, asked, revoked, settle };
}

test('the newest wish comes first, and what nobody wants any more is never fetched', async () => {
  const { previews, asked, settle } = desk();
  previews.want('a');
  const leaveB = previews.want('b');
  previews.want('c');
  leaveB();
  await settle('a');
  await settle('c');
  expect(asked).toEqual(['a', 'c']);
  expect(previews.get('a')).toEqual({ state: 'ready', url: 'blob:a' });
  expect(previews.get('b')).toBeUndefined();
});

test('wanted twice, also while it is under way, it is fetched once', async () => {
  const { previews, asked, settle } = desk(2);
  previews.want('a');
  previews.want('a');
  await settle('a');
  previews.want('a');
  expect(asked).toEqual(['a']);
});

test('the longest unwanted is let go, and what is on the screen stays', async () => {
  const { previews, revoked, settle } = desk();
  const leave: (() => void)[] = [];
  for (const key of ['a', 'b', 'c']) {
    leave.push(previews.want(key));
    await settle(key);
  }
  leave[0]!();
  leave[1]!();
  expect(revoked).toEqual(['blob:a']);
  previews.close();
  expect(revoked).toEqual(['blob:a', 'blob:b', 'blob:c']);
});

test('a picture that is missing is said to be, and the others come', async () => {
  const { previews, settle } = desk();
  previews.want('a');
  previews.want('b');
  await settle('a', 'fail');
  await settle('b');
  expect(previews.get('a')).toEqual({ state: 'missing' });
  expect(previews.get('b')).toMatchObject({ state: 'ready' });
});
