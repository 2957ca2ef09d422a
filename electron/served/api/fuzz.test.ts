import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { apiToken, stand } from '../served.fixture.ts';
import { usualLimits } from './limits.ts';

// `pip install schemathesis` into an environment of its own; LOUPE_SCHEMATHESIS names its program.
const program = process.env['LOUPE_SCHEMATHESIS'];

test.skipIf(program === undefined)(
  'schemathesis finds no request that ends in a 500, or in an answer that the description does not hold (needs LOUPE_SCHEMATHESIS)',
  { timeout: 300_000 },
  async () => {
    const at = await stand({
      apiLimits: { ...usualLimits, perSecond: 1e6, burst: 1e6, strangersPerSecond: 1e6 },
    });
    const child = spawn(
      program ?? '',
      [
        'run',
        `http://localhost:${at.port}/api`,
        ...['--header', `Authorization: Bearer ${apiToken}`],
        ...[
          '--checks',
          'not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance',
        ],
        ...['--max-examples', '300', '--seed', '7', '--no-color'],
      ],
      { cwd: tmpdir() },
    );
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (part: Buffer) => (said += part.toString()));
    const code = await new Promise((resolve) => child.once('close', resolve));
    await at.end();
    console.log(said.split('\n').slice(-25).join('\n'));
    expect([code, at.log.filter(({ level }) => level === 'error')]).toEqual([0, []]);
  },
);
