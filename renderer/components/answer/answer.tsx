import type { InspectionResult } from '../../../electron/contract/inspection-result.ts';
import { numberOf, words } from '../../words/words.ts';
import { VerdictMark } from '../verdict-mark.tsx';
import './answer.css';

interface Props {
  /** The name of what was judged. */
  readonly file: string;
  /** Counted from 0. */
  readonly page?: number;
  readonly result: InspectionResult;
}

/** What a model said of a picture, never filled as a verdict of the bench is. */
export function Answer({ file, page = 0, result }: Props) {
  const { verdict, reason, message, score, steps = [], ms, id } = result;
  const model = steps.at(-1);
  return (
    <section className={`answer ${id === undefined ? 'answer-trial' : ''}`}>
      <p className="answer-badge">
        {id === undefined ? (
          <b>TRIAL, not recorded</b>
        ) : (
          <a href={`#/history/${id}`}>Recorded as {numberOf(id)}</a>
        )}
      </p>
      <h1 className="answer-verdict">
        <VerdictMark verdict={verdict} size={32} />
        {words.verdicts[verdict]}
        {score !== undefined && verdict !== 'no-result' && <span>{score.toFixed(3)}</span>}
      </h1>
      <p className="answer-file">
        {file}
        {(result.pages ?? 1) > 1 && `, page ${page + 1} of ${result.pages}`}
      </p>
      {reason !== undefined && <p>{words.reasons[reason]}</p>}
      {message !== undefined && <p className="small">{message}</p>}
      {model && (
        <p className="small">
          {model.model} {model.version} · {result.provider} · {Math.round(ms ?? 0)} ms
        </p>
      )}
    </section>
  );
}
