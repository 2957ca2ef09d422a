import { VisuallyHidden } from '@mantine/core';

export interface Step<Id extends string> {
  readonly id: Id;
  readonly name: string;
  readonly done: boolean;
}

interface Props<Id extends string> {
  readonly steps: readonly Step<Id>[];
  readonly now: Id;
  /** Where somebody may go to a step; without it they only say how far it is. */
  readonly onStep?: (step: Id) => void;
}

/** The way from pictures to a package, and where on it somebody is; a tick says that a step is done. */
export function Steps<Id extends string>({ steps, now, onStep }: Props<Id>) {
  return (
    <nav className="teach-steps" aria-label="Steps">
      <ol>
        {steps.map(({ id, name, done }, i) => {
          const current = id === now ? 'step' : undefined;
          const said = (
            <>
              <span aria-hidden>{done ? '✓' : i + 1}</span>
              {name}
              {done && <VisuallyHidden component="span"> done</VisuallyHidden>}
            </>
          );
          return (
            <li key={id}>
              {onStep ? (
                <button type="button" aria-current={current} onClick={() => onStep(id)}>
                  {said}
                </button>
              ) : (
                <div aria-current={current}>{said}</div>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
