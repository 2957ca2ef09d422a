import type { Answer } from '../../electron/contract/evaluations.ts';
import { useStation } from '../app/station.tsx';
import { VerdictMark } from '../components/verdict-mark.tsx';
import { imageOf, usePreview } from '../components/picture/use-preview.ts';

interface Props {
  readonly answer: Answer;
  readonly pressed: boolean;
  readonly onOpen: () => void;
}

/** A picture of a dataset, its label, and what was answered. */
export function PictureTile({ answer, pressed, onOpen }: Props) {
  const { client } = useStation();
  const { url, failed } = usePreview(client, imageOf(answer), 192);
  return (
    <button type="button" className="models-tile" aria-pressed={pressed} onClick={onOpen}>
      <span className="models-tile-picture">
        {url !== null && <img src={url} alt="" />}
        {failed && 'Picture missing'}
      </span>
      <span className="models-tile-name">{answer.name}</span>
      <span className="models-tile-said">
        <VerdictMark verdict={answer.verdict} size={18} /> {saidOf(answer)}
      </span>
    </button>
  );
}

/** `pit, called ok · 0.412` */
export const saidOf = ({ label, predicted, verdict, reason, score }: Answer): string =>
  verdict === 'no-result'
    ? `${label} · ${reason ?? 'no result'}`
    : `${label}${predicted === undefined || predicted === label ? '' : `, called ${predicted}`} · ${score.toFixed(3)}`;
