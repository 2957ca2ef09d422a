import { createHash, createPublicKey, verify } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { inspection, technician } from '../events.fixture.ts';
import { createMemoryPlatform } from '../platform-memory.fixture.ts';
import { filled, inspect, problemsOf, start } from './filled.fixture.ts';
import { signatureSchema } from './seal.ts';
import { listSegments, pathOf, signaturePath, summaryPath } from './segments.ts';

const hex = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const json = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));

test('a sealed segment is named by its hash, and the station’s signature stands for it', async () => {
  const { platform, station } = await filled();
  const segments = await listSegments(platform.files);
  expect(segments.map(({ firstSeq, sha256 }) => [firstSeq, sha256 === null])).toEqual([
    [1, false],
    [7, false],
    [13, false],
    [19, false],
    [25, true],
  ]);
  for (const segment of segments.slice(0, 4)) {
    expect(hex(await platform.files.read(pathOf(segment)))).toBe(segment.sha256);
    const signed = signatureSchema.parse(json(await platform.files.read(signaturePath(segment))));
    expect(signed).toMatchObject({ station: station.stationId, sha256: segment.sha256 });
    const key = createPublicKey({
      key: Buffer.from(station.publicKey, 'base64'),
      format: 'der',
      type: 'spki',
    });
    const check = (text: string) =>
      verify(null, Buffer.from(text), key, Buffer.from(signed.signature, 'base64'));
    expect(check(`loupe-segment:${segment.sha256}`)).toBe(true);
    expect(check(`loupe-segment:${'0'.repeat(64)}`)).toBe(false);
  }
});

test('the next segment begins with what the journal folds to, and names the one before', async () => {
  const { platform, journal } = await start();
  await journal.append('tray.opened', { tray: 'basic set 3' }, technician);
  for (const verdict of ['pass', 'defect', 'unsure', 'pass'] as const)
    await journal.append(
      'inspection.recorded',
      inspection('ab'.repeat(32), '', { verdict, identity: { tray: 'basic set 3' } }),
      technician,
    );
  await journal.seal();
  const [sealed] = await listSegments(platform.files);
  const state = journal.state();
  await inspect(journal, 'next');
  const opened = JSON.parse((await journal.line(7)).line) as { kind: string; data: unknown };
  expect(opened.kind).toBe('segment.opened');
  expect(opened.data).toEqual(state);
  expect(opened.data).toEqual({
    format: 1,
    app: '0.1.0',
    previous: { segment: sealed!.name, hash: sealed!.sha256 },
    counters: { inspections: 4, verdicts: { pass: 2, defect: 1, unsure: 1, 'no-result': 0 } },
    openTray: {
      name: 'basic set 3',
      inspected: 4,
      undecided: [`${journal.stationId}-4`, `${journal.stationId}-5`],
      decided: [],
    },
    activeModel: null,
    setup: null,
    samplePolicy: null,
  });
});

test('the summary counts inspections by hour, verdict, model and strongest class', async () => {
  const { platform, journal } = await start(createMemoryPlatform());
  const step = {
    model: 'scratch',
    version: 3,
    sha256: 'cd'.repeat(32),
    verdict: 'defect',
    score: 0.9,
    thresholds: { pass: 0.2, defect: 0.8 },
    findings: [
      { kind: 'box', box: [0, 0, 1, 1], class: 'pit', score: 0.5 },
      { kind: 'box', box: [0, 0, 1, 1], class: 'crack', score: 0.9 },
    ],
    engine: { provider: 'cpu', runtime: 'r', device: 'd', kernel: 'k' },
    ms: { preprocess: 1, run: 1, decode: 1 },
  } as const;
  const add = (change: Parameters<typeof inspection>[2]) =>
    journal.append('inspection.recorded', inspection('ab'.repeat(32), '', change), technician);
  const defect = {
    verdict: 'defect' as const,
    steps: [
      {
        ...step,
        findings: [
          ...step.findings.map((one) => ({ ...one, box: [0, 0, 1, 1] as [number, number, number, number] })),
        ],
      },
    ],
  };
  await add({ verdict: 'pass' });
  await add(defect);
  platform.clock.advance(3_600_000);
  await add(defect);
  await add(defect);
  await journal.seal();
  const [sealed] = await listSegments(platform.files);
  expect(json(await platform.files.read(summaryPath(sealed!)))).toEqual({
    format: 1,
    segment: sealed!.name,
    firstSeq: 1,
    lastSeq: 5,
    counts: [
      { hour: '2026-01-01T00', verdict: 'defect', model: 'scratch@3', class: 'crack', count: 1 },
      { hour: '2026-01-01T00', verdict: 'pass', model: null, class: null, count: 1 },
      { hour: '2026-01-01T01', verdict: 'defect', model: 'scratch@3', class: 'crack', count: 2 },
    ],
  });
});

