import type { Provider } from '../../contract/inference.ts';

/**
 * Climbs down from the first provider to the last until one opens.
 * @returns what opened, and on which provider
 * @throws AggregateError with what each provider said, when none opens
 */
export async function firstThatOpens<T>(
  ladder: readonly Provider[],
  open: (provider: Provider) => Promise<T>,
): Promise<{ provider: Provider; opened: T }> {
  const refusals: Error[] = [];
  for (const provider of ladder) {
    try {
      return { provider, opened: await open(provider) };
    } catch (error) {
      refusals.push(new Error(`${provider}: ${error instanceof Error ? error.message : String(error)}`));
    }
  }
  throw new AggregateError(refusals, refusals.map((refusal) => refusal.message).join('; '));
}
