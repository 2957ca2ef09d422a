import { NativeSelect } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Client } from '../../../../electron/contract/client.ts';
import type { DatasetSummary } from '../../../../electron/contract/datasets.ts';
import { augmentationSchema } from '../../../../ml/train/augmentation.ts';
import type { RunRecipe } from '../../../../ml/train/run-recipe.ts';
import { Choice } from '../../../components/choices/choice.tsx';
import { KeyButton } from '../../../components/key-button.tsx';
import { AugmentationFields } from './augmentation-fields.tsx';
import { AugmentationGrid } from './augmentation-grid.tsx';
import { changesOf, recipeOf, type Draft, type Problems } from '../draft.ts';
import { RecipeFields } from './recipe-fields.tsx';
import { withChanges } from './settings.ts';
import { taskWords } from '../words.ts';

interface Props {
  readonly client: Client | null;
  readonly draft: Draft;
  readonly onDraft: (change: (draft: Draft) => Draft) => void;
  readonly dataset: DatasetSummary | undefined;
  readonly recipes: readonly RunRecipe[] | null;
  /** What to do where classifiers cannot be trained; null: they can, or it is not known yet. */
  readonly missing: string | null;
  readonly problems: Problems;
}

/** What the model will do, and how it is trained: a recipe with every value to be seen and changed. */
export function TaskStep({ client, draft, onDraft, dataset, recipes, missing, problems }: Props) {
  const tasks = (['classify', 'anomaly'] as const).filter((task) => task !== 'classify' || missing === null);
  const recipe = recipeOf(draft, recipes);
  const changes = recipe ? changesOf(draft, recipe) : {};
  const inRecipe = Object.fromEntries(
    Object.entries(problems).flatMap(([field, said]) =>
      field.startsWith('recipe.') ? [[field.slice('recipe.'.length), said]] : [],
    ),
  );
  const change = (path: string, text: string | null) =>
    recipe &&
    onDraft((now) => {
      const { [path]: _before, ...others } = changesOf(now, recipe);
      return {
        ...now,
        changes: { ...now.changes, [recipe.name]: text === null ? others : { ...others, [path]: text } },
      };
    });
  return (
    <div className="full-task">
      <div className="full-column">
        <div className="full-tasks" role="group" aria-label="Task">
          {tasks.map((task) => (
            <Choice
              key={task}
              name={taskWords[task].name}
              chosen={draft.task === task}
              onChoose={() => onDraft((now) => ({ ...now, task }))}
            >
              {taskWords[task].does}
            </Choice>
          ))}
        </div>
        {missing !== null && <p className="full-note">{missing}</p>}
        {recipe && (
          <div className="full-recipe">
            <NativeSelect
              label="Recipe"
              value={recipe.name}
              data={(recipes ?? []).filter(({ task }) => task === draft.task).map(({ name }) => name)}
              onChange={({ currentTarget: { value } }) =>
                onDraft((now) => ({ ...now, recipes: { ...now.recipes, [now.task]: value } }))
              }
            />
            <KeyButton
              disabled={Object.keys(changes).length === 0}
              onClick={() => onDraft((now) => ({ ...now, changes: { ...now.changes, [recipe.name]: {} } }))}
            >
              As it comes
            </KeyButton>
          </div>
        )}
        {recipe && <RecipeFields {...{ recipe, changes, problems: inRecipe, onChange: change }} />}
      </div>
      {recipe?.task === 'classify' && (
        <div className="full-column">
          <h2>Augmentation</h2>
          <Preview {...{ client, draft, dataset, recipe }} />
          <AugmentationFields
            augmentation={recipe.augmentation}
            {...{ changes, problems: inRecipe, onChange: change }}
          />
        </div>
      )}
      {recipe?.task === 'anomaly' && (
        <div className="full-column">
          <h2>Augmentation</h2>
          <p className="full-note">
            Nothing is varied by chance: mirror images and shifted copies of the good pieces are settings of
            the recipe, and the same pictures always give the same model.
          </p>
        </div>
      )}
    </div>
  );
}

const shownPictures = 6;

/** The grid for the recipe as it is changed now; what cannot be read yet shows the last that could. */
function Preview({
  client,
  draft,
  dataset,
  recipe,
}: {
  client: Client | null;
  draft: Draft;
  dataset: DatasetSummary | undefined;
  recipe: Extract<RunRecipe, { task: 'classify' }>;
}) {
  const images = useTrainPictures(client, dataset);
  const changed = withChanges(recipe, changesOf(draft, recipe)) as Partial<typeof recipe>;
  const parsed = augmentationSchema.safeParse(changed.augmentation);
  if (!parsed.success)
    return <p className="full-note">The grid comes back when every value below can be used.</p>;
  const seed = /^\d{1,10}$/.test(draft.seed) ? Number(draft.seed) : recipe.seed;
  return (
    <AugmentationGrid
      client={client}
      images={images}
      input={recipe.input}
      augmentation={parsed.data}
      seed={seed}
    />
  );
}

/** Some pictures of a dataset's training side. */
function useTrainPictures(client: Client | null, dataset: DatasetSummary | undefined): readonly string[] {
  const [found, setFound] = useState<{ readonly of: string; readonly images: readonly string[] } | null>(
    null,
  );
  const [name, hash] = [dataset?.name, dataset?.hash];
  const split = dataset?.classes.some(({ train }) => train > 0) ? 'train' : 'unsplit';
  useEffect(() => {
    if (client === null || name === undefined || hash === undefined) return;
    let gone = false;
    client.datasets.pictures({ name, from: 0, count: 200, split }).then(
      ({ entries }) => {
        if (gone) return;
        const step = Math.max(1, Math.floor(entries.length / shownPictures));
        const images = entries.filter((_, i) => i % step === 0).slice(0, shownPictures);
        setFound({ of: hash, images: images.map(({ image }) => image) });
      },
      () => gone || setFound({ of: hash, images: [] }),
    );
    return () => {
      gone = true;
    };
  }, [client, name, hash, split]);
  return found !== null && found.of === hash ? found.images : none;
}
const none: readonly string[] = [];
