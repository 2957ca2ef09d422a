import { MantineProvider } from '@mantine/core';
import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { connect } from '../../electron/contract/client.ts';
import { socketWire } from '../../electron/contract/socket-wire.ts';
import { StationProvider } from '../app/station.tsx';
import type { Connection, Host } from '../host.ts';
import { historyKeys } from '../keys/keymap.ts';
import { ProjectionContext, startProjection } from '../projection/projection.ts';
import '../styles.ts';
import { cssVariablesResolver, theme } from '../theme.ts';
import { History, type HistoryDesk } from './history.tsx';

// The screen by itself, over any host that answers on this origin's `/rpc`: for bench/projection.ts, and for looking at History without a
// station. No part of the product's build.

const socket = `${location.origin.replace(/^http/, 'ws')}/rpc?session=stage`;
const projection = startProjection();
projection.connect({ socket });
const client = connect(socketWire(new WebSocket(socket)));

/** A line that stays: what else a station would say, this one does not. */
const connection: Connection = { phase: 'connected', client, tries: 0 };
const host: Host = {
  connection: () => connection,
  subscribe: () => () => undefined,
  sendFrame: () => Promise.reject(new Error('there is no camera here')),
  close: () => undefined,
};

/** Keys without the router: what the scanner rules do is not this page's business. */
function register(desk: HistoryDesk): () => void {
  const listen = (event: KeyboardEvent) => {
    const command =
      historyKeys[
        `${event.ctrlKey ? 'Ctrl+' : ''}${event.shiftKey ? 'Shift+' : ''}${event.key.length === 1 ? event.key.toUpperCase() : event.key}`
      ];
    if (!command) return;
    event.preventDefault();
    desk.command(command);
  };
  addEventListener('keydown', listen);
  return () => removeEventListener('keydown', listen);
}

const idInAddress = () => /^#\/history\/(.+)$/.exec(location.hash)?.[1] ?? null;

function Stage() {
  const [id, setId] = useState(idInAddress);
  useEffect(() => {
    const listen = () => setId(idInAddress());
    addEventListener('hashchange', listen);
    return () => removeEventListener('hashchange', listen);
  }, []);
  return (
    <History
      client={client}
      id={id}
      onShow={(to) => history.replaceState(null, '', `#/history/${to ?? ''}`) ?? setId(to)}
      register={register}
    />
  );
}

const root = document.getElementById('root');
if (!root) throw new Error('stage.html has no #root');
const light = new URLSearchParams(location.search).has('light');
createRoot(root).render(
  <MantineProvider
    theme={theme}
    cssVariablesResolver={cssVariablesResolver}
    forceColorScheme={light ? 'light' : 'dark'}
  >
    <StationProvider host={host}>
      <ProjectionContext value={projection}>
        <Stage />
      </ProjectionContext>
    </StationProvider>
  </MantineProvider>,
);
