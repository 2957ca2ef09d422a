import { Alert } from '@mantine/core';
import { useState } from 'react';
import { useStation } from '../../app/station.tsx';
import { KeyButton } from '../../components/key-button.tsx';
import { examineScan, settingsFor, type Measured } from '../../keys/scanner-test.ts';
import { useDraft } from '../draft.tsx';
import { Section } from '../section.tsx';
import { Barcode } from './barcode.tsx';
import { faultInWords } from './scanner-words.ts';
import { testCodes } from './test-codes.ts';
import { useScans } from './use-scans.ts';

/** Three known codes show how this scanner types, and set the station to it (UI.md section 4). */
export function ScannerSection() {
  const { settings } = useStation();
  const { change, readOnly } = useDraft();
  const [listening, setListening] = useState(false);
  const [passed, setPassed] = useState<readonly Measured[]>([]);
  const [failed, setFailed] = useState<string | null>(null);
  const at = passed.length;
  const over = at === testCodes.length;
  const stop = () => setListening(false);
  const start = () => {
    setPassed([]);
    setFailed(null);
    setListening(true);
  };
  useScans(
    listening,
    (keys) => {
      const code = testCodes[at];
      if (code === undefined) return;
      const found = examineScan(code.text, keys);
      if ('kind' in found) return setFailed(faultInWords(found));
      setFailed(null);
      const all = [...passed, found];
      setPassed(all);
      if (all.length < testCodes.length) return;
      stop();
      if (!readOnly) change(settingsFor(all));
    },
    stop,
  );
  const found = over ? settingsFor(passed) : null;
  return (
    <Section title="Scanner test">
      <p className="small">
        Now: a key within {settings.scanGapMs} ms belongs to the code before it; codes end{' '}
        {settings.scanEnd === 'key' ? 'with Enter or Tab' : 'with Enter, Tab or silence'}; GS1 separators are{' '}
        {settings.scanSeparator
          ? 'known to arrive'
          : 'not known to arrive, so codes that need one are asked for again'}
        .
      </p>
      <ol className="scanner-codes">
        {testCodes.map(({ text, gs1, says, finds }, i) => (
          <li key={text} aria-current={listening && i === at ? 'step' : undefined}>
            <span>
              <b>{i < at ? '✓' : `${i + 1}`}</b> {finds}
            </span>
            <figure>
              <Barcode text={text} gs1={gs1} label={`Code ${i + 1}: ${says}`} />
              <figcaption className="small">{says}</figcaption>
            </figure>
          </li>
        ))}
      </ol>
      <div role="status" className="scanner-status">
        {failed !== null && <Alert>{failed}</Alert>}
        {listening && (
          <p>
            <b>Scan code {at + 1}.</b> All keys go to the test; Esc stops it.
          </p>
        )}
        {found !== null && (
          <p>
            <b>The scanner fits.</b> Gap {found.scanGapMs} ms; codes end{' '}
            {found.scanEnd === 'key' ? 'with Enter or Tab' : 'by silence'}; separators{' '}
            {found.scanSeparator
              ? 'arrive.'
              : 'do not arrive: set the scanner to send FNC1 as Ctrl+], or GS1 codes that need one are asked for again.'}
            {readOnly && ' Ask an admin to run the test: only then it is set.'}
          </p>
        )}
      </div>
      {listening ? (
        <KeyButton onClick={stop}>Stop the test</KeyButton>
      ) : (
        <KeyButton look="primary" onClick={start}>
          {over ? 'Test again' : 'Start the test'}
        </KeyButton>
      )}
    </Section>
  );
}
