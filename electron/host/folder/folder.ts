import { createHash } from 'node:crypto';
import type { FolderState } from '../../contract/folder.ts';
import type { Inspection } from '../../contract/inspection.ts';
import type { Settings } from '../../contract/settings.ts';
import { LoupeError } from '../../contract/errors.ts';
import type { EventData, Identity } from '../../contract/events.ts';
import { imageLimits } from '../../contract/imaging.ts';
import type { Actor } from '../../contract/people.ts';
import type { InspectionRoom } from '../inspection/inspection.ts';
import { Unreadable, type Pictures } from '../inspection/pictures.ts';
import type { Journal } from '../journal/journal.ts';
import { FileError, type OutsideFile, type OutsideFolder, type Platform } from '../platform.ts';
import { sequential } from '../sequential.ts';
import { picturesOfFolders } from './recorded.ts';

/** A folder that other software fills, as a camera: one picture at a time has its turn, in order of arrival, each content once. */
export interface FolderCamera {
  follow(signal: AbortSignal | undefined): AsyncGenerator<FolderState, void>;
  /** The picture whose turn it is, as a JPEG of its own size. @throws LoupeError `not-found` */
  picture(id: string): Promise<Uint8Array>;
  /**
   * Judges the file and records it byte for byte; the next one's turn comes.
   * @throws LoupeError `unreadable`: no result, nothing recorded, and it does not come again until the station starts anew; `not-found`: it is
   * not its turn, or the file has changed
   */
  judge(request: FolderRequest): Promise<Inspection>;
}
export interface FolderRequest {
  readonly id: string;
  readonly identity: Identity;
  readonly trigger: EventData<'inspection.recorded'>['trigger'];
  readonly triggered: string;
  readonly by: Actor;
  readonly signal?: AbortSignal | undefined;
}

interface Deps {
  readonly platform: Pick<Platform, 'clock' | 'outside' | 'log'>;
  readonly journal: Pick<Journal, 'read' | 'head'>;
  readonly inspection: Pick<InspectionRoom, 'judgeFile'>;
  readonly pictures: Pick<Pictures, 'decode' | 'encode'>;
  readonly settings: () => Pick<Settings, 'folderPath'>;
}

/** The file whose turn it is; `jpeg` is null where it cannot be judged. */
type Turn = NonNullable<FolderState['picture']> & { readonly jpeg: Uint8Array | null };

const lookEveryMs = 250;
/** A file that has not changed for this long is whole. */
const settledMs = 500;
const isPicture = /\.(jpe?g|png|webp|bmp|tiff?)$/i;
const idOf = (content: Uint8Array | string) => createHash('sha256').update(content).digest('hex');

