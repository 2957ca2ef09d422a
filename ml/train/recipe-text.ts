import { recipeSchema, type Recipe } from './recipe.ts';

/** A recipe as a card holds it, for people and for `--from`. */
export const recipeBlock = (recipe: Recipe): string =>
  `\`\`\`json\n${JSON.stringify(recipe, null, 2)}\n\`\`\``;

/** The recipe of a card; null where it has none that can be read. */
export function recipeOfCard(card: string): Recipe | null {
  for (const [, block = ''] of card.matchAll(/^```json\n(.*?)\n```$/gms)) {
    try {
      const { success, data } = recipeSchema.safeParse(JSON.parse(block));
      if (success) return data;
    } catch {
      // A block of something else.
    }
  }
  return null;
}
