import type { PackageFiles } from '../../../../ml/package/files.ts';
import type { Promotion, SignedPromotion } from '../../../../ml/package/promotion.ts';
import { LoupeError } from '../../../contract/errors.ts';
import { system, type Actor } from '../../../contract/people.ts';
import type { PromotionLook } from '../../../contract/registry.ts';
import { causeOf } from '../../durable.ts';
import type { Journal } from '../../journal/journal.ts';
import { openPackage } from '../../models/package.ts';
import { lostOver, type Models } from '../../models/models.ts';
import type { Platform } from '../../platform.ts';
import { sequential } from '../../sequential.ts';
import type { Station } from '../../station.ts';
import { arrivingAt } from './arriving.ts';
import { believe } from '../statements/believe.ts';
import type { Delivered } from '../delivery/delivered.ts';
import { mayPass } from '../delivery/may-pass.ts';
import { lookAt, type CheckDeps } from './promotion-checks.ts';
import type { PackageRef, Registry, Tags } from '../registry.ts';
import { belowGate, createPublishing } from './publishing.ts';
import { createTakeover, type Takeover } from './takeover.ts';

/** What somebody asks for: which package, its version typed by hand, and why. */
export interface Wish {
  readonly sha256: string;
  readonly version: number;
  readonly reason: string;
}

export interface Promotions {
  /** @throws LoupeError `not-found` */
  look(sha256: string): Promise<PromotionLook>;
  /** What waits, and how the last one ended that did not take over. */
  readonly state: Takeover['state'];
  readonly follow: Takeover['follow'];
  /**
   * Registers a package that was judged on a test here: one that passes the gate as what is being tried (`challenger`), one below it so that
   * nobody ever promotes it.
   * @throws LoupeError `model-refused` for one that was not judged, `registry-unreachable` …
   */
  register(sha256: string, by: Actor): Promise<{ readonly passed: boolean }>;
  /**
   * Registers, signs, publishes and switches, or lets the open tray end first: then `tray` names it.
   * @throws LoupeError `model-refused` with the check that failed, `bad-input` for another version than typed, `registry-unreachable` …
   */
  promote(wish: Wish, by: Actor): Promise<{ readonly serial: number; readonly tray: string | null }>;
  /**
   * Back to one of the last three packages, now, and here alone: nothing is promoted.
   * @throws LoupeError `not-found` for another package; `model-unavailable`
   */
  goBack(wish: Wish, by: Actor): Promise<void>;
  /**
   * The same as a promotion, which other stations follow; the registry hears of it if it answers at once.
   * @throws LoupeError `not-found` for another package; `model-unavailable`
   */
  rollback(wish: Wish, by: Actor): Promise<{ readonly serial: number; readonly published: boolean }>;
  /**
   * Looks what the registry wants for a model, and obeys where a trusted key says so with a higher serial than ever before.
   * @param found what lies there, where that is known already @returns null: nothing new
   * @throws LoupeError with what is wrong with the promotion or its package; the package in use goes on
   */
  obey(
    model: string,
    found?: SignedPromotion,
  ): Promise<{ readonly serial: number; readonly tray: string | null } | null>;
  /** Publishes what was promoted here while the registry was away. @returns whether it is owed no longer @throws LoupeError as Registry */
  publishOwed(signed: SignedPromotion): Promise<boolean>;
  /** Goes on with what waited when the station ended. */
  resume(): Promise<void>;
  close(): void;
}

export interface PromotionsDeps extends CheckDeps {
  readonly platform: Pick<Platform, 'files' | 'clock' | 'log'>;
  readonly journal: Pick<Journal, 'append' | 'state' | 'watch'>;
  readonly station: Pick<Station, 'publicKey' | 'sign'>;
  readonly models: Models;
  /** The one that the settings name now. */
  readonly registry: () => Registry;
  /** What its journal says of hold and pins, as of now. */
  readonly delivered: Pick<Delivered, 'steering' | 'steady' | 'settle'>;
}

/** What a promotion or the bringing of its package is refused with, before the store of packages has seen it. */
const fetchedIn: ReadonlySet<string> = new Set([
  'model-refused',
  'not-found',
  'registry-rejected',
  'bad-input',
]);

/** So long a station that goes back waits for the registry, twice at most. */
const patienceMs = 1000;

