import { z } from 'zod';
import { isSameView, viewOf, type View } from '../../../../ml/image/checks/same-view.ts';
import { decodeY4m, y4mHeader } from '../../../../ml/image/y4m.ts';
import type { Frame } from '../../../../ml/image/frame.ts';
import { LoupeError } from '../../../contract/errors.ts';
import {
  pieceSchema,
  piecesFromSchema,
  piecesWanted,
  type Piece,
  type PiecesFrom,
} from '../../../contract/quick-teach.ts';
import { causeOf, jsonBytes, makeFolders, readIfThere, writeWhole } from '../../durable.ts';
import type { Images } from '../../images/images.ts';
import type { Platform } from '../../platform.ts';
import { sequential } from '../../sequential.ts';

const folder = 'training';
const path = `${folder}/quick.json`;

const setSchema = z.strictObject({
  format: z.literal(1),
  pieces: z.array(pieceSchema).max(piecesWanted),
  from: piecesFromSchema.nullable(),
  /** With its index. */
  removed: z.strictObject({ piece: pieceSchema, at: z.number().int().min(0) }).nullable(),
});
export type PieceSet = Omit<z.infer<typeof setSchema>, 'format'>;
const none: PieceSet = { pieces: [], from: null, removed: null };

/** The good pieces that were captured. Every change is on disk when it resolves, and throws LoupeError `not-written` when it is not. */
export interface Pieces {
  now(): PieceSet;
  /**
   * @returns its number, counted from 1
   * @throws LoupeError `same-view`, `bad-input` for another camera or a full set, `disk-low`
   */
  add(frame: Frame, source: PiecesFrom['source'], facts: Omit<Piece, 'image'>): Promise<number>;
  /** @throws LoupeError `not-found` */
  remove(image: string): Promise<void>;
  putBack(): Promise<void>;
  clear(): Promise<void>;
  /** @throws LoupeError `not-found`, `conflict` where the picture is no longer what it was */
  frame(piece: Piece): Promise<Frame>;
}

/** Reads which pieces there are; a file that cannot be read is put aside, and the set begins anew. */
export async function openPieces(
  { files, log }: Pick<Platform, 'files' | 'log'>,
  images: Pick<Images, 'put' | 'get'>,
  changed: () => void,
): Promise<Pieces> {
  const exclusive = sequential();
  const views = new Map<string, View>();
  let set = await read();

  async function read(): Promise<PieceSet> {
    const bytes = await readIfThere(files, path);
    if (bytes === null) return none;
    try {
      const { format: _, ...stored } = setSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
      return stored;
    } catch (error) {
      log({ level: 'error', what: `${path} cannot be read and was put aside`, why: causeOf(error) });
      await files.rename(path, `${path}.unreadable`);
      return none;
    }
  }

  const frame = async ({ image }: Piece): Promise<Frame> => decodeY4m((await images.get(image)).bytes);

  /** What a piece looks like; null where its picture is gone, so that it stands in nobody's way. */
  async function viewed(piece: Piece): Promise<View | null> {
    const known = views.get(piece.image);
    if (known !== undefined) return known;
    try {
      const view = viewOf(await frame(piece));
      views.set(piece.image, view);
      return view;
    } catch (error) {
      log({
        level: 'warn',
        what: 'a captured piece cannot be read',
        image: piece.image,
        why: causeOf(error),
      });
      return null;
    }
  }

  async function become(next: PieceSet): Promise<void> {
    try {
      await makeFolders(files, folder);
      await writeWhole(files, path, jsonBytes({ format: 1, ...next }));
    } catch (error) {
      throw new LoupeError('not-written', { cause: causeOf(error) }, { cause: error });
    }
    set = next;
    changed();
  }

  return {
    now: () => set,
    frame,
    add: (picture, source, facts) =>
      exclusive(async () => {
        const { width, height } = picture;
        const from = { source: { kind: source.kind, label: source.label }, width, height };
        if (set.pieces.length >= piecesWanted)
          throw new LoupeError('bad-input', {
            what: 'The number of pieces',
            got: `${set.pieces.length} already`,
            allowed: `${piecesWanted}; train, or remove one`,
          });
        if (set.from !== null && wordsOf(set.from) !== wordsOf(from))
          throw new LoupeError('bad-input', {
            what: 'The picture',
            got: wordsOf(from),
            allowed: `${wordsOf(set.from)}, as the pieces before; start anew for another camera`,
          });
        const view = viewOf(picture);
        for (const [i, piece] of set.pieces.entries()) {
          const other = await viewed(piece);
          if (other !== null && isSameView(other, view)) throw new LoupeError('same-view', { piece: i + 1 });
        }
        const image = await images.put('y4m', [y4mHeader(picture), picture.data]);
        views.set(image, view);
        await become({ pieces: [...set.pieces, { image, ...facts }], from, removed: null });
        return set.pieces.length;
      }),
    remove: (image) =>
      exclusive(async () => {
        const at = set.pieces.findIndex((piece) => piece.image === image);
        const piece = set.pieces[at];
        if (piece === undefined) throw new LoupeError('not-found', { what: 'piece', id: image.slice(0, 12) });
        await become({ ...set, pieces: set.pieces.toSpliced(at, 1), removed: { piece, at } });
      }),
    putBack: () =>
      exclusive(async () => {
        if (set.removed === null) return;
        const { piece, at } = set.removed;
        await become({ ...set, pieces: set.pieces.toSpliced(at, 0, piece), removed: null });
      }),
    clear: () =>
      exclusive(async () => {
        await become(none);
        views.clear();
      }),
  };
}

const wordsOf = ({ source, width, height }: PiecesFrom): string =>
  `${width} × ${height} from ${source.label || source.kind}`;
