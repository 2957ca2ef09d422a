import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { clientPython, type RunningServer } from './mlflow-server.fixture.ts';

/** Runs a script of `fixtures/` with MLflow's own client against a server. @returns the JSON of its last line */
export async function runClient(
  { url }: Pick<RunningServer, 'url'>,
  script: string,
  ...words: readonly string[]
): Promise<unknown> {
  const path = join(import.meta.dirname, 'fixtures', script);
  const env = { ...process.env, MLFLOW_TRACKING_URI: url, MLFLOW_DISABLE_TELEMETRY: 'true' };
  const said = await new Promise<string>((resolve, reject) => {
    execFile(clientPython!, [path, ...words], { env, timeout: 300_000 }, (error, stdout) =>
      error ? reject(error) : resolve(stdout),
    );
  });
  return JSON.parse(said.trim().split('\n').at(-1) ?? '');
}
