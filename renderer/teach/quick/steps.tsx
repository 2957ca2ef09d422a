const steps = ['Capture', 'Train', 'Try', 'Save'] as const;

/** Where somebody is on the way from pieces to a package: `at` counts from 0. */
export function Steps({ at }: { readonly at: number }) {
  return (
    <ol className="quick-steps" aria-label="Steps">
      {steps.map((label, i) => (
        <li key={label} aria-current={i === at ? 'step' : undefined} data-done={i < at || undefined}>
          <b aria-hidden>{i < at ? '✓' : i + 1}</b> {label}
        </li>
      ))}
    </ol>
  );
}
