import { useEffect, useState } from 'react';
import type { Client } from '../../../electron/contract/client.ts';
import type { ModelInfo } from '../../../electron/contract/models.ts';
import type { TrainingRun } from '../../../electron/contract/training-runs.ts';
import type { RunRecipe } from '../../../ml/train/run-recipe.ts';

type Library = Awaited<ReturnType<Client['training']['status']>>;

/** What the station has for a run: recipes, whether classifiers can be trained, packages to go on from. null: not known yet. */
interface StationSide {
  readonly recipes: readonly RunRecipe[] | null;
  readonly library: Library | null;
  readonly packages: readonly ModelInfo[] | null;
}

/** @param runs packages are read again when one of them has made one */
export function useStationSide(client: Client | null, runs: readonly TrainingRun[] | null): StationSide {
  const [recipes, setRecipes] = useState<StationSide['recipes']>(null);
  const [library, setLibrary] = useState<StationSide['library']>(null);
  const [packages, setPackages] = useState<StationSide['packages']>(null);
  const made = (runs ?? []).flatMap((run) => run.package?.sha256 ?? []).join();
  useEffect(() => {
    if (client === null) return;
    const gone = new AbortController();
    const { signal } = gone;
    // What does not come leaves its step saying so; a line that breaks is shown by every screen.
    const keep = <T>(asked: Promise<T>, into: (got: T) => void) =>
      void asked.then(
        (got) => signal.aborted || into(got),
        () => undefined,
      );
    keep(client.training.recipes(undefined, { signal }), setRecipes);
    keep(client.training.status(undefined, { signal }), setLibrary);
    return () => gone.abort();
  }, [client]);
  useEffect(() => {
    if (client === null) return;
    let gone = false;
    client.models.list().then(
      (list) => gone || setPackages(list),
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [client, made]);
  return { recipes, library, packages };
}
