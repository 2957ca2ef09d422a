import { createHash } from 'node:crypto';
import { z } from 'zod';
import { splits } from '../../../ml/dataset/dataset.ts';
import { modelName } from '../../../ml/package/manifest.ts';
import { sha256 } from '../../contract/digest.ts';
import { answerSchema, type Answer, type EvaluationKey } from '../../contract/evaluations.ts';
import { jsonBytes, makeFolders, readIfThere, writeWhole } from '../durable.ts';
import type { Files } from '../platform.ts';

const unit = z.number().min(0).max(1);
const keptSchema = z.strictObject({
  format: z.literal(1),
  model: z.strictObject({ name: modelName, version: z.number().int().min(1), sha256 }),
  dataset: z.strictObject({ hash: sha256, name: z.string() }),
  split: z.enum(splits),
  at: z.iso.datetime(),
  by: z.string(),
  provider: z.string(),
  thresholds: z.strictObject({ pass: unit, defect: unit }),
  answers: z.array(answerSchema),
});

/** The answers of one package to one side of a dataset, as they are kept: figures are counted from them anew. */
export type Kept = z.infer<typeof keptSchema>;

const root = 'evaluations';
const pathOf = ({ model, dataset, split }: EvaluationKey): string =>
  `${root}/${model}/${dataset}-${split}.json`;

/** Kept answers, one file each, named by package and dataset. Nothing is ever written twice, so what was read stays true. */
export interface KeptAnswers {
  /** null: never judged. @throws Error for a file that is not what was written */
  read(key: EvaluationKey): Promise<Kept | null>;
  /** On disk when it resolves. */
  write(kept: Kept): Promise<void>;
  /** Every one of a package; without one, of all packages. */
  all(model?: string): Promise<Kept[]>;
}

export function openKept(files: Files): KeptAnswers {
  const read = new Map<string, Kept>();
  const readPath = async (path: string): Promise<Kept | null> => {
    const known = read.get(path);
    if (known !== undefined) return known;
    const bytes = await readIfThere(files, path);
    if (bytes === null) return null;
    const kept = keptSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
    read.set(path, kept);
    return kept;
  };
  return {
    read: (key) => readPath(pathOf(key)),
    async write(kept) {
      const path = pathOf({ model: kept.model.sha256, dataset: kept.dataset.hash, split: kept.split });
      await makeFolders(files, `${root}/${kept.model.sha256}`);
      await writeWhole(files, path, jsonBytes(keptSchema.parse(kept)));
    },
    async all(model) {
      const found: Kept[] = [];
      for (const folder of model === undefined ? await files.list(root) : [model])
        for (const name of await files.list(`${root}/${folder}`)) {
          if (!name.endsWith('.json')) continue;
          const kept = await readPath(`${root}/${folder}/${name}`);
          if (kept !== null) found.push(kept);
        }
      return found;
    },
  };
}

/** What two tests must share to be the same one: files, pages and labels, in any order. */
export function picturesHash(answers: readonly Pick<Answer, 'image' | 'page' | 'label'>[]): string {
  const lines = answers.map(({ image, page, label }) => `${image} ${page ?? 1} ${label}`).toSorted();
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}
