import { CloseButton } from '@mantine/core';
import { usePlace } from '../../app/address.ts';
import { KeyButton } from '../../components/key-button.tsx';
import { handOver } from '../../teach/full/hand-over.ts';
import { counted, shortHash } from '../words.ts';
import type { Arrived } from './freeze-parts.ts';
import { PreviewFacts } from './preview-facts.tsx';

/** What has become of reviewed samples, and the way on to a model. */
export function FrozenNow({ of: { summary, counts }, onClose }: { of: Arrived; onClose: () => void }) {
  const [, go] = usePlace();
  return (
    <section className="datasets-exported" aria-label="Frozen just now">
      <p role="status">
        <b>Frozen. {shortHash(summary.hash)}</b> {counted(counts.added, 'reviewed picture')} came in
        {counts.changed > 0 && `, ${counts.changed} changed`}
        {counts.takenOut > 0 && `, ${counts.takenOut} taken out`}.
      </p>
      <details>
        <summary>What came in, and what did not</summary>
        <PreviewFacts counts={counts} />
      </details>
      <div className="datasets-actions">
        <KeyButton
          look="primary"
          disabled={summary.blocks > 0}
          onClick={() => {
            handOver(summary);
            go({ screen: 'teach', id: 'full' });
          }}
        >
          Train on it
        </KeyButton>
        <KeyButton onClick={() => go({ screen: 'review', id: null })}>Back to Review</KeyButton>
      </div>
      <CloseButton aria-label="Close" onClick={onClose} />
    </section>
  );
}
