import { modelName } from '../../../ml/package/manifest.ts';
import { LoupeError } from '../../contract/errors.ts';

/**
 * One part of a path of ours, whatever registry it goes to: no part climbs, hides, needs escaping or is too long for a disk. The last
 * character is none that Windows drops.
 */
const part = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,198}[A-Za-z0-9_-])?$/;
/** What a file is called before it is whole. */
const unfinished = /\.part$/;
/** Keys of parameters, metrics and tags: what MLflow takes, and no more than 250 of it. */
const noteKey = /^(?!\/)(?!.*(?:\/\/|\/$))(?!.*(?:^|\/)\.{1,2}(?:\/|$))[A-Za-z0-9_\-.:/ ]{1,250}$/;

/** Whether this is one part of a path that may be sent, or believed when it was received. */
export const isPart = (text: string): boolean => part.test(text) && !unfinished.test(text);

/** @param most parts that it may have @throws LoupeError `bad-input` for what is not made of allowed parts */
export function checkedPath(what: string, path: string, most: number): string {
  const parts = path.split('/');
  if (parts.length <= most && parts.every(isPart)) return path;
  throw refused(what, path, `1 to ${most} parts of letters, digits, ., _ and - with / between them`);
}

/** @throws LoupeError `bad-input` for what is no model's name, and so no folder's */
export function checkedModel(name: string): string {
  if (modelName.safeParse(name).success) return name;
  throw refused('The model', name, 'lower-case letters, digits and -, 63 at most');
}

/** @throws LoupeError `bad-input` */
export function checkedKey(what: string, key: string): string {
  if (noteKey.test(key)) return key;
  throw refused(what, key, 'letters, digits, _ - . : / and space, 250 at most');
}

/** @throws LoupeError `bad-input` for more characters than a registry keeps: it would cut them and say nothing */
export function checkedValue(what: string, value: string, most: number): string {
  if (value.length <= most) return value;
  throw refused(what, `${value.length} characters`, `${most} at most`);
}

const refused = (what: string, got: string, allowed: string) =>
  new LoupeError('bad-input', { what, got: JSON.stringify(got), allowed });
