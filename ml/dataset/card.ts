import { countBySide, picturesBySide } from './counts.ts';
import type { Dataset } from './dataset.ts';
import type { DatasetReport } from './report.ts';

/** What a person should know of a dataset before relying on it, in Markdown. */
export function datasetCard(
  dataset: Dataset,
  {
    hash,
    at,
    frozen,
    report,
  }: { readonly hash: string; readonly at: string; readonly frozen: boolean; readonly report: DatasetReport },
): string {
  const { name, task, parent, entries, faults = [] } = dataset;
  const sides = Object.entries(picturesBySide(dataset)).map(([side, count]) => `${side} ${count}`);
  const blocks = report.findings.filter(({ severity }) => severity === 'blocks');
  return `# ${name}

${entries.length} pictures for ${taskWords[task]}${sides.length > 0 ? `: ${sides.join(', ')}` : ''}. ${frozen ? 'Frozen' : 'Not frozen'}.

| | |
| --- | --- |
| SHA-256 of the list | ${hash} |
| Grew from | ${parent ?? 'nothing earlier'} |
| Made | ${at} |
| Sizes | ${sizes(dataset)} |

## Classes

| class | means | train | valid | test | no side |
| --- | --- | --- | --- | --- | --- |
${countBySide(dataset)
  .map(
    (one) =>
      `| ${cell(one.name)} | ${one.verdict} | ${one.train} | ${one.valid} | ${one.test} | ${one.unsplit} |`,
  )
  .join('\n')}

## Where the pictures are from

${tally(entries.map(({ author }) => author))
  .map((line) => `- Author: ${line}`)
  .join('\n')}
${tally(entries.map(({ source }) => source))
  .map((line) => `- Source: ${line}`)
  .join('\n')}
${tally(entries.map(({ licence }) => licence))
  .map((line) => `- Licence: ${line}`)
  .join('\n')}

## Checks

${blocks.length > 0 ? 'Something blocks training.' : 'Nothing blocks training.'}

${report.findings.map(({ check, severity, count }) => `- ${severity} ${check}: ${count}`).join('\n') || 'No check found anything.'}
${faults.length > 0 ? `\nOf the files that were brought in, ${faults.length} had something wrong.\n` : ''}
## Limits

${limits(dataset)
  .map((line) => `- ${line}`)
  .join('\n')}
`;
}

const taskWords: Readonly<Record<Dataset['task'], string>> = {
  classify: 'telling classes apart',
  detect: 'finding things by boxes',
  segment: 'finding damage by its outline',
};

function limits(dataset: Dataset): string[] {
  const { test = 0, valid = 0 } = picturesBySide(dataset);
  const small = countBySide(dataset).filter((one) => one.test < 60);
  return [
    'It says nothing of instruments, light and cameras that it does not show.',
    ...(test === 0
      ? ['It has no test side: nothing can be said of a model on pictures it was not made with.']
      : []),
    ...(valid === 0 ? ['It has no validation side: thresholds have nothing of their own to stand on.'] : []),
    ...(test > 0 && small.length > 0
      ? [
          `Fewer than 60 test pictures of ${small.map(({ name }) => cell(name)).join(', ')}: rates on them are rough.`,
        ]
      : []),
  ];
}

function sizes({ entries }: Dataset): string {
  const found = tally(
    entries.map(({ width, height }) => `${width} × ${height}`),
    3,
  );
  return found.join('; ') || 'none';
}

/** Each value with how often it occurs, most often first. */
function tally(values: readonly (string | undefined)[], most = 10): string[] {
  const counts = new Map<string, number>();
  for (const value of values) {
    const name = value ?? 'not stated';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const sorted = [...counts].toSorted((one, other) => other[1] - one[1]);
  const shown = sorted.slice(0, most).map(([value, count]) => `${cell(value)} (${count})`);
  return sorted.length > most ? [...shown, `${sorted.length - most} others`] : shown;
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
