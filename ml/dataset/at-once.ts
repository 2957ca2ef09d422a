/** Runs a piece of work to its end without a pause; whoever has others to answer runs it step by step. */
export function atOnce<T>(work: Generator<void, T>): T {
  for (let step = work.next(); ; step = work.next()) if (step.done) return step.value;
}
