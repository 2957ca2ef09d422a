import { expect, it, vi } from 'vitest';
import type { Person } from '../contract/people.ts';
import { createSessions } from './sessions.ts';

const technician: Person = { id: 'technician', name: 'Technician', role: 'technician', hasPin: false };
const lead: Person = { id: 'qa-lead', name: 'QA lead', role: 'qa', hasPin: false };

it('is one session however many wires a page opens, and ends with the last', () => {
  const changed = vi.fn();
  const sessions = createSessions(() => technician, changed);
  const page = sessions.open('page-1');
  expect(sessions.open('page-1')).toBe(page);
  page.actAs(lead);
  expect(page.signOut()).toBe(technician);
  page.actAs(lead);
  expect(sessions.get({ id: 'page-1', person: () => technician }).person()).toBe(lead);
  expect(sessions.claim(page, false)).toBe(true);
  page.close();
  expect(sessions.lease()).toEqual({ session: 'page-1', person: 'qa-lead' });
  page.close();
  expect(sessions.lease()).toBeNull();
  expect(() => sessions.get(page)).toThrow('closed');
  expect(sessions.open('page-1').person()).toBe(technician);
});

it('gives camera and trigger to one page, and moves them only when asked to', () => {
  const changed = vi.fn();
  const sessions = createSessions(() => technician, changed);
  const [one, two] = [sessions.open('one'), sessions.open('two')];
  expect(sessions.claim(one, false)).toBe(true);
  expect(sessions.claim(two, false)).toBe(false);
  expect(sessions.lease()?.session).toBe('one');
  expect(sessions.claim(two, true)).toBe(true);
  sessions.release(one);
  expect(sessions.lease()?.session).toBe('two');
  expect(changed).toHaveBeenCalledTimes(2);
});
