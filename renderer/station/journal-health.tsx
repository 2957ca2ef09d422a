import { Alert, Progress } from '@mantine/core';
import { useState } from 'react';
import { useStation } from '../app/station.tsx';
import { KeyButton } from '../components/key-button.tsx';
import { asFault, inOneLine } from '../words/words.ts';
import { Section } from './section.tsx';

interface Check {
  readonly done: number;
  readonly total: number;
  readonly problems: readonly { readonly seq: number; readonly what: string }[];
  readonly over: boolean;
}

/** Whether the record is whole; checks every line when asked. */
export function JournalHealth() {
  const { client, status, me } = useStation();
  const [check, setCheck] = useState<Check | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const may = me !== null && me.role !== 'technician';
  const verify = async () => {
    if (client === null) return;
    setFailed(null);
    try {
      for await (const step of await client.journal.verify()) setCheck({ ...step, over: false });
      setCheck((last) => last && { ...last, over: true });
    } catch (error) {
      setFailed(inOneLine(asFault(error)));
    }
  };
  return (
    <Section title="Journal health">
      <p>
        {status === null
          ? 'Not known while the station does not answer.'
          : status.journal.ok
            ? `${status.journal.head} lines, writing.`
            : `Stopped: ${status.journal.why ?? 'no reason given'}`}
      </p>
      {failed !== null && <Alert>{failed}</Alert>}
      {check !== null && (
        <>
          <Progress value={check.total === 0 ? 100 : (100 * check.done) / check.total} aria-label="Checked" />
          <p role="status">
            {check.total === 0 ? 100 : Math.floor((100 * check.done) / check.total)} % of the journal checked
            {check.problems.length > 0
              ? `: ${check.problems.length} problems`
              : check.over
                ? ': the chain is whole.'
                : '.'}
          </p>
          <ul>
            {check.problems.slice(0, 20).map(({ seq, what }) => (
              <li key={`${seq} ${what}`}>
                #{seq}: {what}
              </li>
            ))}
          </ul>
        </>
      )}
      <KeyButton
        onClick={() => void verify()}
        disabled={!may || client === null || (check !== null && !check.over)}
      >
        Check every line
      </KeyButton>
      {!may && <p className="small">A QA lead or an admin checks the journal. Ctrl+L changes the role.</p>}
    </Section>
  );
}
