import type { Change } from '../projection/change.ts';
import type { InspectionRow, LabelVerdict } from '../projection/row.ts';
import type { Others } from '../projection/progress.ts';
import { numberOf, words } from '../words/words.ts';

/** What History says. */
const labelWords: Record<LabelVerdict, string> = {
  pass: 'Good',
  defect: 'Defect',
  'cannot-tell': 'Cannot tell',
  'bad-picture': 'Bad picture',
  conflict: 'Conflict',
};

/** Where an inspection stands in review; empty when nobody asked for one. */
export function reviewState(row: InspectionRow): string {
  if (row.label) return labelWords[row.label];
  return row.open ? 'Waiting' : '';
}

/** How far the journals of other stations are read; empty when they are. */
export const othersText = ({ done, total }: Others): string =>
  done < total ? ` · reading other stations, ${Math.floor((100 * done) / total)} %` : '';

const day = new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short' });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const whole = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/** `14:03:22` today, `21 Nov 14:03` before. */
export function listTime(at: number, now: number): string {
  const time = clock.format(at);
  return day.format(at) === day.format(now) && now - at < 86_400_000
    ? time
    : `${day.format(at)} ${time.slice(0, 5)}`;
}
export const wholeTime = (at: number): string => whole.format(at);

export function topFinding({ findings: [top] }: InspectionRow): string {
  if (!top) return '';
  return top.lengthMm === undefined
    ? `${top.class} ${top.score.toFixed(2)}`
    : `${top.class} ${top.lengthMm.toFixed(1)} mm`;
}

/** `v14 instruments`: the version first, since it is what differs from row to row. */
export const modelText = ({ model, version }: InspectionRow): string =>
  model === undefined ? '' : `v${version} ${model}`;

/** One thing that was said about an inspection, as a sentence without who and when. @param nameOf of a label by its id */
export function changeText(change: Change, nameOf: (id: string) => string = numberOf): string {
  switch (change.kind) {
    case 'identity.corrected': {
      const { instrument, serial, tray } = change.data.identity;
      const parts = [instrument, serial && `SN ${serial}`, tray && `tray ${tray}`].filter(Boolean);
      return parts.length ? `Identity corrected: ${parts.join(' · ')}` : 'Identity taken back';
    }
    case 'disposition.set':
      return change.data.disposition
        ? `Disposition: ${words.dispositions[change.data.disposition]}`
        : 'Disposition taken back';
    case 'review.requested':
      return `Sent to review: ${change.data.why}`;
    case 'label.set': {
      const { verdict, class: name, comment, replaces, regions } = change.data;
      const replaced = replaces.length ? ` (replaces ${replaces.map(nameOf).join(', ')})` : '';
      return `Label: ${labelWords[verdict]}${name ? `, ${name}` : ''}${regionsText(regions?.length)}${comment ? `, “${comment}”` : ''}${replaced}`;
    }
    case 'second-look.asked':
      return change.data.asked ? 'Second look asked for' : 'No second look wanted any more';
    case 'label.withdrawn':
      return `Label ${nameOf(change.data.label)} withdrawn`;
  }
}

const regionsText = (count = 0): string =>
  count === 0 ? '' : count === 1 ? ' with 1 region' : ` with ${count} regions`;

export const bytesText = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
