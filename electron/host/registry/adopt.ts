import { createHash } from 'node:crypto';
import { checkModel } from '../../../ml/onnx/gate.ts';
import { pictureInput } from '../../../ml/onnx/picture.ts';
import { readModel } from '../../../ml/onnx/read.ts';
import type { Mlmodel } from '../../../ml/package/wrap/mlmodel.ts';
import type { Origin } from '../../../ml/package/wrap/origin.ts';
import type { ForeignModels, ForeignRef } from '../../contract/adopting.ts';
import { LoupeError } from '../../contract/errors.ts';
import { draftLimitBytes, type ModelDraft } from '../../contract/model-draft.ts';
import type { ModelInfo } from '../../contract/models.ts';
import type { Actor } from '../../contract/people.ts';
import type { Drafts } from '../models/drafts.ts';
import type { Registry } from './registry.ts';

/** A model out of the registry, past the static gate. */
export interface Fetched {
  readonly onnx: Uint8Array<ArrayBuffer>;
  /** What its `MLmodel` says and the network does not: nobody's word yet. */
  readonly said: Pick<Mlmodel, 'classes' | 'size'>;
  readonly origin: Origin;
}

/**
 * The network of a model that somebody registered from Python.
 * @param most bytes
 * @throws LoupeError as `Registry.fetchForeign`; `model-refused` also for what the gate does not let in
 */
export async function fetchModel(
  registry: Pick<Registry, 'fetchForeign'>,
  ref: ForeignRef,
  most: number,
): Promise<Fetched> {
  const { onnx, said, run } = await registry.fetchForeign(ref, most);
  const problems = checkModel(onnx);
  if (problems.length > 0) {
    const cause = problems.map(({ message }) => message).join('; ');
    const outside = problems.some(({ code }) => code === 'external-data');
    throw refused(outside ? `${cause}. Log it again with save_as_external_data=False` : cause);
  }
  const sha256 = createHash('sha256').update(onnx).digest('hex');
  const origin = { model: ref.name, version: ref.version, run, sha256 };
  const { width, height } = pictureInput(readModel(onnx));
  const size = width === undefined || height === undefined ? said.size : null;
  return { onnx: new Uint8Array(onnx), said: { classes: said.classes, size }, origin };
}

/** An admin makes packages of models that somebody registered from Python. All throw as `Registry` does. */
export interface Adopting {
  list(): Promise<ForeignModels>;
  bring(ref: ForeignRef): Promise<Fetched>;
  /**
   * @param draft what `bring` gave, with the answers
   * @throws LoupeError also as `Drafts.wrap`; `model-refused` where the registry has other bytes under that name now
   */
  wrap(draft: ModelDraft, from: ForeignRef, by: Actor): Promise<ModelInfo>;
}

export function createAdopting({
  registry,
  drafts,
}: {
  /** The one that the settings name now. */
  readonly registry: () => Registry;
  readonly drafts: Pick<Drafts, 'wrap'>;
}): Adopting {
  const bring = (ref: ForeignRef) => fetchModel(registry(), ref, draftLimitBytes);
  return {
    list: () => registry().foreign(),
    bring,
    async wrap(draft, from, by) {
      // Where a package came from is signed with it, so it is not taken from a screen.
      const { origin } = await bring(from);
      if (createHash('sha256').update(draft.bytes).digest('hex') !== origin.sha256)
        throw refused(`${from.name} ${from.version} was changed in the registry since; bring it anew`);
      return drafts.wrap(draft, by, origin);
    },
  };
}

const refused = (cause: string) => new LoupeError('model-refused', { cause: cause.slice(0, 1000) });
