import type { ReactNode } from 'react';
import './facts.css';

interface Props {
  /** Its heading, too. */
  readonly label?: string;
  /** `boxed`: a panel of its own; `plain`: part of one; `row`: side by side, as many as fit. */
  readonly look?: 'boxed' | 'plain' | 'row';
  readonly children: ReactNode;
}

/** What is known of something, name by name. */
export const FactList = ({ label, look = 'boxed', children }: Props) => {
  const list = (
    <dl className={`facts facts-${look}`} aria-label={label}>
      {children}
    </dl>
  );
  if (label === undefined) return list;
  return (
    <div className="facts-headed">
      <h2>{label}</h2>
      {list}
    </div>
  );
};

/** One of them; what is not known is left out. */
export const Fact = ({ name, children }: { name: string; children: ReactNode }) =>
  children !== null &&
  children !== undefined && (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );

/** The same from pairs of a name and what is known. */
export const Facts = ({
  of,
  ...list
}: Omit<Props, 'children'> & { readonly of: readonly (readonly [string, ReactNode])[] }) => (
  <FactList {...list}>
    {of.map(([name, said]) => (
      <Fact key={name} name={name}>
        {said}
      </Fact>
    ))}
  </FactList>
);
