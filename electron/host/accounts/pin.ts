import { scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';

/** A PIN as it is stored: scrypt (N = 16384, r = 8, p = 1, 32 bytes) with a salt of its own; both base64. */
export const pinSchema = z.strictObject({ salt: z.string(), hash: z.string() });
export type StoredPin = z.infer<typeof pinSchema>;

export const pinPattern = /^\d{4,12}$/;

const derive = promisify<string, Uint8Array, number, Buffer>(scrypt);

export async function storePin(pin: string, salt: Uint8Array): Promise<StoredPin> {
  const hash = await derive(pin, salt, 32);
  return { salt: Buffer.from(salt).toString('base64'), hash: hash.toString('base64') };
}

export async function matches(pin: string, stored: StoredPin): Promise<boolean> {
  const expected = Buffer.from(stored.hash, 'base64');
  const found = await derive(pin, Buffer.from(stored.salt, 'base64'), 32);
  return expected.length === found.length && timingSafeEqual(expected, found);
}

/** Wrong PINs in a row that cost nothing. */
const free = 5;

/** Seconds to wait after so many wrong PINs in a row: none before the fifth, then 30, doubling up to 15 minutes. */
export function waitSeconds(wrong: number): number {
  return wrong < free ? 0 : Math.min(900, 30 * 2 ** (wrong - free));
}
