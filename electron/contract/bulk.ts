/**
 * Large byte arrays on their way to a forked worker. Node's own channel copies and reassembles them several times; where there is memory
 * that both see, they are laid there instead, and what is left of the message says where they belong. The worker says when it has taken
 * them, and until then nothing else is laid there.
 */
export interface Detached {
  /** Lengths of the parts, in the order they travel. */
  readonly bulk: readonly number[];
  readonly message: unknown;
}

/** Smaller arrays stay in the message. */
export const bulkFromBytes = 65_536;

/** The worker's file descriptor of that memory: after stdin, stdout, stderr and Node's channel. */
export const bulkDescriptor = 4;

/** What a worker sends when it has read the parts of a message. */
export const bulkTaken = 'bulk-taken';

const place = 'bulk-part';

/** Takes the large arrays out of a message; plain objects and lists are searched, and copied where something was taken. */
export function detach(message: unknown): { readonly rest: Detached; readonly parts: readonly Uint8Array[] } {
  const parts: Uint8Array[] = [];
  const rest = rebuild(message, (value) => {
    if (!(value instanceof Uint8Array) || value.length < bulkFromBytes) return undefined;
    return { [place]: parts.push(value) - 1 };
  });
  return { rest: { bulk: parts.map((part) => part.length), message: rest }, parts };
}

/** Puts the parts back. */
export function attach({ message }: Detached, parts: readonly Uint8Array[]): unknown {
  return rebuild(message, (value) =>
    typeof value === 'object' && value !== null && place in value ? parts[value[place] as number] : undefined,
  );
}

export function isDetached(message: unknown): message is Detached {
  return typeof message === 'object' && message !== null && 'bulk' in message && Array.isArray(message.bulk);
}

function rebuild(value: unknown, replace: (value: unknown) => unknown): unknown {
  const replaced = replace(value);
  if (replaced !== undefined) return replaced;
  if (Array.isArray(value)) return value.map((each) => rebuild(each, replace));
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, rebuild(each, replace)]));
}
