import { NumberInput } from '@mantine/core';
import { KeyButton } from '../../components/key-button.tsx';
import type { LimitsDraft } from './limits-draft.ts';

interface Props {
  readonly asked: LimitsDraft['asked'];
  readonly onAsked: (asked: LimitsDraft['asked']) => void;
  readonly onChoose: () => void;
}

/** "Miss at most 1 % of defects, with 95 % confidence." */
export function Targets({ asked, onAsked, onChoose }: Props) {
  const field = (name: keyof typeof asked, label: string, min: number, max: number, step: number) => (
    <NumberInput
      label={label}
      value={asked[name]}
      {...{ min, max, step }}
      decimalScale={2}
      suffix=" %"
      clampBehavior="strict"
      onChange={(value) => typeof value === 'number' && onAsked({ ...asked, [name]: value })}
    />
  );
  return (
    <div className="limits-targets" role="group" aria-label="What is asked of the limits">
      {field('missed', 'Miss at most, of defects', 0.01, 50, 0.5)}
      {field('rejected', 'Reject at most, of good', 0.01, 50, 0.5)}
      {field('confidence', 'With confidence', 50, 99.9, 1)}
      <KeyButton onClick={onChoose}>Choose the limits for it</KeyButton>
    </div>
  );
}
