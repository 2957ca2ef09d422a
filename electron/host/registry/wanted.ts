import { createHash } from 'node:crypto';
import type { SignedPromotion } from '../../../ml/package/promotion.ts';
import { LoupeError } from '../../contract/errors.ts';
import type { StationReport } from '../../contract/fleet.ts';
import type { Journal } from '../journal/journal.ts';
import type { Models } from '../models/models.ts';
import { keyIdOf } from '../models/package.ts';
import { FileError } from '../platform.ts';
import { believe } from './believe.ts';
import type { Delivered } from './delivered.ts';
import { starterName } from './promotion-checks.ts';
import type { Promotions } from './promotions.ts';
import type { Registry } from './registry.ts';

/** What a failure may be that passes by itself, or once a person has acted: nothing is held against a package for it. */
const passing: ReadonlySet<string> = new Set([
  ...[
    'registry-unreachable',
    'registry-refused',
    'not-written',
    'disk-low',
    'journal-stopped',
    'busy',
    'cancelled',
  ],
]);
export const mayPass = (error: unknown): boolean =>
  error instanceof LoupeError ? passing.has(error.code) : error instanceof FileError;

export interface WantedDeps {
  readonly app: string;
  readonly journal: Pick<Journal, 'state'>;
  readonly models: Pick<Models, 'followed' | 'keys'>;
  readonly promotions: Pick<Promotions, 'obey' | 'state'>;
  readonly delivered: Delivered;
}

/** Looks after one model at a time: what is promoted, and whether it is followed. */
export function createWanted({ app, journal, models, promotions, delivered }: WantedDeps) {
  let newest: StationReport['wanted'] = null;

  /** What was refused once is tried again when it, this Loupe or the trusted keys have changed. */
  const idOf = (signed: SignedPromotion | string): string => {
    const keys = models.keys().map(({ publicKey }) => keyIdOf(publicKey));
    const about = JSON.stringify([signed, app, keys.toSorted()]);
    return createHash('sha256').update(about).digest('hex').slice(0, 32);
  };
  const refuse = (id: string, name: string, version: number, error: unknown) =>
    delivered.refuse({ id, name, version, why: wordsOf(error).slice(0, 500) });

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
        const signed = await registry.promoted(name, 'champion').catch(unlessRefused);
        if (signed !== null && isBelieved(signed, models)) names.push(name);
      }
      if (names.length < 2) return { names, why: null };
      return {
        names: [],
        why: `several models are promoted: ${names.join(', ')}. An admin says which is for this station`,
      };
    },
    /**
     * @param again also what was refused @returns whether something new is followed
     * @throws LoupeError where it may pass; what is refused for good is remembered and on record, and throws nothing
     */
    async follow(registry: Registry, model: string, again: boolean): Promise<boolean> {
      let signed: SignedPromotion | null;
      try {
        signed = await registry.promoted(model, 'champion');
      } catch (error) {
        if (mayPass(error)) throw error;
        await refuse(idOf(`${model} ${wordsOf(error)}`), model, 0, error);
        return false;
      }
      if (signed === null) return false;
      const { version, serial, sha256 } = signed.promotion;
      const { next, failed } = promotions.state();
      const last = await models.followed(model);
      const believed = isBelieved(signed, models) && signed.promotion.model === model;
      if (believed && serial >= last) newest = { name: model, version, serial };
      // It waits for the open tray.
      if (next?.sha256 === sha256 && next.serial === serial) return false;
      const id = idOf(signed);
      if (failed?.package.sha256 === sha256 && serial > last && !again)
        await refuse(id, model, version, new LoupeError(failed.code, failed.data as never));
      if (!again && delivered.refused().some((one) => one.id === id)) return false;
      if (serial === last) {
        await delivered.acquit(model);
        return false;
      }
      const { held, pinned } = await delivered.steering();
      const only = pinned[model];
      if (held !== null || (only !== undefined && only !== version)) return false;
      // Older than what this station itself has promoted and could not tell yet.
      if (serial < last && isOwn(delivered, model, last)) return false;
      try {
        const obeyed = await promotions.obey(model, signed);
        await delivered.acquit(model);
        return obeyed !== null;
      } catch (error) {
        if (mayPass(error)) throw error;
        await refuse(id, model, version, error);
        return false;
      }
    },
  };
}

function isBelieved(signed: SignedPromotion, models: Pick<Models, 'keys'>): boolean {
  try {
    believe(signed, models.keys());
    return true;
  } catch {
    return false;
  }
}

const isOwn = (delivered: Delivered, model: string, serial: number): boolean =>
  delivered
    .owing()
    .some(({ promotion: of }) => of.model === model && of.alias === 'champion' && of.serial === serial);

function unlessRefused(error: unknown): null {
  if (error instanceof LoupeError && error.code === 'model-refused') return null;
  throw error;
}

/** What happened, without the code. */
export const wordsOf = (error: unknown): string =>
  error instanceof LoupeError
    ? Object.values<unknown>(error.data).join(' ')
    : error instanceof Error
      ? error.message
      : String(error);
