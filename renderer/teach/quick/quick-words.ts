import {
  piecesNeeded,
  piecesWanted,
  type FitStage,
  type QuickModel,
} from '../../../electron/contract/quick-teach.ts';
import type { Reason } from '../../../ml/verdict/result.ts';
import type { Fault } from '../../words/fault.ts';
import { inOneLine, words } from '../../words/words.ts';

/** `17 of 24 different good pieces` */
export const countWords = (count: number): string => `${count} of ${piecesWanted} different good pieces`;

/** What is still missing. */
export function neededWords(count: number): string {
  if (count < piecesNeeded) return `${piecesNeeded} pieces needed, ${count} captured`;
  return count < piecesWanted ? 'Enough to train; more make better limits' : 'All captured. Train now';
}

export const stageWords: Readonly<Record<FitStage, string>> = {
  pictures: 'Reading the pieces',
  filters: 'Measuring their textures',
  statistics: 'Learning what is normal at each place',
  model: 'Writing the model',
  thresholds: 'Setting the limits on the pieces held back',
  golden: 'Making the golden cases',
};

/** `Learning what is normal at each place, 40 of 96 · 12 s left` */
export function progressWords({
  stage,
  done,
  total,
  secondsLeft,
}: Extract<QuickModel, { state: 'training' }>) {
  const count = total > 1 ? `, ${done} of ${total}` : '';
  const left = secondsLeft === null ? '' : ` · ${Math.max(1, Math.round(secondsLeft))} s left`;
  return `${stageWords[stage]}${count}${left}`;
}

/** A refusal in the fixed order; a picture’s own fault is said as on Inspect. */
export function refusalWords(fault: Fault): string {
  const { reason } = fault.data;
  if (fault.code !== 'unfit-picture' || typeof reason !== 'string' || !Object.hasOwn(words.reasons, reason))
    return inOneLine(fault);
  const [what = '', , ...act] = words.reasons[reason as Reason].split(/(?<=\.) /);
  return `${what} No piece was captured. ${act.join(' ').replaceAll('Inspect again', 'Capture again').replaceAll('inspect again', 'capture again')}. (${reason})`;
}

/** What a trained model rests on, in lines. */
export function restsOn(
  model: Extract<QuickModel, { state: 'trained' }>,
): readonly (readonly [string, string])[] {
  const { pieces, heldBack, limits, seconds, placement } = model;
  return [
    [
      'Learnt from',
      `${pieces - heldBack} good pieces, ${placement === 'fixture' ? 'in a fixture' : 'lying loosely'}`,
    ],
    ['Limits from', `${heldBack} other good pieces that were held back`],
    [
      'Answers',
      `pass up to ${limits.pass.toFixed(2)}, defect from ${limits.defect.toFixed(2)}, unsure between`,
    ],
    ['Not known', 'how many defects it misses: no damaged piece was shown'],
    ['Trained in', `${Math.round(seconds)} s`],
  ];
}
