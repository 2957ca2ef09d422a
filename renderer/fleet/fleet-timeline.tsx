import { Timeline } from '@mantine/core';
import '@mantine/core/styles/Timeline.css';
import type { FleetEntry } from '../../electron/contract/fleet.ts';
import { sinceWords } from '../station/registry/registry-words.ts';
import { entryWords } from './fleet-words.ts';

/** What changed on a station, newest first. */
export const FleetTimeline = ({ entries }: { readonly entries: readonly FleetEntry[] }) => (
  <Timeline className="fleet-timeline" bulletSize={14} lineWidth={2} aria-label="Timeline">
    {entries.toReversed().map((entry) => (
      <Timeline.Item
        key={`${entry.at} ${entry.kind} ${entry.model} ${entry.version}`}
        title={`${sinceWords(entry.at)} · ${entryWords(entry)}`}
      >
        <p>{entry.why}</p>
        <p className="small">
          {entry.by}
          {entry.serial !== null && ` · serial ${entry.serial}`}
        </p>
      </Timeline.Item>
    ))}
  </Timeline>
);
