import { dispositions } from '../../electron/contract/events.ts';
import { KeyButton } from '../components/key-button.tsx';
import { words } from '../words/words.ts';
import { labelReasons } from './words.ts';

/** A short list that the digits choose from while it is open. */
export type Pick = 'reason' | 'disposition';

export const picks: Record<
  Pick,
  { readonly title: string; readonly key: string; readonly names: readonly string[] }
> = {
  reason: { title: 'Reason', key: 'K', names: labelReasons },
  disposition: {
    title: 'Disposition',
    key: 'D',
    names: dispositions.map((disposition) => words.dispositions[disposition]),
  },
};

interface Props {
  readonly pick: Pick;
  readonly value: string | undefined;
  /** @param index from 0 */
  readonly onPick: (index: number) => void;
}

export function Picks({ pick, value, onPick }: Props) {
  const { title, names } = picks[pick];
  return (
    <section className="review-picks" role="group" aria-label={title}>
      <h2>{title}</h2>
      {names.map((name, i) => (
        <KeyButton
          key={name}
          keys={String(i + 1)}
          look={name === value ? 'chosen' : 'plain'}
          onClick={() => onPick(i)}
        >
          {name}
        </KeyButton>
      ))}
    </section>
  );
}
