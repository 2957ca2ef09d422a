/** Somebody asks for somebody else's look at an inspection, or no longer does. */
export interface Ask {
  readonly by: string;
  readonly asked: boolean;
  /** Labels that they had before them. */
  readonly seen: readonly string[];
}

/**
 * Who still waits for somebody else's label, in the order they asked. A label answers whoever did not give it themselves and had not seen it;
 * one that was taken back answers nobody. @param asks in the order of stations and lines @param labels those that nobody took back, whether they stand or were replaced
 */
export function stillAsking(
  asks: readonly Ask[],
  labels: readonly { readonly id: string; readonly by: string }[],
): string[] {
  const last = new Map<string, Ask>();
  for (const ask of asks) last.set(ask.by, ask);
  return [...last.values()]
    .filter(({ asked }) => asked)
    .filter(({ by, seen }) => !labels.some((label) => label.by !== by && !seen.includes(label.id)))
    .map(({ by }) => by);
}
