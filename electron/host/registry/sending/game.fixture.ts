import { createHash, subtle } from 'node:crypto';
import { beforeAll, vi } from 'vitest';

// What the games of sending and following have in common.

const minute = 60_000;
/** How long a registry may be away, in milliseconds: a minute to a month. */
export const outages = [minute, 60 * minute, 8 * 60 * minute, 72 * 60 * minute, 30 * 24 * 60 * minute];

/** Seeds of the games that are played: a thousand in full, and any one again by LOUPE_SEED. */
export const gamesOf = (few: number) => ({
  games: process.env['LOUPE_FULL'] === '1' ? 1000 : few,
  first: Number(process.env['LOUPE_SEED'] ?? 1),
});

/** Hashed on another thread, a game would not go the same way twice. */
export const hashesInTurn = () =>
  beforeAll(() => {
    vi.spyOn(subtle, 'digest').mockImplementation(async (_, data) => {
      const { buffer } = Uint8Array.from(
        createHash('sha256')
          .update(data as Uint8Array)
          .digest(),
      );
      return buffer;
    });
  });
