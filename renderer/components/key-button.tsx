import { Kbd, UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import './key-button.css';

interface Props {
  readonly children: ReactNode;
  /** The key that does the same, printed on the button. */
  readonly keys?: string | undefined;
  readonly onClick: () => void;
  readonly disabled?: boolean | undefined;
  /** It judges, disposes or closes something: Enter never presses it on Inspect (UI.md section 2). */
  readonly acts?: boolean | undefined;
  readonly look?: 'plain' | 'primary' | 'chosen' | 'outlined';
  readonly className?: string;
  /** What it does, where the word on it says that only beside its row. */
  readonly label?: string;
}

/** A button that shows its key. */
export function KeyButton({
  children,
  keys,
  onClick,
  disabled,
  acts,
  look = 'plain',
  className = '',
  label,
}: Props) {
  return (
    <UnstyledButton
      className={`key-button key-button-${look} ${className}`}
      onClick={onClick}
      disabled={disabled ?? false}
      aria-pressed={look === 'chosen' ? true : undefined}
      aria-label={label}
      aria-keyshortcuts={keys}
      {...(acts === true && { 'data-acts': true })}
    >
      <span className="key-button-word">{children}</span>
      {keys !== undefined && <Kbd className="key-button-key">{keys}</Kbd>}
    </UnstyledButton>
  );
}
