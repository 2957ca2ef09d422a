import { z } from 'zod';
import type { LinePurpose } from '../contract/desktop-line.ts';
import { updatesToMainSchema, type UpdatesToHost } from './updater/link.ts';

// What the host process and the main process say to each other. Only main can start utility processes and reach the system's key store, so
// the host asks it; data never passes through main: it travels on ports that main hands over.

/** A worker's number, chosen by the host and never used twice by one host. */
const worker = z.number().int().min(1);
const bytes = z.custom<Uint8Array>(
  (value) => value instanceof Uint8Array && value.length <= 65_536,
  'at most 64 KiB',
);

export const questionSchema = z.discriminatedUnion('what', [
  z.strictObject({ what: z.literal('memory'), worker }),
  z.strictObject({ what: z.literal('seal'), bytes }),
  z.strictObject({ what: z.literal('unseal'), bytes }),
]);
export type Question = z.infer<typeof questionSchema>;

export const toMainSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('started') }),
  /** It cannot start, and will not the next time either; `message` is for people. */
  z.strictObject({ kind: z.literal('failed'), message: z.string().max(2000) }),
  z.strictObject({
    kind: z.literal('spawn'),
    worker,
    name: z.enum(['inference', 'image', 'training', 'devices']),
  }),
  z.strictObject({ kind: z.literal('kill'), worker }),
  z.strictObject({ kind: z.literal('updates'), message: updatesToMainSchema }),
  z.strictObject({ kind: z.literal('ask'), id: z.number().int(), question: questionSchema }),
]);
export type ToMain = z.infer<typeof toMainSchema>;

/** `null`: there is no such worker; or this system keeps no secrets, or cannot open this one. */
export type Answer = number | Uint8Array | null;

export type ToHost =
  /** With the ports of the line. */
  | { readonly kind: 'line'; readonly session: string; readonly purpose: LinePurpose }
  /** With the port to the worker. */
  | { readonly kind: 'spawned'; readonly worker: number }
  | { readonly kind: 'exited'; readonly worker: number; readonly how: string | number }
  | { readonly kind: 'answer'; readonly id: number; readonly value: Answer }
  | { readonly kind: 'updates'; readonly message: UpdatesToHost }
  /** Close the journal and end. */
  | { readonly kind: 'close' };

/** A port, as Electron's main and utility processes have it: the part that is used here. */
export interface ShellPort {
  postMessage(message: unknown): void;
  on(type: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(type: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

/** The way to main, as a utility process has it. */
export interface ShellParent {
  postMessage(message: unknown): void;
  on(
    type: 'message',
    listener: (event: { readonly data: unknown; readonly ports: readonly ShellPort[] }) => void,
  ): unknown;
}
