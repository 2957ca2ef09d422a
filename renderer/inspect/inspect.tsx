import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Inspection } from '../../electron/contract/inspection.ts';
import type { Disposition, Identity } from '../../electron/contract/events.ts';
import { useStation } from '../app/station.tsx';
import { useCamera, useCameraState } from '../camera/camera-context.tsx';
import { Picker } from '../camera/picker.tsx';
import { useStationCamera } from '../camera/station-camera.tsx';
import { KeyButton } from '../components/key-button.tsx';
import { keepFocus } from '../keys/keep-focus.ts';
import type { Command } from '../keys/keymap.ts';
import type { Scanned } from '../keys/route.ts';
import { useScreenKeys } from '../keys/use-keys.tsx';
import { useNewest } from '../projection/hooks.ts';
import type { SectionId } from '../station/sections.tsx';
import { fault } from '../words/fault.ts';
import { asFault, inOneLine, numberOf, timeOf, words } from '../words/words.ts';
import { HandsFreeEdge } from './hands-free/edge.tsx';
import { holdMs } from './hands-free/hold.ts';
import { usePlacement } from './hands-free/use-placement.ts';
import { useSteady } from './hands-free/use-steady.ts';
import { bannerOf } from './banner-state.ts';
import { Banner } from './banner.tsx';
import { idIsMissing, isNamed, shortName, withTray } from './identity.ts';
import { Guide } from './guide.tsx';
import { obstacleOf } from '../camera/obstacle.ts';
import { overlays, type OverlayKind } from './overlay.tsx';
import { Picture } from './picture.tsx';
import { Dispositions, Findings, IdField, SecondView } from './side.tsx';
import type { createSounds } from './sounds.ts';
import { createStage } from './stage.ts';
import { Strip } from './strip.tsx';
import { mergeTiles } from './tiles.ts';
import { Tray } from './tray.tsx';
import { useDecisions } from './use-decisions.ts';
import { useElsewhere } from './use-elsewhere.ts';
import { useHandsFree } from './use-hands-free.ts';
import { useIdentity } from './use-identity.ts';
import { useLease } from '../camera/use-lease.ts';
import { useRetire } from './use-retire.ts';
import { useShot, useWaiting, type Trigger } from './use-shot.ts';
import { useTwice } from './use-twice.ts';
import { moved, whole, type Move } from '../components/picture/view.ts';
import './inspect.css';

interface Props {
  /** Null while muted. */
  readonly play: ReturnType<typeof createSounds> | null;
  readonly onStation: (section: SectionId) => void;
}