test('a full segment is sealed, and one whose first line is a day old', async () => {
  const { platform, journal } = await start();
  await inspect(journal, 'yesterday');
  platform.clock.advance(86_399_999);
  await inspect(journal, 'not yet');
  expect(await listSegments(platform.files)).toMatchObject([{ name: '1.jsonl' }]);
  platform.clock.advance(1);
  await inspect(journal, 'today');
  expect(await listSegments(platform.files)).toMatchObject([{ firstSeq: 1 }, { name: '4.jsonl' }]);
});

test('sealing an empty journal, or one that was just sealed, changes nothing', async () => {
  const { platform, journal } = await start();
  await journal.seal();
  expect(await listSegments(platform.files)).toEqual([]);
  await inspect(journal, 'one');
  await journal.seal();
  await journal.seal();
  expect(await listSegments(platform.files)).toHaveLength(1);
});

test('a start makes the signature and the summary that a power cut left out, the same as before', async () => {
  const { platform, station } = await filled();
  const { files } = platform;
  const second = (await listSegments(files))[1]!;
  const before = [await files.read(signaturePath(second)), await files.read(summaryPath(second))];
  await files.remove(signaturePath(second));
  await files.remove(summaryPath(second));
  const again = await start(platform.restart());
  expect(again.journal.health()).toEqual({ ok: true });
  expect([await files.read(signaturePath(second)), await files.read(summaryPath(second))]).toEqual(before);
  expect(await problemsOf(files, station)).toEqual([]);
});

test('a start after a seal counts the next segment from nothing', async () => {
  const { platform, journal } = await start();
  await inspect(journal, 'one');
  await inspect(journal, 'two');
  await journal.seal();
  await journal.close();
  const again = await start(platform.restart());
  await inspect(again.journal, 'three');
  await again.journal.seal();
  const second = (await listSegments(platform.files))[1]!;
  expect(json(await platform.files.read(summaryPath(second)))).toMatchObject({ counts: [{ count: 1 }] });
});

test('what does not match its name is never signed: the journal stops and says which', async () => {
  const { platform } = await filled();
  const second = (await listSegments(platform.files))[1]!;
  await platform.files.remove(signaturePath(second));
  platform.files.flip(pathOf(second), 300);
  const { journal } = await start(platform.restart());
  expect(journal.health()).toEqual({ ok: false, why: `${second.name}: its bytes do not match its name` });
  await expect(inspect(journal, 'more')).rejects.toMatchObject({ code: 'journal-stopped' });
  expect(await platform.files.stat(signaturePath(second))).toBeNull();
});

test('what a process left unsynced when it was killed is on disk before it is sealed', async () => {
  const platform = createMemoryPlatform();
  const { files } = platform;
  const first = await start(platform);
  await inspect(first.journal, 'one');
  await first.journal.close();
  // Killed in its fsync: the lines are written, and nobody hears of them.
  const stuck = {
    ...files,
    append: async (path: string) => ({
      ...(await files.append(path)),
      sync: () => new Promise<void>(() => {}),
    }),
  };
  const killed = await start({ ...platform, files: stuck });
  void inspect(killed.journal, 'two');
  await vi.waitFor(async () => {
    expect(new TextDecoder().decode(await files.read('journal/1.jsonl'))).toContain('"two"');
  });

  const next = await start(platform.restart());
  await next.journal.seal();
  files.cutPower();
  const { station } = await start(platform.restart());
  const [sealed] = await listSegments(files);
  expect(hex(await files.read(pathOf(sealed!)))).toBe(sealed!.sha256);
  expect(await problemsOf(files, station)).toEqual([]);
});
