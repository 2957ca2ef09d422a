import { expect, test } from 'vitest';
import type { Finding } from '../../ml/verdict/result.ts';
import { countInWords } from '../components/answer/count-in-words.ts';
import { classesOf, colourOf, looksOf, shownFindings } from './looks.ts';

const found = (name: string, score: number): Finding => ({
  kind: 'box',
  box: [0, 0, 9, 9],
  class: name,
  score,
});
const findings = [found('pit', 0.9), found('crack', 0.5), found('pit', 0.499)];
const plain = { colour: '#e8501f', ink: '#ffffff' };

test('the slider hides what has less, and the count is in words', () => {
  expect(shownFindings(findings, 0.5).map(({ score }) => score)).toEqual([0.9, 0.5]);
  expect([0, 1, 3].map(countInWords)).toEqual(['Nothing found', '1 found', '3 found']);
});

test('a class keeps its colour whatever is hidden; the switches are apart', () => {
  const classes = classesOf(findings);
  expect(classes).toEqual(['crack', 'pit']);
  expect(colourOf(classes, 'pit')).not.toBe(colourOf(classes, 'crack'));
  const both = looksOf(classes, { scores: true, colours: true }, plain);
  expect(both(found('pit', 0.9), 0)).toEqual({
    colour: colourOf(classes, 'pit'),
    ink: '#0b0d10',
    text: '1 pit 0.90',
  });
  const none = looksOf(classes, { scores: false, colours: false }, plain);
  expect(none(found('pit', 0.9), 2)).toEqual({ ...plain, text: '3 pit' });
});
