import { expect, test } from 'vitest';
import { isOurs, mayAsk, mayDownload, mayLoad } from './trust.ts';

const lies = [
  '',
  'loupe:',
  'loupe:station',
  'loupe:///station/',
  'loupe://station.attacker.example/',
  'loupe://attacker.example/station',
  'loupe://attacker.example/#loupe://station/',
  'loupe://attacker.example/?loupe://station/',
  'loupe://station@attacker.example/',
  'loupe://attacker@station/',
  'loupe://:secret@station/',
  'loupe://station:7310/',
  'loupe://station%2eattacker.example/',
  'loupe://STATION/',
  'loupe://station\u0000.attacker.example/',
  ' loupe://station/',
  'loupe://sta\ntion/',
  'loupe:\\\\station\\',
  'https://station/',
  'loupes://station/',
  'http://loupe//station/',
  'file:///loupe://station/',
  'about:blank',
  'about:blank#loupe://station/',
  'javascript:location="loupe://station/"',
  'data:text/html,<base href="loupe://station/">',
  'blob:loupe://station/0b8f9f6e',
  'view-source:loupe://station/',
  'chrome://loupe/station',
  'devtools://station/',
] as const;

test('there are more than twenty lies', () => expect(new Set(lies).size).toBe(30));
test.each(lies)('%j is not our page', (url) => expect(isOurs(url)).toBe(false));
test.each([
  'loupe://station/',
  'loupe://station',
  'loupe://station/index.html?a=1#/history/x',
  'loupe://station/assets/a-1.js',
])('%s is', (url) => expect(isOurs(url)).toBe(true));

test.each([
  ['loupe://station/assets/a.js', true],
  ['blob:loupe://station/0b8f9f6e', true],
  ['data:,', true],
  ['data:image/png;base64,AA==', true],
  ['data:text/html,<script>', false],
  ['blob:https://attacker.example/0b8f9f6e', false],
  ['blob:null/0b8f9f6e', false],
  ['http://localhost:7310/', false],
  ['https://attacker.example/', false],
  ['ws://attacker.example/', false],
  ['file:///etc/passwd', false],
  ['ftp://attacker.example/', false],
])('loading %s: %s', (url, may) => expect(mayLoad(url)).toBe(may));

test('only what the page made itself is saved as a file', () => {
  expect(mayDownload('blob:loupe://station/0b8f9f6e')).toBe(true);
  for (const url of [
    'loupe://station/index.html',
    'blob:https://a.example/1',
    'https://a.example/x.exe',
    'data:,x',
  ])
    expect(mayDownload(url)).toBe(false);
});

test('a message counts from the main frame of our window with our page in it, and from nowhere else', () => {
  const frame = { url: 'loupe://station/', main: true };
  expect(mayAsk({ frame, ourWindow: true })).toBe(true);
  expect(mayAsk({ frame, ourWindow: false })).toBe(false);
  expect(mayAsk({ frame: null, ourWindow: true })).toBe(false);
  expect(mayAsk({ frame: { ...frame, main: false }, ourWindow: true })).toBe(false);
  for (const url of lies) expect(mayAsk({ frame: { url, main: true }, ourWindow: true })).toBe(false);
});
