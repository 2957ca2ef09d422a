import { Alert, Kbd } from '@mantine/core';
import { useState } from 'react';
import { KeyButton } from '../components/key-button.tsx';
import { pedalRefusal } from '../keys/keymap.ts';
import { useDraft } from './draft.tsx';
import { useScans } from './scanner/use-scans.ts';
import { AdminFields, Section } from './section.tsx';

/** Which key the pedal is: press it, and it is bound, or refused by name. */
export function Pedal() {
  const { shown, change, readOnly } = useDraft();
  const [listening, setListening] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const stop = () => setListening(false);
  // One press alone: a scanner that goes off meanwhile sends several keys.
  useScans(
    listening,
    (keys) => {
      const [key] = keys;
      if (key === undefined) return;
      const chord = key.ctrl || key.alt || key.shift;
      const why =
        keys.length > 1
          ? 'Several keys came at once. Press the pedal alone'
          : chord
            ? 'The pedal is one key, without Ctrl, Alt or Shift'
            : pedalRefusal(key.key);
      setRefused(why);
      if (why !== null) return;
      change({ pedalKey: key.key });
      stop();
    },
    () => {
      setRefused(pedalRefusal('Escape'));
      stop();
    },
  );
  return (
    <Section title="Pedal">
      <p>
        The pedal is the key <Kbd>{shown.pedalKey}</Kbd>. One press is one inspection; it works on Inspect
        with every panel open.
      </p>
      {refused !== null && <Alert>{refused}.</Alert>}
      <AdminFields>
        {listening ? (
          <p role="status">
            <b>Press the pedal.</b> Esc stops.
          </p>
        ) : (
          <KeyButton
            look="primary"
            disabled={readOnly}
            onClick={() => {
              setRefused(null);
              setListening(true);
            }}
          >
            Bind the pedal
          </KeyButton>
        )}
      </AdminFields>
    </Section>
  );
}
