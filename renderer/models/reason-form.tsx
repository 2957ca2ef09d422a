import { TextInput } from '@mantine/core';
import { useId, useState } from 'react';

interface Props {
  /** What the button says and does. */
  readonly word: string;
  /** The number that is to be typed. */
  readonly version: number;
  /** What stands in the way, whatever is typed. */
  readonly blocked: string | null;
  readonly onSubmit: (reason: string, version: number) => Promise<void>;
}

/** A reason for the record, the version typed by hand, and a button that says why it does nothing. */
export function ReasonForm({ word, version, blocked, onSubmit }: Props) {
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const why = useId();
  const missing =
    blocked ??
    (reason.trim() === ''
      ? 'Give a reason.'
      : typed.trim() !== String(version)
        ? `Type the version number, ${version}.`
        : null);
  return (
    <form
      className="models-reason"
      aria-label={word}
      onSubmit={(event) => {
        event.preventDefault();
        if (missing !== null || busy) return;
        setBusy(true);
        void onSubmit(reason.trim(), Number(typed)).finally(() => setBusy(false));
      }}
    >
      <TextInput
        label="Reason, for the record"
        value={reason}
        maxLength={480}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <TextInput
        className="models-typed"
        label="Version number"
        inputMode="numeric"
        autoComplete="off"
        value={typed}
        maxLength={15}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <button
        type="submit"
        className="key-button key-button-primary"
        disabled={missing !== null || busy}
        aria-describedby={why}
      >
        {busy ? 'Trying it first…' : word}
      </button>
      <p id={why} className="small">
        {busy
          ? 'If it does not start, the one in use goes on.'
          : (missing ?? 'It is recorded with your name.')}
      </p>
    </form>
  );
}
