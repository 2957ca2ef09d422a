import { recipes as anomalyRecipes, type Placement } from '../../../ml/train/anomaly.ts';
import { recipes as classifierRecipes } from '../../../ml/train/recipe.ts';
import type { AnomalyRecipe, RunRecipe } from '../../../ml/train/run-recipe.ts';

export const anomalyRecipe = (name: Placement): AnomalyRecipe => ({
  ...{ format: 1, name, task: 'anomaly' },
  ...anomalyRecipes[name],
});

/** Every recipe that has a name; a name is of one task. */
export const namedRecipes: readonly RunRecipe[] = [
  ...Object.values(classifierRecipes),
  ...[anomalyRecipe('fixture'), anomalyRecipe('loose')],
];
