import { createHash } from 'node:crypto';
import type { PictureFile } from '../../contract/inspection.ts';
import { LoupeError } from '../../contract/errors.ts';
import { imageLimits } from '../../contract/imaging.ts';
import type { InspectionResult } from '../../contract/inspection-result.ts';
import type { Actor } from '../../contract/people.ts';
import type { Platform } from '../platform.ts';
import { sequential } from '../sequential.ts';
import { isoTime } from '../time.ts';
import type { FileAnswer, InspectionRoom } from './inspection.ts';
import type { Pictures } from './pictures.ts';
import { resultOf } from './result.ts';

export interface TryRequest extends PictureFile {
  /** Given: the picture is recorded, on behalf of `by`; `through` says how it came, for the record. */
  readonly record: { readonly by: Actor; readonly through: string } | null;
  readonly signal?: AbortSignal | undefined;
}

export interface TriedPicture {
  readonly result: InspectionResult;
  readonly maps: readonly NonNullable<FileAnswer['steps'][number]['map']>[];
  readonly type: NonNullable<FileAnswer['image']>['type'] | null;
}

/** One-off pictures: from a screen or a program, judged as files are, recorded only when asked. */
export interface Tries {
  /** Whatever is wrong with the picture is a `no-result` with its reason. @throws LoupeError `too-large`, `too-many`, and where recording failed */
  judge(request: TryRequest): Promise<TriedPicture>;
  /** A page as PNG, for a screen that cannot open the file itself. @throws Unreadable */
  show(bytes: Uint8Array, page: number): Promise<Uint8Array>;
}

/** Pictures that may wait; each holds its bytes. */
const waitingLimit = 32;

/**
 * At most one of these pictures at a time stands in the engine's queue, so that the bench waits for one, however many programs ask.
 * Nothing is shared between two of them: no file, no name, no last answer.
 */
export function createTries({
  inspection,
  pictures,
  clock,
}: {
  readonly inspection: Pick<InspectionRoom, 'judgeFile'>;
  readonly pictures: Pick<Pictures, 'decode' | 'encode'>;
  readonly clock: Platform['clock'];
}): Tries {
  const queue = sequential();
  let waiting = 0;

  return {
    async judge({ name, bytes, page, record, signal }) {
      if (bytes.length > imageLimits.bytes)
        throw new LoupeError('too-large', { bytes: bytes.length, limitBytes: imageLimits.bytes });
      if (waiting >= waitingLimit) throw new LoupeError('too-many', { waitSeconds: 1 });
      const file = plainName(name);
      const source = record && {
        kind: 'file' as const,
        label: record.through === '' ? file : `${file} (${record.through})`,
      };
      const triggered = isoTime(clock.now());
      waiting += 1;
      try {
        const answer = await queue(() => {
          if (signal?.aborted) throw new LoupeError('cancelled', {});
          return inspection.judgeFile({
            bytes,
            // As a command line says it: the first page needs no number.
            ...(page > 0 && { page }),
            ...(signal === undefined ? {} : { signal }),
            ...(record && source && { record: { source, identity: {}, triggered, by: record.by } }),
          });
        });
        const image = createHash('sha256').update(bytes).digest('hex');
        const several = page > 0 || (answer.pages ?? 1) > 1;
        return {
          result: resultOf(file, several ? page : undefined, image, answer),
          maps: answer.steps.flatMap(({ map }) => map ?? []),
          type: answer.image?.type ?? null,
        };
      } finally {
        waiting -= 1;
      }
    },
    show: async (bytes, page) => pictures.encode((await pictures.decode(bytes, page)).frame, 'png'),
  };
}

/** The last part of a name, without what could make a line lie (controls, marks that turn the direction of writing); 200 characters at most. */
export function plainName(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const plain = Array.from(last.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu, ''))
    .slice(0, 200)
    .join('')
    .trim();
  return plain === '' || /^\.+$/.test(plain) ? 'picture' : plain;
}
