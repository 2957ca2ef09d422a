import { Alert, Drawer } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { FleetEntry, FleetStation } from '../../electron/contract/fleet.ts';
import { useAsked } from '../client/use-asked.ts';
import { Facts } from '../components/facts/facts.tsx';
import { sinceWords } from '../station/registry/registry-words.ts';
import { CopyProblem } from './follow-anew.tsx';
import { FleetTimeline } from './fleet-timeline.tsx';
import {
  cameraCell,
  contactCell,
  diskCell,
  modelName,
  orderWords,
  stationName,
  waitingCell,
} from './fleet-words.ts';
import { Orders } from './orders.tsx';
import { TrustForm } from './trust-form.tsx';

interface Props {
  readonly station: FleetStation | null;
  readonly now: number;
  readonly onClose: () => void;
}

/** One station: what it says of itself, whose word that is, what changed on it, and what can be wanted of it. */
export const StationDrawer = ({ station, now, onClose }: Props) => (
  <Drawer
    opened={station !== null}
    onClose={onClose}
    position="right"
    size={480}
    className="fleet-drawer"
    title={station === null ? '' : stationName(station)}
    trapFocus={false}
    withOverlay={false}
    lockScroll={false}
    closeOnEscape={false}
    returnFocus={false}
    closeButtonProps={{ 'aria-label': 'Close' }}
  >
    {station !== null && <Content station={station} now={now} />}
  </Drawer>
);

function Content({ station: one, now }: { readonly station: FleetStation; readonly now: number }) {
  const { station, trust, report, problem, fingerprint, orders } = one;
  const top = useRef<HTMLDivElement>(null);
  // Whoever opened it by keyboard goes on in it by keyboard.
  useEffect(() => top.current?.focus({ preventScroll: true }), [station]);
  const believed = trust === 'own' || trust === 'trusted';
  const timeline = useAsked<FleetEntry[] | null>(
    believed ? `${station} ${report?.journal.head.seq ?? 0}` : null,
    (client, signal) => client.fleet.timeline({ station }, { signal }),
  );
  return (
    <div className="fleet-one" ref={top} tabIndex={-1}>
      {problem !== null && (
        <Alert>Its newest report cannot be used: {problem}. What is shown is older.</Alert>
      )}
      {trust === 'new' && <TrustForm one={one} />}
      {trust === 'changed' && (
        <Alert>
          It reports with another key than was pinned for it ({fingerprint}). Nothing from it is taken. If the
          station was set up anew, remove its key in Station, Trusted keys, and trust it here; else somebody
          speaks in its place: call whoever runs the server.
        </Alert>
      )}
      {believed && <CopyProblem one={one} />}
      {report !== null && <Facts look="plain" of={factsOf(one, now)} />}
      {believed && report !== null && <Orders key={station} one={one} entries={timeline.value ?? []} />}
      {orders.length > 0 && (
        <>
          <h2>Not taken yet</h2>
          <ul className="fleet-orders">
            {orders.map(({ order, model, version, serial, reason }) => (
              <li key={serial}>
                {orderWords[order]} {model} {version === undefined ? '' : `v${version}`} · {reason}
              </li>
            ))}
          </ul>
        </>
      )}
      {believed && (
        <>
          <h2>Timeline</h2>
          {timeline.failed !== null && <Alert>{timeline.failed}</Alert>}
          {timeline.value !== null && timeline.value.length > 0 && <FleetTimeline entries={timeline.value} />}
          {timeline.failed === null && (timeline.value?.length ?? 0) === 0 && (
            <p className="small">
              Nothing of its journal is here yet. It sends what is new every 15 minutes, or at once after
              “Send now” in its Station, Registry.
            </p>
          )}
        </>
      )}
    </div>
  );
}

function factsOf(one: FleetStation, now: number): readonly (readonly [string, string | null])[] {
  const { report, trust, station, fingerprint, copy } = one;
  if (report === null) return [];
  const key = ['Key', fingerprint] as const;
  if (trust === 'new' || trust === 'changed') return [['Id', station]];
  const { running, wanted, held, pinned, refused, problem, app, journal } = report;
  return [
    ['Id', station],
    ['Last contact', contactCell(one, now).text],
    ['Runs', running && `${modelName(running)}, since ${sinceWords(running.since, new Date(now))}`],
    ['Wanted', wanted && `${modelName(wanted)}, serial ${wanted.serial}`],
    ['Refused', refused && `${modelName(refused)}: ${refused.why}`],
    [
      'Updates',
      held !== null
        ? `held: ${held}`
        : pinned.length === 0
          ? 'follow what is promoted'
          : 'follow what is promoted, pinned models aside',
    ],
    ['Pinned', pinned.length === 0 ? null : pinned.map(modelName).join(', ')],
    ['To send', waitingCell(report).text],
    ['Disk', diskCell(report).text],
    ['Camera', cameraCell(report).text],
    ['Problem', problem],
    ['Loupe', app],
    ['Journal', `#${journal.head.seq}${copy === null ? '' : `, here up to #${copy.seq}`}`],
    key,
  ];
}
