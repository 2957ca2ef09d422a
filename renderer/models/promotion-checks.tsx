import type { Check } from '../../electron/contract/registry.ts';
import { checkNames } from '../../electron/contract/registry.ts';
import { checkWords } from './promote-words.ts';

/** Each check with what was found. @param checks null: they are being made */
export function PromotionChecks({ checks }: { readonly checks: readonly Check[] | null }) {
  return (
    <ol className="models-checks" aria-label="Five checks">
      {checkNames.map((name) => {
        const found = checks?.find(({ check }) => check === name);
        return (
          <li key={name} data-failed={found?.passed === false || undefined}>
            <b>{checkWords[name]}</b>
            <span className="models-check-state">{found ? (found.passed ? 'passed' : '✕ failed') : '…'}</span>
            <span>{found?.why ?? 'Being checked on this station'}</span>
          </li>
        );
      })}
    </ol>
  );
}