export function createPromotions(deps: PromotionsDeps): Promotions {
  const { platform, journal, models, registry } = deps;
  const { clock, log } = platform;
  const queue = sequential();
  const takeover = createTakeover(deps, queue);

  const { standing, serialAt, register, notBelow, sign, publish, told, publishOwed } = createPublishing(deps);
  /** @throws LoupeError `model-refused` */
  const opened = (content: PackageFiles) => {
    try {
      return openPackage(content, models.keys()).model;
    } catch (error) {
      throw new LoupeError('model-refused', { cause: causeOf(error) }, { cause: error });
    }
  };
  /** The package of a promotion, verified and stored here. What came of it before a cut is not fetched again. */
  const bring = async ({ model: name, version, sha256 }: Promotion): Promise<void> => {
    if ((await models.list()).some((one) => one.sha256 === sha256)) return;
    const arriving = arrivingAt(platform.files, { name, version, sha256 });
    const fetched = async () => {
      const content = await registry().fetch({ name, version, sha256 }, arriving);
      const { manifest, sha256: found } = opened(content);
      if (manifest.name !== name || manifest.version !== version)
        throw refused(`what was promoted as ${name} ${version} is ${manifest.name} ${manifest.version}`);
      if (found !== sha256)
        throw refused(`${name} ${version} in the registry is not the one that was promoted`);
      return content;
    };
    const content = await fetched().catch(async (error: unknown) => {
      // What lay here may have been spoilt here, or come from there when something else lay in its place: then it is fetched anew.
      const spoilt = error instanceof LoupeError && error.code === 'model-refused' && arriving.taken() > 0;
      if (error instanceof LoupeError && error.code === 'model-refused') await arriving.discard();
      if (spoilt) return fetched();
      throw error;
    });
    let again = false;
    try {
      await models.install(content, system);
    } catch (error) {
      again = lostOver(error) !== null || mayPass(error);
      throw error;
    } finally {
      // What is tried again is not fetched again.
      if (!again) await arriving.discard();
    }
  };
  const look = async (sha256: string): Promise<PromotionLook> => ({
    ...(await lookAt(deps, sha256)),
    tray: journal.state().openTray?.name ?? null,
  });
  const quietly = <T>(work: Promise<T>, otherwise: T): Promise<T> =>
    new Promise((resolve) => {
      const timer = clock.setTimeout(() => resolve(otherwise), patienceMs);
      void work
        .then(resolve, (error: unknown) => {
          log({ level: 'warn', what: 'the registry was not told of a rollback', why: causeOf(error) });
          resolve(otherwise);
        })
        .finally(() => timer.cancel());
    });

  /** One of the last three packages; whatever waits to take over does not any more. @throws LoupeError `not-found` … */
  const earlier = async ({ sha256, version }: Wish): Promise<PackageRef> => {
    const back = (await models.previous()).find((one) => one.sha256 === sha256);
    if (back === undefined) throw new LoupeError('not-found', { what: 'package to go back to', id: sha256 });
    checkTyped(version, back);
    await models.open(sha256);
    await takeover.forget();
    return back;
  };

  return {
    look,
    state: takeover.state,
    follow: takeover.follow,
    register: (sha256, by) =>
      queue(async () => {
        const { manifest } = await models.open(sha256);
        const ref = { name: manifest.name, version: manifest.version, sha256 };
        const found = await look(sha256);
        const gate = found.checks.find(({ check }) => check === 'gate');
        if (gate === undefined || !found.judged)
          throw refused('it was not judged on a test here; judge it on one first');
        const reason = gate.why.slice(0, 500);
        await register(ref, { ...tagsOf(found), ...(!gate.passed && { [belowGate]: reason }) });
        if (gate.passed && (await standing(ref.name, 'challenger'))?.sha256 !== sha256)
          await publish(ref, reason, by, found, 'challenger');
        return { passed: gate.passed };
      }),
    promote: ({ sha256, version, reason }, by) =>
      queue(async () => {
        const { manifest } = await models.open(sha256);
        const ref = { name: manifest.name, version: manifest.version, sha256 };
        checkTyped(version, ref);
        const found = await look(sha256);
        const failed = found.checks.find(({ passed }) => !passed);
        if (failed !== undefined) throw refused(`${failed.check}: ${failed.why}`);
        await notBelow(ref);
        await register(ref, tagsOf(found));
        const signed = await publish(ref, reason, by, found);
        const tray = await takeover.accept({ signed, by, since: clock.now() });
        return { serial: signed.promotion.serial, tray };
      }),
    goBack: (wish, by) =>
      queue(async () => {
        const { sha256 } = await earlier(wish);
        await models.activate(sha256, wish.reason, by);
      }),
    rollback: (wish, by) =>
      queue(async () => {
        const { sha256, reason } = wish;
        const back = await earlier(wish);
        const known = await quietly(serialAt(back.name), 0);
        const serial = Math.max(known, await models.followed(back.name)) + 1;
        const signed = sign(back, serial, reason, by);
        await journal.append('promotion.made', { signed, test: null, against: null }, by);
        await models.activate(sha256, reason, by, serial);
        const telling = notBelow(back)
          .then(() => register(back, {}))
          .then(() => registry().publish(signed))
          .then(() => told(signed));
        return {
          serial,
          published: await quietly(
            telling.then(() => true),
            false,
          ),
        };
      }),
    obey: (model, found) =>
      queue(async () => {
        const signed = found ?? (await registry().promoted(model, 'champion'));
        const last = await models.followed(model);
        if (signed === null || signed.promotion.serial === last) return null;
        const { promotion } = signed;
        const { serial, alias } = promotion;
        try {
          believe(signed, models.keys());
          if (promotion.model !== model || alias !== 'champion')
            throw refused(`promotion ${serial} makes ${promotion.model} ${alias}, not ${model} champion`);
          if (serial < last)
            throw refused(`promotion ${serial} of ${model} is an old one: ${last} was followed already`);
          await bring(promotion);
          return { serial, tray: await takeover.accept({ signed, by: system, since: clock.now() }) };
        } catch (error) {
          // What else is refused, the store of packages puts on record.
          const ours = error instanceof LoupeError && fetchedIn.has(error.code);
          if (ours) {
            const why = Object.values<unknown>(error.data).join(' ').slice(0, 500);
            await journal.append('package.refused', { name: model, version: promotion.version, why }, system);
          }
          throw error;
        }
      }),
    publishOwed,
    resume: () => queue(takeover.resume),
    close: takeover.close,
  };
}

const refused = (cause: string) => new LoupeError('model-refused', { cause });

/** @throws LoupeError `bad-input` */
function checkTyped(version: number, ref: PackageRef): void {
  if (version === ref.version) return;
  const allowed = `${ref.version}, the version of this package`;
  throw new LoupeError('bad-input', { what: 'The version', got: String(version), allowed });
}

/** For whoever looks into the registry; nobody decides by them. */
function tagsOf({ checks, test }: PromotionLook): Tags {
  const said = Object.fromEntries(checks.map(({ check, why }) => [`loupe.${check}`, why.slice(0, 5000)]));
  return { ...said, ...(test && { 'loupe.dataset_sha256': test.dataset }) };
}
