import type { DatasetSummary } from '../../../electron/contract/datasets.ts';
import { stepOf, type Draft, type Problems, type Step } from './draft.ts';
import { settingWord } from '../../components/run/setting-words.ts';
import { taskNames } from '../../components/run/parameters.ts';
import { stepWords } from './words.ts';

/** A setting's problem names its setting; the others say themselves what they are about. */
export const problemText = (field: string, said: string): string =>
  field.startsWith('recipe.') ? `${settingWord(field.slice('recipe.'.length))}: ${said}` : said;

/** What will be trained, or what is still missing for it, each with the step where it is said. */
export function Plan({
  draft,
  dataset,
  problems,
  onStep,
}: {
  draft: Draft;
  dataset: DatasetSummary | undefined;
  problems: Problems | null;
  onStep: (step: Step) => void;
}) {
  if (problems === null)
    return (
      <div className="full-empty">
        <p>
          <b>{draft.name}</b> will be trained on {dataset?.name} to {taskNames[draft.task].toLowerCase()}, by
          the recipe {draft.recipes[draft.task]}
          {Object.keys(draft.changes[draft.recipes[draft.task]] ?? {}).length > 0 && ' as you changed it'}
          {draft.task === 'classify' && draft.minutes !== '' && `, in ${draft.minutes} minutes`}.
        </p>
        <p>Train with Ctrl+Enter. It goes on without this screen, and whoever is at the station.</p>
      </div>
    );
  return (
    <div className="full-empty">
      <p>Before it can train:</p>
      <ul>
        {Object.entries(problems).map(([field, said]) => (
          <li key={field}>
            <button type="button" className="full-link" onClick={() => onStep(stepOf(field))}>
              {stepWords[stepOf(field)]}
            </button>
            : {problemText(field, said)}
          </li>
        ))}
      </ul>
    </div>
  );
}
