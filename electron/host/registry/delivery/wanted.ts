import { createHash } from 'node:crypto';
import type { SignedPromotion } from '../../../../ml/package/promotion.ts';
import { LoupeError } from '../../../contract/errors.ts';
import type { StationReport } from '../../../contract/fleet.ts';
import type { PromotionState } from '../../../contract/registry.ts';
import type { Journal } from '../../journal/journal.ts';
import { lostOver, type Models } from '../../models/models.ts';
import { keyIdOf } from '../../models/package.ts';
import { isBelieved } from '../statements/believe.ts';
import type { Delivered } from './delivered.ts';
import { mayPass } from './may-pass.ts';
import { follows } from './steering.ts';
import { starterName } from '../promotion/promotion-checks.ts';
import type { Promotions } from '../promotion/promotions.ts';
import type { Registry } from '../registry.ts';
import { whyOf } from '../sending/standing.ts';

const [minuteMs, hourMs] = [60_000, 3_600_000];
/** So often the process that tries a package may die over it, in half an hour. */
const mostDeaths = 6;

export interface WantedDeps {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly app: string;
  readonly journal: Pick<Journal, 'state'>;
  readonly models: Pick<Models, 'followed' | 'keys'>;
  readonly promotions: Pick<Promotions, 'obey' | 'state'>;
  readonly delivered: Delivered;
}

/** Looks after one model at a time: what is promoted, and whether it is followed. */
export function createWanted({ now, app, journal, models, promotions, delivered }: WantedDeps) {
  let newest: StationReport['wanted'] = null;
  /** The takeover whose failure was counted. */
  let counted: PromotionState['failed'] = null;

  /** What was refused once is tried again when it, this Loupe or the trusted keys have changed. */
  const idOf = (signed: SignedPromotion | string): string => {
    const keys = models.keys().map(({ publicKey }) => keyIdOf(publicKey));
    const about = JSON.stringify([signed, app, keys.toSorted()]);
    return createHash('sha256').update(about).digest('hex').slice(0, 32);
  };
  const refusalOf = (id: string) => delivered.refused().find((one) => one.id === id);
  const refuse = (id: string, name: string, version: number, error: unknown) => {
    const refusal = { id, name, version };
    const lost = lostOver(error);
    if (lost === null) return delivered.refuse({ ...refusal, why: whyOf(error).slice(0, 500) });
    // The station may only have had too much to do, or no memory left.
    const before = refusalOf(id)?.late;
    const times = (before?.times ?? 0) + 1;
    const deaths = (before?.deaths ?? 0) + (lost === 'worker-died' ? 1 : 0);
    const what = whyOf(error).slice(0, 250);
    if (deaths >= mostDeaths)
      return delivered.refuse({
        ...refusal,
        why: `${what}; the process that tries it died ${deaths} times, so it is not tried again by itself. See that the station has memory to spare, then push it on Fleet`,
      });
    const until = now() + Math.min(hourMs, minuteMs * 2 ** (times - 1));
    const late = { times, deaths, until };
    return delivered.refuse({ ...refusal, why: `${what}; it is tried again by itself`, late });
  };
  /** Whether it was refused and is not to be tried again yet. A clock that was set back makes nobody wait for longer. */
  const staysOut = (id: string): boolean => {
    const refusal = refusalOf(id);
    if (refusal?.late === undefined) return refusal !== undefined;
    const left = refusal.late.until - now();
    return left > 0 && left <= hourMs;
  };

  return {
    /** The last promotion that was looked at and believed. */
    newest: () => newest,
    /**
     * The models that this station follows: those it judges with. One that judges with what came with the program, or with nothing, follows the one
     * model that somebody it trusts has promoted.
     * @returns also why it follows none @throws LoupeError as Registry
     */
    async models(
      registry: Registry,
    ): Promise<{ readonly names: readonly string[]; readonly why: string | null }> {
      const active = journal.state().activeModel?.name ?? starterName;
      if (active !== starterName) return { names: [active], why: null };
      const names: string[] = [];
      for (const name of await registry.models()) {
        // Somebody's rollback to it: here it judges already.
        if (name === starterName) continue;
        const signed = await registry.promoted(name, 'champion').catch(unlessRefused);
        if (signed !== null && isBelieved(signed, models.keys())) names.push(name);
      }
      if (names.length < 2) return { names, why: null };
      return {
        names: [],
        why: `several models are promoted: ${names.join(', ')}. An admin says which is for this station: Fleet, Push now`,
      };
    },
    /**
     * @param again also what was refused @param named somebody asked for this very model @returns whether something new is followed
     * @throws LoupeError `not-found` for one that was named and is not promoted; where it may pass; what is refused for good is remembered and on record, and throws nothing
     */
    async follow(registry: Registry, model: string, again: boolean, named = false): Promise<boolean> {
      let signed: SignedPromotion | null;
      try {
        signed = await registry.promoted(model, 'champion');
      } catch (error) {
        if (mayPass(error)) throw error;
        await refuse(idOf(`${model} ${whyOf(error)}`), model, 0, error);
        return false;
      }
      const last = await models.followed(model);
      // Another registry stands at its place, or an older copy of it: who promoted last says it again.
      if ((signed?.promotion.serial ?? 0) < last && (await delivered.lost(model, last))) return false;
      if (signed === null && named)
        throw new LoupeError('not-found', { what: 'promotion of the model', id: model });
      if (signed === null) return false;
      const { version, serial, sha256 } = signed.promotion;
      const { next, failed } = promotions.state();
      const believed = isBelieved(signed, models.keys()) && signed.promotion.model === model;
      if (believed && serial >= last) newest = { name: model, version, serial };
      // It waits for the open tray.
      if (next?.sha256 === sha256 && next.serial === serial) return false;
      const id = idOf(signed);
      if (failed?.package.sha256 === sha256 && serial > last && !again && failed !== counted) {
        counted = failed;
        const error = new LoupeError(failed.code, failed.data as never);
        if (!mayPass(error)) await refuse(id, model, version, error);
      }
      if (!again && staysOut(id)) return false;
      if (serial === last) {
        await delivered.acquit(model);
        return false;
      }
      if (!follows(await delivered.steering(), model, version)) return false;
      try {
        const obeyed = await promotions.obey(model, signed);
        await delivered.acquit(model);
        return obeyed !== null;
      } catch (error) {
        // Held or pinned meanwhile, nothing is wrong.
        if (!follows(await delivered.steering(), model, version)) return false;
        if (mayPass(error)) throw error;
        await refuse(id, model, version, error);
        return false;
      }
    },
  };
}

function unlessRefused(error: unknown): null {
  if (error instanceof LoupeError && error.code === 'model-refused') return null;
  throw error;
}
