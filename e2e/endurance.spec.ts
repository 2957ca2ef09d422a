import { execFileSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { openFaultBench } from './fault-bench.ts';
import { inspectionsOf } from './journal.ts';
import { expect, test } from './station.ts';

// Hours at the bench: `LOUPE_MINUTES=60` for one; five minutes with LOUPE_FULL=1.

const minutes = Number(process.env['LOUPE_MINUTES'] ?? (process.env['LOUPE_FULL'] === '1' ? 5 : 0));
/** 1,000 triggers an hour. */
const everyMs = 3600;
/** Caches and compiled code are there by then; growth counts from here. */
const warmMs = Math.min(5, minutes / 5) * 60_000;
const mostGrown = 100e6;

/** Resident bytes of every process below one, by its id and what it is. */
function memoryBelow(root: number): ReadonlyMap<string, number> {
  const all = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,ppid=,rss=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, pid, parent, kilobytes, args = '']) => ({
      ...{ pid: Number(pid), parent: Number(parent), bytes: 1024 * Number(kilobytes) },
      kind: /--type=([\w-]+)/.exec(args)?.[1] ?? /([\w-]+)\.(js|ts)( |$)/.exec(args)?.[1] ?? 'other',
    }));
  const family = new Set([root]);
  for (let grown = true; grown;) {
    const before = family.size;
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid);
    grown = family.size > before;
  }
  return new Map(
    all
      // The test itself is none of them.
      .filter(({ pid, kind }) => pid !== root && family.has(pid) && kind !== 'other')
      .map(({ pid, bytes, kind }) => [`${kind} ${pid}`, bytes]),
  );
}

test('hours at the bench: every trigger is answered, nothing dies, nothing grows', async () => {
  test.skip(minutes === 0, 'asked for by LOUPE_MINUTES or LOUPE_FULL');
  test.setTimeout((minutes + 5) * 60_000);
  await using bench = await openFaultBench();
  const { inspect, station } = bench;
  // Station and browser are both children of this process.
  const look = () => memoryBelow(process.pid);
  const began = Date.now();
  let first: ReadonlyMap<string, number> | null = null;
  let triggers = 0;
  while (Date.now() - began < minutes * 60_000) {
    await inspect.newPicture();
    await inspect.trigger();
    triggers += 1;
    if (first === null && Date.now() - began > warmMs) first = look();
    await wait(Math.max(0, began + triggers * everyMs - Date.now()));
  }
  const last = look();
  const judged = inspectionsOf(station.data);
  expect(judged.length).toBe(triggers);
  const counts = new Map<string, number>();
  for (const { data } of judged) {
    const said = data.reason ?? data.verdict;
    counts.set(said, (counts.get(said) ?? 0) + 1);
  }
  console.log([...counts].map(([said, count]) => `${count} ${said}`).join(', '));
  // A process that is gone has died; a helper that came later is no loss.
  for (const [name, before] of first ?? []) {
    const after = last.get(name);
    console.log(
      `${name}: ${Math.round(before / 1e6)} MB, ${after === undefined ? 'gone' : Math.round(after / 1e6)} MB after`,
    );
    if (/^(renderer|gpu-process|cli|inference)/.test(name)) expect.soft(after, name).toBeDefined();
    if (after !== undefined) expect.soft(after - before, name).toBeLessThanOrEqual(mostGrown);
  }
});
