import { useState } from 'react';
import type { DatasetSummary } from '../../../electron/contract/datasets.ts';
import type { DatasetReport } from '../../../ml/dataset/report.ts';
import { KeyButton } from '../../components/key-button.tsx';
import { adviceOf, findingTitle, keepsTogether, namesFiles, type Finding } from './check-words.ts';
import { Offenders } from './offenders.tsx';

export interface Cures {
  readonly keepInTrain: (check: string) => void;
  readonly quarantine: (check: string) => void;
  /** All offenders of a check, as pictures. */
  readonly showAll: (check: string) => void;
}

interface Props {
  readonly summary: DatasetSummary;
  readonly report: DatasetReport;
  readonly busy: boolean;
  readonly cures: Cures;
}

/** What the checks found, those that block training first, each with its offenders and its cure. */
export function ChecksTab({ summary, report, busy, cures }: Props) {
  const { findings } = report;
  const blocking = findings.filter(({ severity }) => severity === 'blocks').length;
  return (
    <div className="datasets-checks">
      <p role="status">
        {findings.length === 0
          ? 'No check found anything. It can be trained on.'
          : blocking === 0
            ? 'Nothing blocks training. What follows is worth a look.'
            : 'Nothing is trained on it before what blocks is mended. Each cure makes a new version and can be undone.'}
      </p>
      {findings.map((finding) => (
        <FindingCard key={finding.check} {...{ finding, summary, busy, cures }} />
      ))}
    </div>
  );
}

function FindingCard({ finding, summary, busy, cures }: Omit<Props, 'report'> & { finding: Finding }) {
  const [shown, setShown] = useState(false);
  const { check, severity, examples } = finding;
  const title = findingTitle(finding);
  const names = namesFiles(finding);
  return (
    <section className="datasets-finding" data-severity={severity} aria-label={title}>
      <h2>
        <b>{severity === 'blocks' ? 'Blocks training:' : 'Worth a look:'}</b> {title}.
      </h2>
      <p>
        {names ? adviceOf(check) : `${examples.map(({ message }) => message).join('; ')}. ${adviceOf(check)}`}
      </p>
      {names && (
        <div className="datasets-actions">
          <KeyButton
            look={shown ? 'chosen' : 'plain'}
            label={`Show ${title}`}
            onClick={() => setShown((now) => !now)}
          >
            Show
          </KeyButton>
          {keepsTogether(check) && (
            <KeyButton
              disabled={busy}
              label={`Keep in train only: ${title}`}
              onClick={() => cures.keepInTrain(check)}
            >
              Keep in train only
            </KeyButton>
          )}
          <KeyButton
            look="outlined"
            disabled={busy}
            label={`Quarantine: ${title}`}
            onClick={() => cures.quarantine(check)}
          >
            Quarantine
          </KeyButton>
        </div>
      )}
      {shown && <Offenders finding={finding} summary={summary} onAll={() => cures.showAll(check)} />}
    </section>
  );
}
