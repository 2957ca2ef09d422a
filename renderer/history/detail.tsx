import { SegmentedControl, Title } from '@mantine/core';
import type { Client } from '../../electron/contract/client.ts';
import { useMarked } from './use-marked.ts';
import { KeyButton } from '../components/key-button.tsx';
import { overlays, Picture, type Overlay } from '../components/picture/picture.tsx';
import { sinceWords } from '../station/registry/registry-words.ts';
import { usePicture, type PictureState } from '../components/picture/use-picture.ts';
import { VerdictMark } from '../components/verdict-mark.tsx';
import type { InspectionRow } from '../projection/row.ts';
import type { Stations } from '../projection/use-stations.ts';
import { nameOf, words } from '../words/words.ts';
import { RowFacts, Findings, Said } from './facts.tsx';
import { JournalLine } from './journal-line.tsx';
import { savePicture } from './save-picture.ts';

interface Props {
  readonly client: Client | null;
  readonly row: InspectionRow;
  readonly stations: Stations;
  readonly overlay: Overlay;
  readonly onOverlay: (overlay: Overlay) => void;
  readonly finding: number;
  readonly onFinding: (finding: number) => void;
  /** What the last action came to. */
  readonly said: string;
}

const overlayWords: Record<Overlay, string> = { findings: 'Findings', heatmap: 'Heat map', off: 'Off' };

/** Everything known about one inspection. */
export function Detail(props: Props) {
  const { client, row, stations, overlay, onOverlay, finding, onFinding, said } = props;
  const shown = usePicture(client, row.image, row.maps);
  const { findings, each } = useMarked(row);
  return (
    <section className="history-detail" aria-label={`Inspection #${row.seq}`}>
      <div className="history-picture">
        {shown.state === 'ready' ? (
          <Picture
            {...shown}
            findings={findings}
            each={each}
            overlay={overlay}
            verdict={row.verdict}
            selected={finding}
            onSelect={onFinding}
            label={`Picture of inspection #${row.seq}`}
          />
        ) : (
          <p className="history-state">
            {shown.state === 'elsewhere'
              ? `The picture is still at ${stations.nameOf(row.station)}. It was asked for at ${sinceWords(shown.asked)}, and comes by itself. Record intact`
              : missing[shown.state]}
          </p>
        )}
      </div>
      <div className="history-bar">
        <SegmentedControl
          aria-label="Overlay"
          size="sm"
          value={overlay}
          onChange={(value) => onOverlay(value as Overlay)}
          data={overlays.map((value) => ({ value, label: overlayWords[value] }))}
        />
        <KeyButton
          disabled={shown.state !== 'ready'}
          onClick={() => {
            if (shown.state === 'ready') void savePicture(row, shown, overlay);
          }}
        >
          Save PNG
        </KeyButton>
        <span className="history-said-line" role="status">
          {said}
        </span>
      </div>
      <div className="history-known" tabIndex={0} role="region" aria-label="What is known">
        <Title order={2} className="history-title">
          <VerdictMark verdict={row.verdict} size={28} />
          {words.verdicts[row.verdict]} · #{row.seq}
          <span>{nameOf(row)}</span>
          {row.other !== undefined && <span>at {stations.nameOf(row.station)}</span>}
        </Title>
        <RowFacts row={row} stations={stations} />
        <Title order={3}>Findings</Title>
        <Findings row={row} selected={finding} onSelect={onFinding} />
        <Title order={3}>Said since</Title>
        <Said id={row.id} />
        <Title order={3}>Journal</Title>
        <JournalLine client={client} station={row.station} seq={row.seq} />
      </div>
    </section>
  );
}

const missing: Record<Exclude<PictureState['state'], 'ready' | 'elsewhere'>, string> = {
  loading: 'Fetching the picture…',
  missing: 'Image missing on disk. Record intact; not judged again',
  unreadable: 'The picture cannot be shown here. Record intact',
  disconnected: 'The station does not answer. The picture comes when it is back',
};
