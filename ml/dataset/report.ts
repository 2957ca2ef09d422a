import { countClasses } from './checks/balance.ts';
import { splits } from './dataset.ts';
import type { CheckFinding, Examination } from './examined.ts';

/** What a check of a dataset says; the shape that other programs rely on (DESIGN.md section 9). */
export interface DatasetReport {
  readonly images: number;
  readonly classes: Readonly<Record<string, number>>;
  readonly splits: Readonly<Record<string, number>>;
  readonly findings: readonly {
    readonly check: string;
    readonly severity: CheckFinding['severity'];
    readonly count: number;
    readonly examples: readonly { readonly files: readonly string[]; readonly message: string }[];
  }[];
}

/** @param examples how many offenders of a check are named */
export function datasetReport(
  examination: Examination,
  findings: readonly CheckFinding[],
  examples = 20,
): DatasetReport {
  const { pictures } = examination;
  return {
    images: pictures.length,
    classes: countClasses(examination),
    splits: Object.fromEntries(
      splits.flatMap((side) => {
        const count = pictures.filter(({ split }) => split === side).length;
        return count === 0 ? [] : [[side, count]];
      }),
    ),
    findings: findings.map(({ check, severity, count, offenders }) => ({
      ...{ check, severity, count },
      examples: offenders.slice(0, examples).map(({ files, message }) => ({ files, message })),
    })),
  };
}

/** The report as a page of its own: no script, nothing fetched. */
export function reportPage(
  name: string,
  { images, classes, splits: sides, findings }: DatasetReport,
): string {
  const blocks = findings.some(({ severity }) => severity === 'blocks');
  const rows = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([key, count]) => `<tr><td>${escaped(key)}</td><td>${count}</td></tr>`)
      .join('');
  const sections = findings.map(
    ({ check, severity, count, examples }) => `<section>
<h2><b class="${severity}">${severity}</b> ${escaped(check)}: ${count}</h2>
<ul>${examples.map(({ message }) => `<li>${escaped(message)}</li>`).join('')}</ul>
${count > examples.length ? `<p>and ${count - examples.length} more</p>` : ''}
</section>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${escaped(name)}: checks</title>
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
td { padding: 0 1rem 0 0; font-variant-numeric: tabular-nums }
li { overflow-wrap: anywhere }
b { padding: 0 .5rem; border: 2px solid; border-radius: .25rem; font-size: .875rem }
b.warns { font-weight: 400; border-style: dashed }
</style>
<h1>${escaped(name)}</h1>
<p>${images} pictures. ${blocks ? 'Nothing is trained on it before what blocks is mended.' : 'Nothing blocks training.'}</p>
<table>${rows(sides)}${rows(classes)}</table>
${sections.join('\n') || '<p>No check found anything.</p>'}
</html>
`;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
