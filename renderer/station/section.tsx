import { Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useDraft } from './draft.tsx';

/** One section of the Station screen: its heading and its form. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="station-section">
      <Title order={2}>{title}</Title>
      {children}
    </section>
  );
}

/** Fields that only an admin changes; everybody reads them. */
export function AdminFields({ children }: { children: ReactNode }) {
  const { readOnly } = useDraft();
  return (
    <>
      <fieldset disabled={readOnly} className="station-fields">
        {children}
      </fieldset>
      {readOnly && <p className="small">Read-only. Ask an admin; Ctrl+L changes the role.</p>}
    </>
  );
}
