import type { Alias, Promotion, SignedPromotion } from '../../../ml/package/promotion.ts';
import { originOf } from '../../../ml/package/wrap/origin.ts';
import { LoupeError } from '../../contract/errors.ts';
import type { Actor } from '../../contract/people.ts';
import type { PromotionLook } from '../../contract/registry.ts';
import type { Journal } from '../journal/journal.ts';
import type { Models } from '../models/models.ts';
import type { Station } from '../station.ts';
import { signPromotion } from './believe.ts';
import type { PackageRef, Registry, Tags } from './registry.ts';

/** The tag of what was registered below the gate: what was found there. */
export const belowGate = 'loupe.below_gate';
const mostTries = 8;

export interface PublishingDeps {
  readonly journal: Pick<Journal, 'append'>;
  readonly station: Pick<Station, 'publicKey' | 'sign'>;
  readonly models: Pick<Models, 'open' | 'files' | 'followed'>;
  /** The one that the settings name now. */
  readonly registry: () => Registry;
}

/** How a station's packages and its word come into the registry. All throw as `Registry` does. */
export function createPublishing({ journal, station, models, registry }: PublishingDeps) {
  const sign = (
    { name: model, version, sha256 }: PackageRef,
    serial: number,
    reason: string,
    by: Actor,
    alias: Alias = 'champion',
  ) => signPromotion({ ...{ format: 1, alias, model, version, sha256, serial, reason }, by: by.id }, station);
  /** What the registry is at; null: nothing, or what is there is no promotion. */
  const standing = async (model: string, alias: Alias): Promise<Promotion | null> => {
    try {
      return (await registry().promoted(model, alias))?.promotion ?? null;
    } catch (error) {
      if (error instanceof LoupeError && error.code === 'model-refused') return null;
      throw error;
    }
  };
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

  /** Journals and publishes; where somebody was quicker, once more with a higher serial. */
  const publish = async (
    ref: PackageRef,
    reason: string,
    by: Actor,
    { test, champion }: PromotionLook,
    alias: Alias = 'champion',
  ): Promise<SignedPromotion> => {
    for (let tries = 1; ; tries++) {
      const followed = alias === 'champion' ? await models.followed(ref.name) : 0;
      const serial = Math.max(await serialAt(ref.name, alias), followed) + 1;
      const signed = sign(ref, serial, reason, by, alias);
      const rests = test === null ? null : { dataset: test.dataset, pictures: test.pictures };
      await journal.append('promotion.made', { signed, test: rests, against: champion }, by);
      try {
        await registry().publish(signed);
        return signed;
      } catch (error) {
        if (!(error instanceof LoupeError) || error.code !== 'conflict' || tries === mostTries) throw error;
      }
    }
  };

  return { standing, serialAt, register, notBelow, sign, publish };
}

const refused = (cause: string) => new LoupeError('model-refused', { cause });
