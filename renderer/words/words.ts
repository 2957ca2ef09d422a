import type { Sentence, Words } from './catalogue.ts';
import { en } from './en/en.ts';
import { faultOf, type Fault } from './fault.ts';

/** The catalogue in use; English until another language has a file. */
export const words: Words = en;

/** The sentence of a fault with its data filled in. */
export function sentence(of: Fault, own: Words['datasetErrors'] = {}, from: Words = words): Sentence {
  return filled(own[of.code] ?? from.errors[of.code], of.data);
}

const iso = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** A sentence of the catalogue with data in its places. */
export function filled(said: Sentence, data: Fault['data']): Sentence {
  const fill = (text: string) =>
    text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const value = data[name];
      if (typeof value === 'string' && iso.test(value)) return timeOf(value).slice(0, 5);
      return typeof value === 'string' || typeof value === 'number' ? String(value) : '…';
    });
  return { what: fill(said.what), piece: fill(said.piece), act: fill(said.act) };
}

/** One line, in the fixed order. @param own sentences that say it better where it happened */
export function inOneLine(of: Fault, own: Words['datasetErrors'] = {}): string {
  const { what, piece, act } = sentence(of, own);
  return `${what} ${piece} ${act}. (${of.code})`;
}

export const asFault = (error: unknown): Fault => faultOf(error, words.errors);

/** `#41` of `<stationId>-41`. */
export const numberOf = (id: string): string => `#${id.slice(id.lastIndexOf('-') + 1)}`;

/** `14:03:22`, by the station's clock. */
export const timeOf = (iso: string): string =>
  new Date(iso).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** `Kerrison 40-552 · SN 1187`; empty when nobody said. */
export function nameOf(identity: {
  readonly instrument?: string | undefined;
  readonly serial?: string | undefined;
}): string {
  return [
    identity.instrument,
    identity.serial === undefined || /^sn\b/i.test(identity.serial)
      ? identity.serial
      : `SN ${identity.serial}`,
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
}
