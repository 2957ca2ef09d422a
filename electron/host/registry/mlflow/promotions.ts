import { z } from 'zod';
import { signedPromotionSchema, type Alias, type SignedPromotion } from '../../../../ml/package/promotion.ts';
import { LoupeError } from '../../../contract/errors.ts';
import { checkedModel } from '../names.ts';
import type { Registry } from '../registry.ts';
import { unlessMissing } from '../unless.ts';
import { queryOf, sha256, type MlflowApi } from './api.ts';
import type { MlflowPackages } from './packages.ts';
import { registeredOf } from './places.ts';
import { makeRegistered } from './versions.ts';

const modelSchema = z.object({
  registered_model: z.object({
    tags: z.array(z.object({ key: z.string(), value: z.string() })).optional(),
  }),
});

/** A statement as it lies there: its tag, what the tag says its serial is, and the text. */
interface Statement {
  readonly key: string;
  readonly serial: number;
  readonly text: string;
}

/**
 * Every signed statement is a tag of the registered model, `loupe.<alias>.<serial>.<sha256 of the text>`: tags are only added, one request
 * tells them all, and the database keeps them through a power cut. The highest serial counts. MLflow's alias of the same name is moved after
 * it, for people and for Python; no station looks at it, so moving it by hand moves no station.
 */
export function createMlflowPromotions(
  api: MlflowApi,
  packages: Pick<MlflowPackages, 'numberOf'>,
): Pick<Registry, 'promoted' | 'publish'> {
  /** Highest serial first. */
  const statements = async (model: string, alias: Alias): Promise<Statement[]> => {
    const query = queryOf({ name: registeredOf(checkedModel(model)) });
    const answer = await unlessMissing(
      api.ask('GET', `registered-models/get?${query}`, undefined, modelSchema),
    );
    const form = new RegExp(String.raw`^loupe\.${alias}\.([1-9]\d{0,9})\.[0-9a-f]{64}$`);
    return (answer?.registered_model.tags ?? [])
      .flatMap(({ key, value }) => {
        const [, serial] = form.exec(key) ?? [];
        return serial === undefined ? [] : [{ key, serial: Number(serial), text: value }];
      })
      .toSorted((a, b) => b.serial - a.serial || (a.key < b.key ? -1 : 1));
  };

  return {
    async promoted(model, alias) {
      const [highest] = await statements(model, alias);
      if (highest === undefined) return null;
      const found = signedPromotionSchema.safeParse(asJson(highest.text));
      if (found.success && found.data.promotion.serial === highest.serial) return found.data;
      throw new LoupeError('model-refused', { cause: `${highest.key} is no promotion` });
    },
    async publish(signed) {
      const { model, alias, serial, version, sha256: digest } = signed.promotion;
      const text = JSON.stringify(signedPromotionSchema.parse(signed) satisfies SignedPromotion);
      const name = registeredOf(checkedModel(model));
      const key = `loupe.${alias}.${serial}.${sha256(new TextEncoder().encode(text))}`;
      /** @throws LoupeError `conflict` @returns whether this statement lies there */
      const alone = async (): Promise<boolean> => {
        const all = await statements(model, alias);
        const rival = all.find((one) => one.serial >= serial && one.key !== key);
        if (rival === undefined) return all.some((one) => one.key === key && one.text === text);
        throw new LoupeError('conflict', {
          what: `the ${alias} of ${model} is at serial ${rival.serial} already`,
        });
      };
      await alone();
      await makeRegistered(api, model);
      await api.ask('POST', 'registered-models/set-tag', { name, key, value: text }, z.unknown());
      // Somebody else may have written between the look and the write; then neither of the two relies on this serial.
      if (!(await alone()))
        throw new LoupeError('not-written', { cause: 'the promotion was not stored as it was sent' });
      const number = await packages.numberOf({ name: model, version, sha256: digest });
      if (number === null) return;
      await api.ask('POST', 'registered-models/alias', { name, alias, version: String(number) }, z.unknown());
    },
  };
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
