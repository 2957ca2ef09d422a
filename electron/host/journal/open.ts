import type { z } from 'zod';
import { LoupeError } from '../../contract/errors.ts';
import { eventData, type EventKind, type EventOf, type JournalEvent } from '../../contract/events.ts';
import { actorSchema, system } from '../../contract/people.ts';
import { causeOf, makeFolders } from '../durable.ts';
import type { Platform } from '../platform.ts';
import type { Station } from '../station.ts';
import { sequential } from '../sequential.ts';
import { isoTime } from '../time.ts';
import type { Journal } from './journal.ts';
import { createReader } from './reader.ts';
import { finishSeals } from './seal.ts';
import { folder, pathOf } from './segments.ts';
import { examine, forgetUntold, forkOf } from './start.ts';
import { verifyJournal } from './verify.ts';
import { createWriter, type Entry, type Limits } from './writer.ts';

interface Waiting extends Entry {
  resolve(event: JournalEvent): void;
  reject(error: unknown): void;
  /** The station's own note: written with the next lines when it could not be written now. */
  readonly keep?: true;
}

/**
 * Opens the station's journal, or begins it. A torn tail is put aside and journalled, a copied folder goes on under a new id; over a
 * broken chain the journal opens for reading only and `health` says why.
 */
export async function openJournal({
  platform,
  station,
  app,
  limits = { sealBytes: 8_000_000, sealAgeMs: 86_400_000 },
}: {
  platform: Platform;
  station: Station;
  app: string;
  limits?: Limits;
}): Promise<Journal> {
  const { files, clock, log } = platform;
  await makeFolders(files, folder);
  const start = await examine(files, { stationId: station.stationId, app });
  const { tail, segments } = start;
  let stopped = tail.broken;
  let failure: string | null = null;

  const last = tail.segment;
  const isOpen = last !== null && last.sha256 === null && tail.openedAt !== null;
  const writer = createWriter(
    { platform, station, app, limits },
    {
      segments,
      head: tail.head,
      state: tail.state,
      counts: tail.counts,
      open: isOpen
        ? {
            firstSeq: last.firstSeq,
            bytes: await files.readRange(pathOf(last), 0, tail.size),
            openedAt: tail.openedAt,
          }
        : null,
    },
  );

  const listeners = new Set<(head: number) => void>();
  let queue: Waiting[] = [];
  const exclusive = sequential();

  /** Writes all that wait as one group. */
  async function commitWaiting(): Promise<void> {
    const group = queue;
    if (group.length === 0) return;
    queue = [];
    try {
      if (stopped !== null) throw new LoupeError('journal-stopped', { cause: stopped });
      const events = await writer.commit(group);
      failure = null;
      group.forEach((entry, i) => entry.resolve(events[i] as JournalEvent));
    } catch (cause) {
      const error =
        cause instanceof LoupeError
          ? cause
          : new LoupeError('not-written', { cause: causeOf(cause) }, { cause });
      failure = 'cause' in error.data ? error.data.cause : error.message;
      log({ level: 'error', what: 'journal lines were not written', cause: failure, lines: group.length });
      queue = [...group.filter((entry) => entry.keep), ...queue];
      for (const entry of group) if (!entry.keep) entry.reject(error);
      return;
    }
    const { seq } = writer.head();
    for (const listener of listeners) {
      try {
        listener(seq);
      } catch (error) {
        log({ level: 'error', what: 'a listener of the journal failed', error });
      }
    }
  }

  function enqueue(entry: Entry): Promise<JournalEvent> {
    return new Promise((resolve, reject) => {
      queue.push({ ...entry, resolve, reject });
      void exclusive(commitWaiting);
    });
  }

  async function note(kind: EventKind, data: unknown, written: () => void = () => {}): Promise<void> {
    const at = isoTime(clock.now());
    queue.push({ kind, data, by: system, at, keep: true, resolve: written, reject: () => {} });
    await exclusive(commitWaiting);
  }

  async function told(): Promise<void> {
    try {
      await forgetUntold(files);
    } catch (error) {
      log({ level: 'warn', what: 'a repair will be journalled again', cause: causeOf(error) });
    }
  }

  async function mark(): Promise<void> {
    try {
      await station.markHead(writer.head());
    } catch (error) {
      log({ level: 'warn', what: 'the head of the journal could not be marked', cause: causeOf(error) });
    }
  }

  if (stopped === null) {
    try {
      stopped = (await finishSeals(files, station, segments))[0] ?? null;
    } catch (error) {
      log({ level: 'warn', what: 'sealed segments lack their signature', cause: causeOf(error) });
    }
  }
  if (stopped === null) {
    const fork = await forkOf(files, station, start);
    if (fork !== null) {
      await writer.seal();
      writer.rename(await station.beginJournal());
      log({ level: 'warn', what: 'the journal goes on under a new id', ...fork });
      await note('journal.forked', fork);
    }
    for (const [i, repair] of start.repaired.entries()) {
      log({ level: 'warn', what: 'a torn end of the journal was put aside', ...repair });
      const isLast = i === start.repaired.length - 1;
      await note('journal.repaired', repair, isLast ? () => void exclusive(told) : undefined);
    }
    await mark();
  } else {
    log({ level: 'error', what: 'the journal is stopped', cause: stopped });
  }

  const reader = createReader({
    files,
    segments: writer.segments,
    end: async (segment) =>
      writer.openSize(segment.name) ??
      (segment === last ? tail.size : ((await files.stat(pathOf(segment)))?.size ?? 0)),
    head: () => writer.head().seq,
    settled: () => exclusive(() => Promise.resolve()),
  });

  return {
    stationId: station.stationId,
    get journalId() {
      return station.journalId();
    },
    head: writer.head,
    sealed: writer.sealed,
    state: writer.state,
    async append(kind, data, by) {
      if (!Object.hasOwn(eventData, kind)) throw new TypeError(`not a kind of event: ${String(kind)}`);
      const checked = (eventData[kind] as z.ZodType).parse(data);
      const event = await enqueue({
        kind,
        data: checked,
        by: actorSchema.parse(by),
        at: isoTime(clock.now()),
      });
      return event as EventOf<typeof kind>;
    },
    read: reader.read,
    line: reader.line,
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    seal: () =>
      exclusive(async () => {
        if (stopped !== null) throw new LoupeError('journal-stopped', { cause: stopped });
        return writer.seal();
      }),
    verify: () => verifyJournal({ files, publicKeys: station.publicKeys }),
    health: () => {
      const why = stopped ?? failure;
      return why === null ? { ok: true } : { ok: false, why };
    },
    close: () =>
      exclusive(async () => {
        await commitWaiting();
        if (stopped !== null) return;
        stopped = 'the journal is closed';
        await writer.close();
        await mark();
      }),
  };
}
