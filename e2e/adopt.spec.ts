import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectMlflow } from '../electron/host/registry/mlflow/mlflow-registry.ts';
import {
  clientPython,
  serverPython,
  startServer,
  type RunningServer,
} from '../electron/host/registry/mlflow/mlflow-server.fixture.ts';
import { runClient } from '../electron/host/registry/mlflow/python.fixture.ts';
import { openBench } from './bench.ts';
import { inspectionsOf } from './journal.ts';
import { diskOf, layLevels } from './levels.ts';
import { look } from './looks.ts';
import { trust } from './other-station.ts';
import { walkTo } from './pages/hands.ts';
import { InspectScreen } from './pages/inspect.ts';
import { ModelsScreen } from './pages/models.ts';
import { RoleDrawer } from './pages/role-drawer.ts';
import { StatusBar } from './pages/status-bar.ts';
import { expect, test } from './station.ts';

// A real server, real Python, and each state is looked at in four pictures.
test.describe.configure({ timeout: 900_000 });
test.skip(serverPython === null || clientPython === null, '`loupe setup tests` found no MLflow');
const soon = { timeout: 120_000 };

let server: RunningServer;
test.beforeAll(async () => {
  server = await startServer(serverPython!);
  await runClient(server, 'log_models.py', 'external', 'good');
});
test.afterAll(() => server.stop());

test('with no mouse: a model logged from Python is found, one refused, one adopted, judged, registered, promoted, and delivered to a second station', async () => {
  const settings = { theme: 'system', idleSeconds: 3600, registryUrl: server.url } as const;
  await using bench = await openBench({
    settings,
    prepare: (data) => layLevels(diskOf(data)),
  });
  const { page } = bench;
  await new InspectScreen(page).ready();
  await new RoleDrawer(page).become(/^Admin/);
  const screen = new ModelsScreen(page);
  await screen.open();
  const press = async (name: string | RegExp) => {
    await walkTo(page, screen.button(name));
    await page.keyboard.press('Enter');
  };
  await press('From the registry');
  const models = page.getByRole('list', { name: 'Models in the registry' }).getByRole('button');
  await expect(models).toHaveText(
    [/^Surface check 1.* · of kind good$/, /^Apart 1.* · of kind external$/],
    soon,
  );
  await expect(models.first()).toBeFocused();
  await look(page, 'adopt-list');

  await page.keyboard.press('ArrowDown');
  await expect(models.last()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(
    page.getByText(/^Apart 1: .*Log it again with save_as_external_data=False.*\(model-refused\)$/),
  ).toBeVisible(soon);
  await look(page, 'adopt-refused');
  await page.keyboard.press('Escape');
  await expect(screen.card).toBeVisible();
  await press('From the registry');
  await expect(models.first()).toBeFocused(soon);
  await page.keyboard.press('Enter');

  const classes = screen.form.getByLabel(/^Classes: 2/);
  await expect(classes).toHaveValue('ok\npit', soon);
  await expect(screen.form.getByText('2 things are in no file. Say them here.')).toBeVisible();
  await expect(screen.form.getByLabel('Name')).toHaveValue('surface-check');
  await screen.form.getByLabel('Resized for training').selectOption('pil-bilinear/u8');
  await screen.form.getByLabel('Pixel values').selectOption('0-1');
  await expect(screen.form.getByText('Everything is known.')).toBeVisible(soon);
  await expect(screen.form.getByLabel('Size', { exact: true })).toHaveCount(0);
  await look(page, 'adopt-asked');
  await press('Save');
  await expect(screen.card.getByRole('heading', { level: 1 })).toHaveText('surface-check version 1', soon);
  await expect(
    screen.card.getByText(/adopted from "Surface check" version 1 of the registry/).first(),
  ).toBeVisible();

  await press('Promote…');
  await expect(page.getByText('To register it without promoting it, judge it on a test first.')).toBeVisible(
    soon,
  );
  await press(/^Judge 18 test pictures$/);
  await expect(screen.button('Register v1')).toBeEnabled(soon);
  await press('Register v1');
  await expect(
    page.getByText('surface-check v1 is registered as challenger. What judges is unchanged.'),
  ).toBeVisible(soon);
  await look(page, 'adopt-registered');
  await screen.promote('Promote v1', 'seen on 18 pieces', 1);
  await expect(screen.card.getByText('In use', { exact: true })).toBeVisible(soon);

  const { registry, close } = connectMlflow({ url: server.url, login: null });
  try {
    const [version] = await registry.versions('surface-check');
    expect(version?.tags['loupe.adopted_from']).toBe('Surface check 1');
    for (const alias of ['challenger', 'champion'] as const)
      expect((await registry.promoted('surface-check', alias))?.promotion.sha256).toBe(version?.sha256);

    // Nobody does anything at the second station: its admin has trusted the first one.
    const { stationId, publicKeys } = readStation(bench.station.data);
    await using second = await openBench({
      settings,
      prepare: async (data) => trust(data, 'Bench 1', stationId, publicKeys.at(-1)!),
    });
    const inspect = new InspectScreen(second.page);
    await inspect.ready();
    await expect(new StatusBar(second.page).slot('model')).toContainText('surface-check v1 ', soon);
    await inspect.trigger();
    const judged = inspectionsOf(second.station.data).at(-1)!.data.steps;
    expect(judged).toMatchObject([{ model: 'surface-check', version: 1, sha256: version?.sha256 }]);
    await look(second.page, 'adopt-delivered');
  } finally {
    close();
  }
});

const readStation = (data: string) =>
  JSON.parse(readFileSync(join(data, 'station.json'), 'utf8')) as {
    readonly stationId: string;
    readonly publicKeys: readonly string[];
  };
