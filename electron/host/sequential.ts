/** Runs what may not overlap, one after the other; a failure is its own caller's and nobody else's. */
export function sequential(): <T>(run: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (run) => {
    const result = last.then(run);
    last = result.catch(() => undefined);
    return result;
  };
}
