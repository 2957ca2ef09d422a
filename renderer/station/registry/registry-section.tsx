import { Alert, NumberInput, SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { RegistryAccess } from '../../../electron/contract/registry-access.ts';
import { useStation } from '../../app/station.tsx';
import { useFollowed, type Watch } from '../../client/use-followed.ts';
import { useDraft } from '../draft.tsx';
import { AdminFields, Section } from '../section.tsx';
import { Login } from './login.tsx';
import { Trial } from './trial.tsx';
import { Waiting } from './waiting.tsx';
import { whereOf, wheres, type Where } from './registry-words.ts';
import './registry.css';

const watchAccess: Watch<RegistryAccess> = (client, signal) =>
  client.registryAccess.watch(undefined, { signal });

const mega = 1e6;

/** Where runs, samples and packages of all stations meet: which registry, who the station is there, whether it works, what waits. */
export function RegistrySection() {
  const { client } = useStation();
  const { shown, change, readOnly } = useDraft();
  const [chosen, setChosen] = useState<Where>(() => whereOf(shown));
  const access = useFollowed(client, watchAccess).value;
  const { registryFolder, registryUrl, registryCaFile, registryBytesPerSecond } = shown;
  const set = whereOf(shown);
  const where = set === 'alone' ? chosen : set;
  const choose = (next: Where) => {
    setChosen(next);
    change({
      ...(next !== 'mlflow' && { registryUrl: '', registryCaFile: '' }),
      ...(next !== 'folder' && { registryFolder: '' }),
    });
  };
  const fromEnvironment = access?.from === 'environment' && set === 'alone' ? access.url : null;
  const wish = { registryFolder, registryUrl, registryCaFile };
  const named = set === where && (where !== 'mlflow' || isAddress(registryUrl));
  return (
    <Section title="Registry">
      <p className="small">
        Here the inspections, samples, trainings and packages of all stations meet, and from here promoted
        models arrive. Inspecting never waits for it.
      </p>
      {fromEnvironment !== null && (
        <Alert>
          {fromEnvironment} is the registry, from MLFLOW_TRACKING_URI. A folder or a server named here goes
          before it.
        </Alert>
      )}
      <AdminFields>
        <SegmentedControl
          aria-label="Where the registry is"
          disabled={readOnly}
          value={where}
          onChange={(value) => choose(value as Where)}
          data={Object.entries(wheres).map(([value, label]) => ({ value, label }))}
        />
        {where === 'alone' && (
          <p className="small">No other station sees this one. Models are promoted for this station only.</p>
        )}
        {where === 'folder' && (
          <TextInput
            label="Folder, by its whole path on the station’s computer"
            description="A network drive that every station sees; it has to be there already"
            value={registryFolder}
            onChange={(event) => change({ registryFolder: event.currentTarget.value })}
            onBlur={(event) => change({ registryFolder: event.currentTarget.value.trim() })}
          />
        )}
        {where === 'mlflow' && (
          <>
            <TextInput
              label="Address of the server"
              placeholder="https://registry.example:5000"
              value={registryUrl}
              error={
                registryUrl !== '' && !isAddress(registryUrl)
                  ? 'It begins with https:// or http://'
                  : undefined
              }
              onChange={(event) => change({ registryUrl: event.currentTarget.value })}
              onBlur={(event) => change({ registryUrl: event.currentTarget.value.trim() })}
            />
            <TextInput
              label="Certificate of whoever vouches for it, if the computer does not know them"
              description="A PEM file by its whole path; empty: those the system knows"
              value={registryCaFile}
              onChange={(event) => change({ registryCaFile: event.currentTarget.value })}
              onBlur={(event) => change({ registryCaFile: event.currentTarget.value.trim() })}
            />
          </>
        )}
        {where !== 'alone' && (
          <NumberInput
            label="Send at most, in MB a second"
            description="Empty: as fast as the network is"
            value={registryBytesPerSecond === null ? '' : registryBytesPerSecond / mega}
            min={0.01}
            max={1000}
            step={0.5}
            decimalScale={2}
            readOnly={readOnly}
            onChange={(value) =>
              change({
                registryBytesPerSecond:
                  typeof value === 'number' && value > 0 ? Math.round(value * mega) : null,
              })
            }
          />
        )}
      </AdminFields>
      {where === 'mlflow' && named && access !== null && (
        <Login key={registryUrl} {...{ access }} url={registryUrl} caFile={registryCaFile} />
      )}
      {fromEnvironment !== null && access !== null && (
        <Login access={access} url={fromEnvironment} caFile="" />
      )}
      {named && (where !== 'alone' || fromEnvironment !== null) && !readOnly && (
        <Trial key={JSON.stringify([wish, access?.kept])} wish={wish} />
      )}
      <hr className="station-rule" />
      <Waiting />
    </Section>
  );
}

const isAddress = (text: string): boolean => /^https?:\/\/[^\s/?#@\\]+(\/[^\s?#@\\]*)?$/i.test(text.trim());
