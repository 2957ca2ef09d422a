/** One life of a process: it ends before or after any of its steps, and then nothing of it answers any more. */
export interface Life {
  readonly over: () => boolean;
  /** Resolves when it is over. */
  readonly ended: Promise<void>;
  /** Steps so far: every call into the outside world is two, its beginning and its answer. */
  readonly steps: () => number;
  /** Lets it end at the `n`-th step from now. */
  dieIn(n: number): void;
}

interface Steps {
  /** @returns whether it lives on */
  step(): boolean;
}
const stepsOf = new WeakMap<Life, Steps>();
const never = new Promise<never>(() => {});

/** @param died is told at once, before anything else happens */
export function createLife(died: () => void = () => {}): Life {
  let steps = 0;
  let end = Infinity;
  let over = false;
  let tell = () => {};
  const ended = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const life: Life = {
    over: () => over,
    ended,
    steps: () => steps,
    dieIn(n) {
      end = steps + n;
    },
  };
  stepsOf.set(life, {
    step() {
      if (over) return false;
      if (++steps < end) return true;
      over = true;
      died();
      tell();
      return false;
    },
  });
  return life;
}

/** The same object as long as the life lasts: every call is two steps of it. Objects with methods that calls give back are mortal, too. */
export function mortal<T extends object>(target: T, life: Life): T {
  const { step } = stepsOf.get(life)!;
  return new Proxy(target, {
    get(from, name, receiver): unknown {
      const value: unknown = Reflect.get(from, name, receiver);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        if (!step()) return never;
        const answer: unknown = Reflect.apply(value, from, args);
        if (!(answer instanceof Promise)) return answer;
        return answer.then(
          (given: unknown) => (step() ? wrapped(given, life) : never),
          (error: unknown) => (step() ? Promise.reject(error as Error) : never),
        );
      };
    },
  });
}

const wrapped = (given: unknown, life: Life): unknown =>
  typeof given === 'object' && given !== null && 'write' in given ? mortal(given, life) : given;
