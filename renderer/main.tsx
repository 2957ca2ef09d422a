import './styles.ts';
import type { DesktopBridge } from '../electron/contract/desktop-line.ts';
import { MantineProvider } from '@mantine/core';
import { setNonce } from 'get-nonce';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { StationProvider } from './app/station.tsx';
import { CameraContext } from './camera/camera-context.tsx';
import { createCamera, openSource } from './camera/camera.ts';
import { readChoice } from './camera/sources/source.ts';
import { StationCameraProvider } from './camera/station-camera.tsx';
import { BringProvider } from './datasets/bring/bring-context.tsx';
import { FreezingProvider } from './datasets/reviewed/freezing-context.tsx';
import { dialDesktop, dialServed, feedDesktop } from './dial.ts';
import { createHost } from './host.ts';
import { ModelsKeep } from './models/kept.tsx';
import { ProjectionContext, startProjection } from './projection/projection.ts';
import { ReviewKeep } from './review/review-keep.tsx';
import { DraftProvider } from './station/draft.tsx';
import { cssVariablesResolver, theme } from './theme.ts';

const nonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? '';
setNonce(nonce);

const { origin, search } = window.location;
/** The preload of the desktop puts it there; a browser has none. */
const bridge = (window as { readonly loupe?: DesktopBridge }).loupe;
const host = createHost(bridge ? dialDesktop(window, bridge) : dialServed(origin, crypto.randomUUID()));
const camera = createCamera(
  readChoice(search, localStorage),
  openSource(() => host.connection().client),
);
const projection = startProjection();
if (bridge) feedDesktop(window, bridge, projection);
else projection.connect({ socket: `${origin.replace(/^http/, 'ws')}/rpc?session=${crypto.randomUUID()}` });

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <MantineProvider
    theme={theme}
    cssVariablesResolver={cssVariablesResolver}
    defaultColorScheme="dark"
    getStyleNonce={() => nonce}
  >
    <ProjectionContext value={projection}>
      <CameraContext value={camera}>
        <StationProvider host={host}>
          <StationCameraProvider>
            <DraftProvider>
              <BringProvider>
                <FreezingProvider>
                  <ModelsKeep>
                    <ReviewKeep>
                      <App />
                    </ReviewKeep>
                  </ModelsKeep>
                </FreezingProvider>
              </BringProvider>
            </DraftProvider>
          </StationCameraProvider>
        </StationProvider>
      </CameraContext>
    </ProjectionContext>
  </MantineProvider>,
);
