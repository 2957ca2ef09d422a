import { isDeepStrictEqual } from 'node:util';
import type { Alias, Promotion, SignedPromotion } from '../../../../ml/package/promotion.ts';
import { originOf } from '../../../../ml/package/wrap/origin.ts';
import { LoupeError } from '../../../contract/errors.ts';
import { system, type Actor } from '../../../contract/people.ts';
import type { PromotionLook } from '../../../contract/registry.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Models } from '../../models/models.ts';
import type { Station } from '../../station.ts';
import { isBelieved, signPromotion } from '../statements/believe.ts';
import type { Delivered } from '../delivery/delivered.ts';
import type { PackageRef, Registry, Tags } from '../registry.ts';

/** The tag of what was registered below the gate: what was found there. */
export const belowGate = 'loupe.below_gate';
const mostTries = 8;

export interface PublishingDeps {
  readonly journal: Pick<Journal, 'append'>;
  readonly station: Pick<Station, 'publicKey' | 'sign'>;
  readonly models: Pick<Models, 'open' | 'files' | 'followed' | 'keys'>;
  readonly delivered: Pick<Delivered, 'steering' | 'settle'>;
  /** The one that the settings name now. */
  readonly registry: () => Registry;
}

/** How a station's packages and its word come into the registry. All throw as `Registry` does. */
export function createPublishing({ journal, station, models, delivered, registry }: PublishingDeps) {
  const sign = (
    { name: model, version, sha256 }: PackageRef,
    serial: number,
    reason: string,
    by: Pick<Actor, 'id'>,
    alias: Alias = 'champion',
  ) => signPromotion({ ...{ format: 1, alias, model, version, sha256, serial, reason }, by: by.id }, station);
  /** What the registry is at; null: nothing, or what is there is no promotion. */
  const promoted = async (model: string, alias: Alias): Promise<SignedPromotion | null> => {
    try {
      return await registry().promoted(model, alias);
    } catch (error) {
      if (error instanceof LoupeError && error.code === 'model-refused') return null;
      throw error;
    }
  };
  const standing = async (model: string, alias: Alias): Promise<Promotion | null> =>
    (await promoted(model, alias))?.promotion ?? null;
  const serialAt = async (model: string, alias: Alias = 'champion'): Promise<number> =>
    (await standing(model, alias))?.serial ?? 0;
  const register = async (ref: PackageRef, tags: Tags): Promise<void> => {
    const { manifest } = await models.open(ref.sha256);
    const origin = originOf(manifest.attribution);
    const from = origin && { 'loupe.adopted_from': `${origin.model} ${origin.version}` };
    return registry().register(ref, await models.files(ref.sha256), { ...tags, ...from });
  };

  /** @throws LoupeError `model-refused` for what any station registered below the gate, with what was found there */
  const notBelow = async ({ name, sha256 }: PackageRef): Promise<void> => {
    const row = (await registry().versions(name)).find((one) => one.sha256 === sha256);
    const why = row?.tags[belowGate];
    if (why !== undefined)
      throw refused(`it was registered below the gate and is never promoted; make a new version. ${why}`);
  };

  /** It lies there. */
  const told = async (signed: SignedPromotion): Promise<void> => {
    // First it has to be known as owed.
    await delivered.steering();
    await delivered.settle(signed);
  };

  /** Journals and publishes; where somebody was quicker, once more with a higher serial. */
  const publish = async (
    ref: PackageRef,
    reason: string,
    by: Actor,
    { test, champion }: PromotionLook,
    alias: Alias = 'champion',
  ): Promise<SignedPromotion> => {
    let highest = alias === 'champion' ? await models.followed(ref.name) : 0;
    for (let tries = 1; ; tries++) {
      // What is there may be no promotion, and keeps its serial from others all the same.
      highest = Math.max(await serialAt(ref.name, alias), highest);
      const serial = ++highest;
      const signed = sign(ref, serial, reason, by, alias);
      const rests = test === null ? null : { dataset: test.dataset, pictures: test.pictures };
      await journal.append('promotion.made', { signed, test: rests, against: champion }, by);
      try {
        await registry().publish(signed);
        await told(signed);
        return signed;
      } catch (error) {
        if (!(error instanceof LoupeError) || error.code !== 'conflict' || tries === mostTries) throw error;
      }
    }
  };

  /**
   * Publishes what was promoted here while there was no way to the registry; signed again with a higher serial where somebody trusted took its own
   * meanwhile. Where theirs is higher, it is followed.
   * @returns whether it is owed no longer: over what nobody trusted signed, a station promotes nothing by itself
   */
  const publishOwed = async (owed: SignedPromotion): Promise<boolean> => {
    const { model: name, version, sha256, alias, reason, by } = owed.promotion;
    const ref = { name, version, sha256 };
    let signed = owed;
    for (let tries = 1; tries <= mostTries; tries++) {
      const there = await promoted(name, alias);
      const [mine, theirs] = [signed.promotion.serial, there?.promotion.serial ?? 0];
      if (isDeepStrictEqual(there, signed)) return true;
      if (there !== null && theirs >= mine) {
        if (!isBelieved(there, models.keys())) return false;
        // One that is refused here may be taken away again: then this is the one that stands.
        if (theirs > mine) return alias !== 'champion' || (await models.followed(name)) >= theirs;
        signed = sign(ref, mine + 1, reason, { id: by }, alias);
        await journal.append('promotion.made', { signed, test: null, against: null }, system);
      }
      if (!(await registry().versions(name)).some((one) => one.sha256 === sha256))
        await registry().register(ref, await models.files(sha256), {});
      try {
        await registry().publish(signed);
        return true;
      } catch (error) {
        if (!(error instanceof LoupeError) || error.code !== 'conflict') throw error;
      }
    }
    return false;
  };

  return { publishOwed, told, standing, serialAt, register, notBelow, sign, publish };
}

const refused = (cause: string) => new LoupeError('model-refused', { cause });
