import { LoupeError } from '../../contract/errors.ts';
import type { Models } from '../models/models.ts';
import type { Connection } from './connection.ts';
import type { Delivered } from './delivered.ts';

/**
 * Publishes what was promoted here while the registry was away. Where it stands on a higher serial by now, somebody was quicker, and theirs is followed.
 * @throws LoupeError as Registry
 */
export async function publishOwed(
  { id, registry }: Pick<Connection, 'id' | 'registry'>,
  models: Pick<Models, 'files'>,
  delivered: Delivered,
): Promise<void> {
  for (const signed of delivered.owing(id)) {
    const { model: name, version, sha256, alias, serial } = signed.promotion;
    const there = await registry.promoted(name, alias).catch((error: unknown) => {
      // What is no promotion is written over.
      if (error instanceof LoupeError && error.code === 'model-refused') return null;
      throw error;
    });
    if ((there?.promotion.serial ?? 0) < serial) {
      if (!(await registry.versions(name)).some((one) => one.sha256 === sha256))
        await registry.register({ name, version, sha256 }, await models.files(sha256), {});
      await registry.publish(signed).catch((error: unknown) => {
        if (!(error instanceof LoupeError) || error.code !== 'conflict') throw error;
      });
    }
    await delivered.settle(signed);
  }
}
