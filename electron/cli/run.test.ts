import { describe, expect, test } from 'vitest';
import { LoupeError } from '../contract/errors.ts';
import { dataFolder, parseArguments, wholeNumber } from './arguments.ts';
import { commands } from './commands.ts';
import { UsageError, type Command, type ExitCode } from './io.ts';
import { quietIo } from './io.fixture.ts';
import { distance, nearest } from './nearest.ts';
import { findPlaces } from '../host/node/places.ts';
import { run } from './run.ts';

const command = (name: string, does: Command['run']): Command => ({
  name,
  summary: `does ${name}`,
  usage: `Usage: ${name}`,
  run: does,
});
const table = [
  command('inspect', async (args, io) => {
    io.stdout(args.join(' '));
    return 1;
  }),
  command('serve', async () => Promise.reject(new UsageError('the port is taken'))),
  command('journal', async () =>
    Promise.reject(new LoupeError('conflict', { what: 'A newer Loupe wrote this folder.' })),
  ),
  command('train', async () => Promise.reject(new TypeError('of the inside'))),
];
const say = async (...args: string[]): Promise<[ExitCode, string, string]> => {
  const { io, out, complaints } = quietIo();
  const code = await run(args, table, io);
  return [code, out.join('\n'), complaints.join('\n')];
};

describe('a command line', () => {
  test('runs its command with the rest of the words', async () => {
    expect(await say('inspect', 'a.png', '--json')).toEqual([1, 'a.png --json', '']);
  });
  test('explains itself', async () => {
    for (const words of [['--help'], ['-h'], ['help'], ['help', 'nonsense']]) {
      const [code, out] = await say(...words);
      expect(code).toBe(0);
      for (const { name, summary } of table) expect(out).toContain(`${name.padEnd(7)}  ${summary}`);
    }
    for (const words of [
      ['serve', '--help'],
      ['serve', '--port', '1', '-h'],
      ['help', 'serve'],
    ])
      expect(await say(...words)).toEqual([0, 'Usage: serve', '']);
    expect(await say('inspect', '--', '--help')).toEqual([1, '-- --help', '']);
    expect((await say())[0]).toBe(2);
    expect(await say('--version')).toEqual([0, '1.2.3', '']);
  });
  test('with an unknown command names the nearest', async () => {
    expect(await say('inspekt')).toEqual([
      2,
      '',
      'loupe: there is no command inspekt; did you mean loupe inspect?',
    ]);
    expect(await say('xyzzy')).toEqual([
      2,
      '',
      'loupe: there is no command xyzzy; known are inspect, serve, journal, train',
    ]);
    expect((await say('__proto__'))[0]).toBe(2);
  });
  test('ends in a sentence and an exit code when it fails', async () => {
    expect(await say('serve')).toEqual([2, '', 'loupe serve: the port is taken']);
    expect(await say('journal')).toEqual([2, '', 'loupe journal: A newer Loupe wrote this folder.']);
    const [code, out, complaint] = await say('train');
    expect([code, out]).toEqual([3, '']);
    expect(complaint).toContain('loupe train: TypeError: of the inside');
  });
  test('of the real program has a usage for every command', () => {
    for (const { name, usage } of commands) {
      expect(usage).toContain(`Usage: loupe ${name}`);
      expect(usage).toContain(
        'Exit codes: 0 done, 1 the answer is no, 2 wrong usage or unreadable input, 3 internal.',
      );
    }
  });
});

describe('arguments', () => {
  const parse = (...args: string[]) =>
    parseArguments(args, { port: { type: 'string' }, open: { type: 'boolean' } });
  test('are flags and words', () => {
    const { values, positionals } = parse('a', '--port', '80', '--open', '--json', 'b', '--data=d');
    expect({ ...values }).toEqual({ port: '80', open: true, json: true, data: 'd' });
    expect(positionals).toEqual(['a', 'b']);
  });
  test.each([
    [['--prt', '80'], 'there is no --prt; did you mean --port?'],
    [['--xyzzy'], 'there is no --xyzzy; known are --json, --data, --port, --open'],
    [['-p'], 'there is no -p; known are'],
    [['--port'], 'argument missing'],
    [['--open=yes'], 'does not take an argument'],
  ])('%j are refused', (args, message) => {
    expect(() => parse(...args)).toThrow(UsageError);
    expect(() => parse(...args)).toThrow(message);
  });
  test.each([
    ['80', 80],
    ['0', 0],
    ['65535', 65535],
  ])('%s is a port', (text, value) => expect(wholeNumber('port', text, 0, 65535)).toBe(value));
  test.each(['', '65536', '-1', '1e3', '0x50', ' 80', '80.0', 'NaN'])('%j is no port', (text) => {
    expect(() => wholeNumber('port', text, 0, 65535)).toThrow(
      `--port ${text}: a whole number from 0 to 65535 is allowed`,
    );
  });
});

test('the data folder is where each system keeps a program’s data', () => {
  expect(dataFolder(undefined, { HOME: '/home/a' }, 'linux')).toBe('/home/a/.local/share/loupe');
  expect(dataFolder(undefined, { HOME: '/home/a', XDG_DATA_HOME: '/x' }, 'linux')).toBe('/x/loupe');
  expect(dataFolder(undefined, { HOME: '/Users/a' }, 'darwin')).toBe(
    '/Users/a/Library/Application Support/Loupe',
  );
  expect(dataFolder(undefined, { LOCALAPPDATA: '/L' }, 'win32')).toBe('/L/Loupe');
  expect(dataFolder('/else/where', {}, 'linux')).toBe('/else/where');
  expect(() => dataFolder('', {})).toThrow('--data needs the name of a folder');
});

test('distance counts changes of one letter', () => {
  expect([
    distance('', 'abc'),
    distance('abc', 'abc'),
    distance('kitten', 'sitting'),
    distance('inspekt', 'inspect'),
  ]).toEqual([3, 0, 3, 1]);
  expect(nearest('serv', ['serve', 'setup'])).toBe('serve');
  expect(nearest('q', ['serve', 'setup'])).toBeNull();
});

test('the program finds its own files, from its sources and when built', () => {
  const here = new URL('./main.ts', import.meta.url);
  const [source, built] = [findPlaces(here.href), findPlaces(new URL('../../out/main/cli.js', here).href)];
  expect(source.root).toBe(built.root);
  expect(source.page).toBe(built.page);
  expect(source.worker('inference')).toBe(`${source.root}electron/workers/inference/main.ts`);
  expect(built.worker('inference')).toBe(`${source.root}out/main/inference.js`);
});
