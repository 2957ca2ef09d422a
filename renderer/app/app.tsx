import { useMantineColorScheme } from '@mantine/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useCameraState } from '../camera/camera-context.tsx';
import { DatasetsScreen } from '../datasets/datasets-screen.tsx';
import { FleetScreen } from '../fleet/fleet-screen.tsx';
import { History, type HistoryDesk } from '../history/history.tsx';
import { createSounds } from '../inspect/sounds.ts';
import { Inspect } from '../inspect/inspect.tsx';
import { screenOf, type Command, type HistoryCommand, type Screen } from '../keys/keymap.ts';
import { Keys, useScreenKeys } from '../keys/use-keys.tsx';
import { ModelsScreen } from '../models/models-screen.tsx';
import { useUnkept } from '../review/review-keep.tsx';
import { ReviewScreen } from '../review/review-screen.tsx';
import { StationScreen } from '../station/station-screen.tsx';
import { TeachScreen } from '../teach/teach-screen.tsx';
import { TryScreen } from '../try/try-screen.tsx';
import { fault } from '../words/fault.ts';
import { inOneLine } from '../words/words.ts';
import { usePlace } from './address.ts';
import { useIdle } from './idle.ts';
import { KeysPanel } from './keys-panel.tsx';
import { mayOpen, Rail } from './rail.tsx';
import { RoleDrawer } from './role-drawer.tsx';
import { useStation } from './station.tsx';
import { StatusBar } from './status-bar.tsx';
import { slotsOf } from './status-slots.ts';
import './app.css';

const mutedKey = 'loupe.muted';

/** The frame around every screen: where I am, who I am, and whether the station can judge. */
export function App() {
  const { connection, status, settings, me } = useStation();
  const camera = useCameraState();
  const [place, go] = usePlace();
  const [drawer, setDrawer] = useState<{ readonly badge: string | null } | null>(null);
  const [help, setHelp] = useState(false);
  const [notice, setNotice] = useState<string | null>(null);
  /** The slot of the status bar that tells its cause and remedy. */
  const [slot, setSlot] = useState<string | null>(null);
  const [muted, setMuted] = useState(() => localStorage.getItem(mutedKey) === 'yes');
  const [play] = useState(createSounds);
  const sound = settings.sound && !muted;
  const unkept = useUnkept(place.screen === 'review');
  useLook();
  useFallBack(setNotice);

  useEffect(() => {
    if (notice === null) return;
    const timer = setTimeout(() => setNotice(null), 8000);
    return () => clearTimeout(timer);
  }, [notice]);

  const show = (screen: Screen) => go({ screen, id: null });
  function command(name: Command): boolean {
    const screen = /^screen-(\d)$/.exec(name)?.[1];
    if (screen !== undefined) {
      const wanted = screenOf(Number(screen));
      if (wanted !== undefined && mayOpen(wanted, me)) show(wanted);
    } else if (name === 'help') setHelp((open) => !open);
    else if (name === 'role') setDrawer((open) => (open === null ? { badge: null } : null));
    else if (name === 'status') document.querySelector<HTMLElement>('.status-slot')?.focus();
    else if (name === 'back' && drawer !== null) setDrawer(null);
    else if (name === 'back' && help) setHelp(false);
    else if (name === 'back' && slot !== null) setSlot(null);
    else return false;
    return true;
  }
  const mute = () => {
    localStorage.setItem(mutedKey, muted ? 'no' : 'yes');
    setMuted(!muted);
  };

  return (
    <Keys
      screen={place.screen}
      settings={settings}
      frame={{
        command,
        pedal: () => setNotice('Pedal works on Inspect'),
        scanned(scan) {
          if (scan.kind === 'badge') setDrawer({ badge: scan.text });
          else if (scan.kind === 'nothing-to-do') setNotice(`Scanned ${scan.text}: nothing to do here`);
          else if (scan.kind === 'problem' && place.screen !== 'inspect')
            setNotice(inOneLine(fault(scan.why, scan.data)));
          else return false;
          return true;
        },
      }}
    >
      <div className="app">
        <Rail screen={place.screen} me={me} onScreen={show} onRole={() => setDrawer({ badge: null })} />
        {place.screen === 'inspect' && (
          <Inspect play={sound ? play : null} onStation={(id) => go({ screen: 'station', id })} />
        )}
        {place.screen === 'history' && (
          <HistoryPlace id={place.id} onShow={(id) => go({ screen: 'history', id })} />
        )}
        {place.screen === 'review' && <ReviewScreen />}
        {place.screen === 'try' && <TryScreen />}
        {place.screen === 'datasets' && (
          <DatasetsScreen name={place.id} onName={(id) => go({ screen: 'datasets', id })} />
        )}
        {place.screen === 'teach' && (
          <TeachScreen way={place.id} onWay={(id) => go({ screen: 'teach', id })} />
        )}
        {place.screen === 'models' && <ModelsScreen />}
        {place.screen === 'fleet' && (
          <FleetScreen
            station={place.id}
            onStation={(id) => go({ screen: 'fleet', id })}
            onRegistry={() => go({ screen: 'station', id: 'registry' })}
          />
        )}
        {place.screen === 'station' && (
          <StationScreen section={place.id} onSection={(id) => go({ screen: 'station', id })} />
        )}
        <StatusBar
          slots={slotsOf({ connection, camera, status, sound, unkept })}
          open={slot}
          onOpen={setSlot}
          notice={notice}
          onSound={mute}
        />
      </div>
      <RoleDrawer opened={drawer !== null} badge={drawer?.badge ?? null} onClose={() => setDrawer(null)} />
      {help && (
        <KeysPanel
          screen={place.screen}
          me={me}
          pedalKey={settings.pedalKey}
          onClose={() => setHelp(false)}
        />
      )}
    </Keys>
  );
}

/** Ties History to the key router; what reaches a screen is from its own table or the frame's. */
function HistoryPlace({ id, onShow }: { id: string | null; onShow: (id: string | null) => void }) {
  const { client } = useStation();
  const desk = useRef<HistoryDesk | null>(null);
  const register = useCallback((next: HistoryDesk) => {
    desk.current = next;
    return () => {
      if (desk.current === next) desk.current = null;
    };
  }, []);
  useScreenKeys({
    command: (name) => desk.current?.command(name as HistoryCommand | 'back'),
    scanned: (scan) => scan.kind === 'filter' && desk.current?.scanned(scan.text),
  });
  return <History client={client} id={id} onShow={onShow} register={register} />;
}

/** Theme and text size as the station has them. */
function useLook(): void {
  const { settings } = useStation();
  const { setColorScheme } = useMantineColorScheme();
  useEffect(
    () => setColorScheme(settings.theme === 'system' ? 'auto' : settings.theme),
    [settings.theme, setColorScheme],
  );
  useEffect(() => {
    document.documentElement.style.setProperty('--text-scale', String(settings.textSize / 100));
  }, [settings.textSize]);
}

/** QA leads and admins become technicians again when nobody touches the station. */
function useFallBack(say: (text: string) => void): void {
  const { client, me, settings, setMe } = useStation();
  const raised = me !== null && me.role !== 'technician' && client !== null;
  const back = useCallback(() => {
    if (client === null) return;
    const fall = async () => {
      setMe(await client.people.signOut());
      say('Back to Technician, no work lost');
    };
    // Without an answer the role stays with the session, which ends with the connection.
    fall().catch(() => undefined);
  }, [client, setMe, say]);
  useIdle(raised ? settings.idleSeconds : null, back);
}
