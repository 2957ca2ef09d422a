import { useState } from 'react';
import type { PromotionLook } from '../../electron/contract/registry.ts';
import { KeyButton } from '../components/key-button.tsx';

interface Props {
  /** What the checks found; null: they are being made. */
  readonly look: PromotionLook | null;
  readonly version: number;
  readonly onRegister: () => Promise<void>;
}

/** Stores a package in the registry and changes nothing that judges: for others to try, or to be kept for what it taught. */
export function Register({ look, version, onRegister }: Props) {
  const [busy, setBusy] = useState(false);
  const below = look?.judged === true && look.checks.some(({ check, passed }) => check === 'gate' && !passed);
  return (
    <div className="models-register">
      <KeyButton
        disabled={look?.judged !== true || busy}
        onClick={() => {
          setBusy(true);
          void onRegister().finally(() => setBusy(false));
        }}
      >
        {busy ? 'Registering…' : `Register v${version}${below ? ' below the gate' : ''}`}
      </KeyButton>
      <p className="small">
        {look !== null && !look.judged
          ? 'To register it without promoting it, judge it on a test first.'
          : below
            ? 'It is kept in the registry with what was found. No station ever promotes it; the way on is a new version.'
            : 'It is kept in the registry as challenger: what is being tried. What judges does not change.'}
      </p>
    </div>
  );
}