/** One piece, one trigger, one answer that names its piece (UI.md section 4). */
export function Inspect({ play, onStation }: Props) {
  const { client, connection, status, about, settings } = useStation();
  const camera = useCamera();
  const cameraState = useCameraState();
  const stage = useMemo(() => createStage(camera), [camera]);
  useEffect(() => () => stage.close(), [stage]);
  const { takeOver } = useLease();
  const { useIt } = useStationCamera();
  const elsewhere = useElsewhere();

  const [own, setOwn] = useState<readonly Inspection[]>([]);
  const [notice, setNotice] = useState<string | null>(null);
  const [overlay, setOverlay] = useState<OverlayKind>('findings');
  const [zoom, setZoom] = useState(whole);
  const onRecorded = useCallback(
    (inspection: Inspection) => setOwn((before) => [inspection, ...before].slice(0, 50)),
    [],
  );

  const rows = useNewest(about?.stationId ?? null, 50);
  const tiles = mergeTiles(rows ?? [], own, about?.stationId ?? null);
  const { bench, send, trigger, judged, luminance } = useShot({ stage, play, onRecorded });
  const { shot, past } = bench;
  const obstacle = obstacleOf({ connection, status, session: about?.session ?? null, camera: cameraState });
  const retire = useCallback(() => send({ type: 'retire' }), [send]);
  const handsFree = usePlacement(luminance, () => {
    if (steady(holdMs(shot))) inspect('hands-free');
  });
  useRetire({
    shot,
    stage,
    judged,
    luminance,
    seconds: settings.retireSeconds,
    blocked: obstacle !== null && obstacle.code !== 'folder-empty',
    handsFree: handsFree.phase !== null,
    retire,
  });
  useEffect(() => stage.setAside(past !== null), [stage, past]);
  const now = useWaiting(shot?.phase === 'judging' ? shot.since : null);

  const current = shot?.phase === 'verdict' || shot?.phase === 'last' ? shot.inspection : null;
  const subject = past ?? current;
  const tray = status?.tray ?? null;
  const bare = current !== null && !isNamed(current.identity) ? current.id : null;
  const fail = (error: unknown) => setNotice(inOneLine(asFault(error)));
  const id = useIdentity(bare, {
    late(inspection, identity) {
      const done = () => setNotice(`${numberOf(inspection)} is ${shortName(identity)} now`);
      client?.inspection
        .correctIdentity({ id: inspection, identity: withTray(identity, tray?.name ?? null) })
        .then(done, fail);
    },
    other: (reading) => scanned(reading.kind === 'tray' ? { kind: 'tray', text: reading.tray } : reading),
  });
  const decisions = useDecisions(setNotice);
  const twice = useTwice(setNotice);
  const required = settings.idRequired === 'always' || (settings.idRequired === 'tray' && tray !== null);
  const stored = tiles.find((tile) => tile.id === subject?.id)?.disposition ?? null;
  const decided = subject === null ? null : decisions.of(subject.id, stored);
  const decidable = subject?.verdict === 'defect' || subject?.verdict === 'unsure';

  function inspect(how: Trigger) {
    if (shot?.phase === 'judging' || obstacle !== null) return;
    if (id.typing) return setNotice('Finish the ID first (Enter), then trigger');
    if (idIsMissing(settings.idRequired, id.next.armed, tray?.name ?? null))
      return setNotice('Scan the instrument first');
    if (!trigger(how, withTray(id.next.armed, tray?.name ?? null))) return;
    handsFree.taken();
    setNotice(null);
    setZoom(whole);
    id.consume();
  }
  useHandsFree(settings.folderMode === 'watched', () => inspect('hands-free'));
  function toggleHandsFree() {
    setNotice(handsFree.toggle() ? null : 'Hands-free needs live pictures of a camera');
  }
  function decide(disposition: Disposition) {
    if (subject === null || !decidable) return;
    const run = () => void decisions.decide(subject.id, disposition, decided);
    if (disposition === 'discard')
      twice('discard', `Discard ${numberOf(subject.id)}? Once more to do it`, run);
    else run();
  }
  function openTray(name: string) {
    if (tray?.name === name) return closeTray();
    client?.inspection.openTray({ tray: name }).then(() => setNotice(`Tray ${name} is open`), fail);
  }
  function closeTray() {
    client?.inspection.closeTray().then(() => setNotice('The tray is closed'), fail);
  }
  function showPast(wanted: string | null) {
    setZoom(whole);
    if (wanted === null || wanted === past?.id) return send({ type: 'past', inspection: null });
    client?.inspection.get({ id: wanted }).then((inspection) => send({ type: 'past', inspection }), fail);
  }
  function walk(by: 1 | -1) {
    const at =
      past === null
        ? by === 1 && current !== null && tiles[0]?.id === current.id
          ? 0
          : -1
        : tiles.findIndex((t) => t.id === past.id);
    if (past === null && by === -1) return;
    const next = tiles[at + by];
    if (next !== undefined) showPast(next.id);
    else if (by === -1) showPast(null);
  }
  function scanned(scan: Scanned) {
    if (scan.kind === 'tray') return openTray(scan.text);
    retire();
    if (scan.kind === 'identity') return identify(scan.identity);
    if (scan.kind === 'half' && id.half(scan)) return setNotice(null);
    // The next piece is the one that was just scanned, and nobody knows which it is.
    id.disarm();
    if (scan.kind === 'problem') setNotice(inOneLine(fault(scan.why, scan.data)));
    if (scan.kind === 'half') setNotice(inOneLine(fault('code-half')));
  }
  function identify(identity: Identity) {
    id.arm(identity);
    const before = tiles.find(
      (tile) => tile.serial === identity.serial && tile.instrument === (identity.instrument ?? null),
    );
    const name = shortName(identity);
    if (before !== undefined)
      setNotice(
        `SN ${name} already inspected: ${words.verdicts[before.verdict]} ${timeOf(before.at).slice(0, 5)} (${numberOf(before.id)})`,
      );
    else if (bare !== null) setNotice(`${numberOf(bare)} has no ID. Use ${name} for it: F2, Enter`);
    else setNotice(null);
  }

  const commands: Partial<Record<Command, () => void>> = {
    inspect: () => inspect('key'),
    'type-id': id.open,
    'hands-free': toggleHandsFree,
    overlay: () =>
      setOverlay((kind) => overlays[(overlays.indexOf(kind) + 1) % overlays.length] ?? 'findings'),
    'leave-to-qa': () => decide('leave-to-qa'),
    repair: () => decide('repair'),
    're-clean': () => decide('re-clean'),
    replace: () => decide('replace'),
    discard: () => decide('discard'),
    'same-again': () => {
      if (current === null) return;
      const named = isNamed(current.identity);
      id.rearm(named ? { ...current.identity } : null);
      setNotice(`Same piece again: ${named ? shortName(current.identity) : 'no ID'}`);
    },
    older: () => walk(1),
    newer: () => walk(-1),
    live: () => showPast(null),
    back: () => showPast(null),
    'take-back': () => void decisions.takeBack(),
    'close-tray': () => tray !== null && twice('tray', `Close tray ${tray.name}? End once more`, closeTray),
  };
  useScreenKeys({
    command(command) {
      if (/^(zoom|pan)-/.test(command)) setZoom((before) => moved(before, command as Move));
      else commands[command]?.();
    },
    pedal: () => inspect('pedal'),
    scanned,
    typeId: id.typed,
    acceptId: id.enter,
  });

  const frozen =
    shot?.phase === 'judging'
      ? { frame: shot.frame, inspection: null }
      : shot?.phase === 'verdict'
        ? { frame: shot.frame, inspection: shot.inspection }
        : null;
  const { armed } = id.next;
  const banner = bannerOf(bench, { now, fault: obstacle, elsewhere });
  const steady = useSteady(`${banner.kind} ${current?.id}`);
  // For the first 150 ms nothing on the screen but the banner changes: most answers are there by then.
  const waits = banner.kind === 'judging' && banner.since !== 'quiet';
  return (
    // Pointer clicks move no focus here, so that no button ever waits for a scanner's Enter.
    <main className="inspect" onMouseDown={keepFocus}>
      <Banner
        state={banner}
        handsFree={handsFree.phase !== null}
        hint={notice ?? (armed === null ? null : `Next: ${shortName(armed)}`)}
      />
      <Picture
        stage={stage}
        client={client}
        size={cameraState.size}
        live={cameraState.phase === 'live'}
        frozen={frozen}
        past={past}
        overlay={overlay}
        zoom={zoom}
      >
        {cameraState.kind !== 'folder' && (
          <HandsFreeEdge phase={handsFree.phase} onToggle={toggleHandsFree} />
        )}
        {obstacle?.code === 'lease-held' && (
          <div className="picture-action">
            <KeyButton look="primary" onClick={takeOver}>
              Take over
            </KeyButton>
          </div>
        )}
        {obstacle?.code === 'camera-other' && useIt !== null && (
          <div className="picture-action">
            <KeyButton look="primary" acts onClick={useIt}>
              Use it
            </KeyButton>
          </div>
        )}
      </Picture>
      <aside className="side" aria-label="Piece">
        <SecondView
          stage={stage}
          tag={
            frozen !== null || past !== null
              ? cameraState.phase === 'live'
                ? 'LIVE'
                : null
              : current !== null
                ? 'LAST'
                : null
          }
        >
          <Picker />
          {cameraState.kind === 'demo' && (
            <KeyButton onClick={() => camera.nextPiece()}>Next demo piece</KeyButton>
          )}
          <KeyButton keys="F3" onClick={() => commands.overlay?.()}>
            {overlay === 'off' ? 'No overlay' : overlay === 'heatmap' ? 'Heat map' : 'Findings'}
          </KeyButton>
        </SecondView>
        <IdField
          field={id.field}
          value={id.value}
          label={id.draft === null ? 'ID of the next piece' : 'Enter accepts, Esc leaves'}
          required={required}
          onChange={id.change}
          onLeave={id.leave}
        />
        <Findings inspection={subject} />
        <Dispositions enabled={decidable} chosen={decided} onChoose={decide} />
        <KeyButton
          className="inspect-button"
          look="primary"
          keys="Space"
          acts
          disabled={obstacle !== null || waits}
          onClick={() => inspect('button')}
        >
          Inspect
        </KeyButton>
      </aside>
      <Strip
        tiles={tiles}
        client={client}
        chosen={past?.id ?? null}
        onChoose={showPast}
        empty={rows !== undefined && <Guide camera={cameraState} onStation={onStation} />}
      >
        <Tray tray={tray} onOpen={openTray} onClose={closeTray} />
      </Strip>
    </main>
  );
}
