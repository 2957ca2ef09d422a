import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative, resolve } from 'node:path';
import type { DepthRule } from '../contract/events.ts';
import { annotate, type Annotation } from '../../ml/image/annotate.ts';
import { system } from '../contract/people.ts';
import { picturesOfFolders, type RecordedPages } from '../host/folder/recorded.ts';
import type { Host } from '../host/host.ts';
import type { FileAnswer } from '../host/inspection/inspection.ts';
import { UsageError, type Io } from './io.ts';
import { judgesWith, modelLoaded, openStation } from './station.ts';

/** Whatever judges the files of a command line. */
export interface Judge {
  judge(bytes: Uint8Array, page: number | undefined, file: string, signal: AbortSignal): Promise<FileAnswer>;
  /** What came through a folder and is on record, by the SHA-256 of the files. */
  recorded(): Promise<ReadonlyMap<string, RecordedPages>>;
  /** The page as PNG with what was said of it drawn in. @throws Unreadable */
  annotated(bytes: Uint8Array, page: number | undefined, said: Annotation): Promise<Uint8Array>;
  close(): Promise<void>;
}

interface Wish {
  /** The station's folder. */
  readonly data: string;
  /** A package's folder; undefined: the station's own plan. */
  readonly package: string | undefined;
  readonly record: boolean;
  /** The folder that the files come into by and by; undefined: they were named. */
  readonly watched?: string | undefined;
  /** How 16 bit become 8; undefined: as the station does, by the full range. */
  readonly depth?: DepthRule | undefined;
  readonly io: Io;
}

/**
 * The station of `data`, or, for a package that is only tried, a station for the moment in a folder of its own. Either way the package
 * passes the same gates, and the picture goes the same way, as at the bench.
 * @throws UsageError when there is nothing to judge with
 */
export async function openJudge({ data, package: chosen, record, watched, depth, io }: Wish): Promise<Judge> {
  const starter = chosen === undefined ? io.places.starter : resolve(chosen);
  if (!existsSync(join(starter, 'model.json')))
    throw new UsageError(
      chosen === undefined
        ? 'there is no model yet: name one with --model'
        : `there is no package in ${chosen}`,
    );
  const moment = chosen !== undefined && !record ? await mkdtemp(join(tmpdir(), 'loupe-inspect-')) : null;
  let opened: Host | null = null;
  const close = async () => {
    await opened?.close();
    if (moment !== null) await rm(moment, { recursive: true, force: true });
  };
  try {
    const { host, platform } = await openStation(moment ?? data, starter, io.places);
    opened = host;
    io.stderr('loading the model');
    if (chosen !== undefined && record) await judgesWith(host, starter);
    else await modelLoaded(host);
    return {
      judge: (bytes, page, file, signal) =>
        host.inspection.judgeFile({
          bytes,
          signal,
          ...(page === undefined ? {} : { page }),
          ...(depth && { depth }),
          ...(record && {
            record: {
              source:
                watched === undefined
                  ? { kind: 'file', label: basename(file) }
                  : { kind: 'folder', label: relative(watched, file).slice(-500) },
              identity: {},
              triggered: new Date(platform.clock.now()).toISOString(),
              by: system,
            },
          }),
        }),
      recorded: () => picturesOfFolders(host.journal),
      annotated: async (bytes, page, said) =>
        host.pictures.encode(annotate((await host.pictures.decode(bytes, page, depth)).frame, said), 'png'),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