export function createFolderCamera({
  platform,
  journal,
  inspection,
  pictures,
  settings,
}: Deps): FolderCamera {
  const { clock } = platform;
  const exclusive = sequential();
  const wakes = new Set<() => void>();
  let path = '';
  /** Every file there is, in order of arrival. */
  let seen = new Map<string, { readonly file: OutsideFile; readonly since: number; id: string | null }>();
  /** What was judged, and what could not be. Read from the journal at the first look. */
  let done: Set<string> | null = null;
  let turn: Turn | null = null;

  /** @returns null while all that is new is still being written */
  async function look(): Promise<FolderState | null> {
    done ??= new Set((await picturesOfFolders(journal)).keys());
    const wanted = settings().folderPath;
    if (wanted !== path) [path, seen, turn] = [wanted, new Map(), null];
    const outside = path === '' ? null : platform.outside(path);
    const files = outside && (await outside.list());
    if (outside === null || files === null) {
      turn = null;
      return { phase: outside === null ? 'none' : 'away', picture: null };
    }
    notice(files);
    turn = await next(outside, done);
    if (turn !== null) {
      const { id, name, problem } = turn;
      return { phase: 'picture', picture: { id, name, problem } };
    }
    return [...seen.values()].some(({ id }) => id === null) ? null : { phase: 'empty', picture: null };
  }

  /** A file that is written again arrives again. */
  function notice(files: readonly OutsideFile[]): void {
    const found = files.filter(({ name, size }) => size > 0 && isPicture.test(name));
    const stamps = new Map(found.map(({ name, stamp }) => [name, stamp]));
    for (const [name, { file }] of seen) if (stamps.get(name) !== file.stamp) seen.delete(name);
    for (const file of found.toSorted((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1)))
      if (!seen.has(file.name)) seen.set(file.name, { file, since: clock.monotonic(), id: null });
  }

  async function next(outside: OutsideFolder, over: ReadonlySet<string>): Promise<Turn | null> {
    for (const entry of seen.values()) {
      if (clock.monotonic() - entry.since < settledMs) continue;
      if (entry.id !== null && over.has(entry.id)) continue;
      if (entry.id !== null && entry.id === turn?.id) return turn;
      const { file } = entry;
      const bytes = await contentOf(outside, file);
      entry.id = bytes instanceof Uint8Array ? idOf(bytes) : idOf(`${file.name} ${file.stamp}`);
      if (!over.has(entry.id)) return { id: entry.id, name: file.name, ...(await shown(bytes)) };
    }
    return null;
  }

  /** @returns the JPEG, or why it cannot be judged */
  async function shown(bytes: Uint8Array | string): Promise<Pick<Turn, 'problem' | 'jpeg'>> {
    const refused = (problem: string) => ({ problem, jpeg: null });
    if (typeof bytes === 'string') return refused(bytes);
    try {
      const { frame, pages } = await pictures.decode(bytes);
      // One trigger, one picture: judging the first page only would let the others pass unseen.
      if (pages > 1) return refused(`it has ${pages} pages`);
      return { problem: null, jpeg: await pictures.encode(frame, 'jpeg') };
    } catch (error) {
      if (error instanceof Unreadable) return refused(error.message);
      throw error;
    }
  }

  function pause(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        wakes.delete(wake);
        signal?.removeEventListener('abort', wake);
        timer.cancel();
        resolve();
      };
      const timer = clock.setTimeout(wake, lookEveryMs);
      wakes.add(wake);
      signal?.addEventListener('abort', wake);
    });
  }

  async function judge({ id, signal, ...request }: FolderRequest): Promise<Inspection> {
    const missing = () => new LoupeError('not-found', { what: 'picture', id });
    if (turn?.id !== id || done === null) throw missing();
    const { name, problem } = turn;
    const judged = done;
    const finish = () => {
      judged.add(id);
      turn = null;
    };
    const refuse = (cause: string) => {
      finish();
      platform.log({ level: 'warn', what: 'picture of the folder passed over', file: name, why: cause });
      return new LoupeError('unreadable', { file: name, cause });
    };
    if (problem !== null) throw refuse(problem);
    const bytes = await platform
      .outside(path)
      .read(name)
      .catch(() => null);
    if (bytes === null || idOf(bytes) !== id) throw missing();
    const record = { ...request, source: { kind: 'folder', label: name } } as const;
    const answer = await inspection.judgeFile({ bytes, record, ...(signal && { signal }) });
    if (answer.inspection === null) throw refuse(answer.message ?? 'it cannot be read');
    finish();
    return answer.inspection;
  }

  return {
    async *follow(signal) {
      for (let told = ''; !signal?.aborted;) {
        const state = await exclusive(look);
        if (state !== null && JSON.stringify(state) !== told) {
          told = JSON.stringify(state);
          yield state;
        }
        if (!signal?.aborted) await pause(signal);
      }
    },
    picture(id) {
      const jpeg = turn?.id === id ? turn.jpeg : null;
      return jpeg
        ? Promise.resolve(jpeg)
        : Promise.reject(new LoupeError('not-found', { what: 'picture', id }));
    },
    judge: (request) =>
      exclusive(() => judge(request)).finally(() => {
        for (const wake of wakes) wake();
      }),
  };
}

/** A hostile or slow file is not even read when its size alone refuses it. @returns words when there are no bytes */
async function contentOf(outside: OutsideFolder, { name, size }: OutsideFile): Promise<Uint8Array | string> {
  if (size > imageLimits.bytes) return `${size} bytes, allowed ${imageLimits.bytes}`;
  try {
    return await outside.read(name);
  } catch (error) {
    if (error instanceof FileError) return error.message;
    throw error;
  }
}
