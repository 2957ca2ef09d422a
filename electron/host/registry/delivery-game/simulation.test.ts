import { expect, test } from 'vitest';
import { LoupeError } from '../../../contract/errors.ts';
import { system } from '../../../contract/people.ts';
import { technician } from '../../events.fixture.ts';
import { NoResult } from '../../inspection/engine.ts';
import { createMemoryFiles } from '../../memory-files.fixture.ts';
import { createFakeClock } from '../../platform-memory.fixture.ts';
import { seeded } from '../../seeded.fixture.ts';
import { gamesOf, hashesInTurn, outages } from '../sending/game.fixture.ts';
import { settle } from '../sending/sender-bench.fixture.ts';
import { seededKey, signer } from '../statements/signer.fixture.ts';
import { agree, standing } from './agreement.fixture.ts';
import { begin, deeds, type Deed, type Game } from './deeds.fixture.ts';
import { openPlayer, type Player, type World } from './station.fixture.ts';
import { createStranger } from './stranger.fixture.ts';
import { holdTheRules, journalOf } from './truth.fixture.ts';

// Three stations and a desk that promote, roll back, hold, pin and follow each other's models, played as a game: lines are down for up to a month,
// processes die between any two steps, and somebody who may write to the registry means harm. No station ever runs what was not verified there,
// or follows what is old, held or pinned away; and in the end all run the same.

const { games, first } = gamesOf(12);
/**
 * Lost where what is held or pinned away meanwhile is followed all the same (15, 32), what came is not held against its hash (28), or what came
 * before a kill is taken for what lies there now (456).
 */
const lostBefore = process.env['LOUPE_SEED'] === undefined ? [15, 28, 32, 456] : [];
hashesInTurn();

/** What came of all games. */
interface Tally {
  kills: number;
  followed: number;
  rolledBack: number;
  refused: number;
  late: number;
  held: number;
  signedAgain: number;
}

async function play(seed: number, tally: Tally): Promise<void> {
  const chance = seeded(seed);
  const below = (count: number) => Math.floor(chance() * count);
  const players: Player[] = [];
  let calm = true;
  const world: World = {
    ...{ shared: createMemoryFiles({ seed }), clock: createFakeClock(), chance, calm: () => calm },
    trusted: () =>
      players.map((player) => ({ publicKey: player.now().station.publicKey, name: `station ${player.at}` })),
  };
  for (let at = 0; at < 4; at++) players.push(await openPlayer(world, seed * 10 + at, at));
  const game: Game = { world, below, players, made: 4, version: 0 };
  const insiders = players.map((player) => signer(seededKey(player.seed)));
  const stranger = createStranger(game, insiders);
  const { clock } = world;
  const faults: unknown[] = [];
  const expected = (error: unknown) => {
    if (!(error instanceof LoupeError) && !(error instanceof NoResult)) faults.push(error);
  };
  const choose = (): Deed => {
    let left = below(deeds.reduce((sum, [, weight]) => sum + weight, 0));
    return deeds.find(([, weight]) => (left -= weight) < 0)![0];
  };
  /** It may take as long as it likes: time goes on. */
  const act = (player: Player, deed: Deed) => {
    const doing = deed(game, player).catch(expected);
    return Promise.race([doing, player.now().life.ended, settle(below(300))]);
  };
  const rules = () => holdTheRules(players, stranger.said, world.trusted());

  await begin(game);
  calm = false;

  for (let turn = 0; turn < 100; turn++) {
    const player = players[below(players.length)]!;
    await player.revive();
    if (below(3) === 0) player.now().life.dieIn(1 + below(600));
    const away = clock.monotonic() + outages[below(outages.length)]!;
    if (below(15) === 0) player.line.until = away;
    if (below(40) === 0) for (const one of players) one.line.until = away;
    if (below(8) === 0) await stranger.play();
    if (below(10) === 0) await stranger.mend();
    await act(player, choose());
    if (below(3) > 0) {
      const left = Math.max(0, player.line.until - clock.monotonic());
      clock.advance(below(6) === 0 ? left : below(90) * 1000);
      await settle(below(200));
    }
    if (turn % 10 === 0) await rules();
  }
  calm = true;
  await stranger.mend();
  for (const player of players) {
    await player.restart();
    const { journal } = player.now();
    const open = journal.state().openTray;
    if (open !== null) await journal.append('tray.closed', { tray: open.name, inspections: 1 }, technician);
  }
  const pass = async (hours: number) => {
    for (let hour = 0; hour < hours; hour++) {
      // What was only too slow is tried again an hour later at the latest.
      clock.advance(3_700_000);
      await settle(400);
    }
  };
  await pass(3);
  // What was refused as it lay there then is tried again when somebody says so.
  for (const player of players) await player.now().delivery.push('sample').catch(expected);
  await pass(3);
  // Two of one number can only be where somebody took one away meanwhile; then a person promotes again.
  if ((await standing(world)).length > 1 || below(3) === 0) {
    await begin(game);
    await pass(3);
  }
  await rules();
  expect(faults).toEqual([]);
  await agree(world, players);
  for (const player of players) {
    tally.kills += player.starts() - 1;
    for (const event of await journalOf(player)) {
      if (event.kind === 'package.refused')
        tally[event.data.why.includes('took longer') ? 'late' : 'refused']++;
      if (event.kind === 'promotion.made' && event.by.id === system.id) tally.signedAgain++;
      if (event.kind === 'delivery.held' && event.data.held) tally.held++;
      if (event.kind !== 'package.activated' || event.data.serial === undefined) continue;
      if (event.by.id === system.id) tally.followed++;
      else if (event.data.why === 'rust was missed') tally.rolledBack++;
    }
  }
}

test(`${games} games of three stations and a desk that promote and roll back, under outages, kills and harm`, async () => {
  const lost: string[] = [];
  const tally: Tally = { kills: 0, followed: 0, rolledBack: 0, refused: 0, late: 0, held: 0, signedAgain: 0 };
  const seeds = Array.from({ length: games }, (_, i) => first + i);
  for (const seed of new Set([...seeds, ...lostBefore]))
    try {
      await play(seed, tally);
    } catch (error) {
      lost.push(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`);
      // Long before the thousandth is played.
      console.log(lost.at(-1));
    }
  console.log(`seeds ${first} to ${first + games - 1}: ${JSON.stringify(tally)}`);
  expect(lost).toEqual([]);
  expect(Math.min(tally.kills, tally.followed)).toBeGreaterThan(5 * games);
  expect(tally.refused).toBeGreaterThan(2 * games);
  for (const count of [tally.rolledBack, tally.held, tally.signedAgain])
    expect(count).toBeGreaterThan(games / 20);
}, 3_600_000);
