import { neededWithoutHits } from '../evaluate/bound.ts';
import { anomalyCard } from './card.ts';
import type { FittedAnomaly } from './anomaly.ts';

/** What a package of quick teach rests on, beside what every anomaly model's card says. */
export function quickCard(fitted: FittedAnomaly, pictures: string): string {
  const held = fitted.heldBack.length;
  return `${anomalyCard(fitted, pictures, undefined)}
## What can be proved

No damaged piece was shown, so nothing is proved about the share of defects that is missed: ${neededWithoutHits(0.05)} damaged pieces judged without a
miss would prove at most 5 % (95 % confidence). Of good pieces ${held} were held back; whatever the scores' spread is, they only say that
about 1 good piece in ${held + 1} lies above the highest of them. The limits lie further up, on the assumption that scores spread log-normally.
`;
}
