import { expect, test } from 'vitest';
import type { Examination, Examined } from './examined.ts';
import { checkRules, readRules, ruleChecks, type Rules } from './rules.ts';

const picture = (more: Partial<Examined> = {}): Examined => ({
  ...{ file: 'a/1.jpg', name: 'a/1.jpg', image: 'x', width: 100, height: 50, look: new Uint8Array(1024) },
  ...{ class: 'bird', split: 'train', author: 'Mo', source: 'the garden', licence: 'CC0' },
  ...{ facts: { Name: '1.jpg', Number: '2' }, boxes: [{ class: 'bird', box: [0, 0, 10, 20] }] },
  ...more,
});
const of = (...pictures: Examined[]): Examination => ({ pictures, alike: [], classes: [], faults: [] });
const fine = picture();

/** For every rule: what breaks it, what it says, and the nearest thing that does not. */
const cases: readonly [string, Rules, Examined[], string, Examined[]][] = [
  [
    'rule-columns',
    { columns: ['Name', 'Number', 'Author'] },
    [fine],
    'has no column Author',
    [picture({ facts: { Name: '', Number: '', Author: '' } })],
  ],
  [
    'rule-columns',
    { columns: ['Name'] },
    [fine],
    'has a column Number, which is not',
    [picture({ facts: { Name: 'x' } })],
  ],
  ['rule-required', { required: ['group'] }, [fine], 'does not say its group', [picture({ group: 'SN 1' })]],
  [
    'rule-licence',
    { licences: ['MIT'] },
    [fine],
    'has the licence CC0, allowed: MIT',
    [picture({ licence: 'MIT' })],
  ],
  [
    'rule-source',
    { sources: ['the zoo'] },
    [fine],
    'has the source the garden',
    [picture({ source: 'the zoo' })],
  ],
  ['rule-class', { classes: ['bird'] }, [picture({ class: 'cat' })], 'has the class cat', [fine]],
  ['rule-ending', { endings: ['.png'] }, [fine], 'does not end in .png', [picture({ file: 'a/1.PNG' })]],
  [
    'rule-unique-name',
    { uniqueNames: true },
    [fine, picture({ name: 'b/1.jpg', file: 'b/1.jpg' })],
    'b/1.jpg has the name of a/1.jpg',
    [fine, picture({ name: 'b/2.jpg', file: 'b/2.jpg' })],
  ],
  [
    'rule-range',
    { ranges: { Number: { min: 1, max: 1 } } },
    [fine],
    'has 2 for Number, allowed: from 1 to 1',
    [picture({ facts: { Number: '1' } })],
  ],
  [
    'rule-range',
    { ranges: { Count: { min: 0 } } },
    [fine],
    'has no number for Count',
    [picture({ facts: { Count: '0' } })],
  ],
  [
    'rule-range',
    { ranges: { width: { above: 10, max: 20 } } },
    [fine],
    'has 10 for width, allowed: above 10 to 20',
    [picture({ boxes: [{ class: 'bird', box: [0, 0, 0.2, 1], relative: true }] })],
  ],
  [
    'rule-range',
    { ranges: { imageHeight: { min: 51 } } },
    [fine],
    'has 50 for imageHeight',
    [picture({ height: 51 })],
  ],
  ['rule-range', { ranges: { boxes: { max: 0 } } }, [fine], 'has 1 for boxes', [picture({ boxes: [] })]],
];

test('every rule has its two cases', () =>
  expect(new Set(cases.map(([name]) => name))).toEqual(new Set(ruleChecks)));
test.each(cases)('%s %j', (name, rules, trips, says, passes) => {
  const [found, ...more] = checkRules(of(...trips), rules);
  expect([found?.check, found?.severity, more]).toEqual([name, 'blocks', []]);
  expect(found?.offenders[0]?.message).toContain(says);
  expect(checkRules(of(...passes), rules)).toEqual([]);
});

test.each([
  ['{', 'this is no JSON'],
  ['{"licenses":["CC0"]}', 'Unrecognized key'],
  ['{"licences":"CC0"}', 'licences: '],
  ['{"ranges":{"x":{}}}', 'ranges.x: min, max or above'],
])('%s is no file of rules', (text, message) => expect(() => readRules(text)).toThrow(message));
