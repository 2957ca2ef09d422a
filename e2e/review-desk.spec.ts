import { defaultPolicy } from '../ml/sample/policy.ts';
import { openBench } from './bench.ts';
import { inspectionsOf, readJournal } from './journal.ts';
import { look } from './looks.ts';
import { walkTo } from './pages/hands.ts';
import { InspectScreen } from './pages/inspect.ts';
import { RoleDrawer } from './pages/role-drawer.ts';
import { StationScreen } from './pages/station.ts';
import { expect, test } from './station.ts';

test.describe.configure({ timeout: 240_000 });

const settings = { theme: 'system' } as const;

test('a QA lead changes the sample policy by keyboard, and sees what last week would have been', async () => {
  // Written by hand while the station is off: in force all the same.
  const samplePolicy = {
    ...defaultPolicy,
    ...{ defect: false, unsure: false, controlEvery: 0, nearLimit: 0, burstSeconds: 0 },
  };
  await using bench = await openBench({ settings: { ...settings, samplePolicy } });
  const { page, station: running } = bench;
  const keys = page.keyboard;
  const policies = () =>
    readJournal(running.data).flatMap((event) =>
      event.kind === 'settings.changed' ? [[event.by.id, event.data.changes[0]?.to]] : [],
    );
  expect(policies()).toEqual([['system', samplePolicy]]);
  const station = new StationScreen(page);
  await new InspectScreen(page).ready();
  await station.open();
  const section = await station.choose('Sample policy');
  await expect(section.getByText('Nothing was inspected in the last seven days')).toBeVisible();
  await expect(section.getByText('Read-only. Ask a QA lead or an admin')).toBeVisible();
  await look(page, 'station-samples-read-only');

  await keys.press('Alt+1');
  const inspect = new InspectScreen(page);
  for (let i = 0; i < 4; i++) {
    await inspect.newPicture();
    await inspect.trigger();
  }
  await new RoleDrawer(page).become(/^QA/);
  const passes = inspectionsOf(running.data).filter(({ data }) => data.verdict === 'pass').length;
  await station.open();
  await station.choose('Sample policy');
  const table = section.getByRole('table', { name: /^Samples of the last seven days/ });
  await expect(section.getByRole('status')).toHaveText(
    /^Of 4 inspections in the last seven days 0 would have been samples\.$/,
  );
  await walkTo(page, section.getByLabel('Take one in so many of the other passes, as a control'));
  await keys.press('Control+a');
  await keys.type('1');
  await expect(section.getByRole('status')).toHaveText(
    `Of 4 inspections in the last seven days ${passes} would have been samples; with the policy in force: 0.`,
  );
  await expect(table.getByRole('row', { name: /^Controls/ })).toHaveText(`Controls0${passes}`);
  const draft = page.getByRole('region', { name: 'Draft' });
  await expect(draft).toContainText('Samples: Controls: none → one pass in 1');
  await look(page, 'station-samples-edited');
  await walkTo(page, draft.getByRole('button', { name: 'Apply' }));
  await keys.press('Enter');
  await expect(draft).toBeHidden();
  expect(policies().slice(1)).toEqual([['qa-lead', { ...samplePolicy, controlEvery: 1 }]]);
});
