import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { BrowserWindow, screen, type BrowserWindowConstructorOptions } from 'electron';
import { placeWindow, smallest, type WindowState } from './rules/window-state.ts';

/** The one window. Not shown before there is something to show. `stateFile` keeps where it stood. */
export function openWindow({
  preload,
  kiosk,
  developed,
  stateFile,
}: {
  preload: string;
  kiosk: boolean;
  /** Run from a checkout: the developer tools may be opened. */
  developed: boolean;
  stateFile: string;
}): BrowserWindow {
  const { bounds, maximized } = placeWindow(
    readState(stateFile),
    screen.getAllDisplays().map(({ workArea }) => workArea),
  );
  const window = new BrowserWindow({
    ...bounds,
    minWidth: smallest.width,
    minHeight: smallest.height,
    title: 'Loupe',
    backgroundColor: '#101113',
    show: false,
    kiosk,
    autoHideMenuBar: true,
    webPreferences: { ...lockedDown, preload, devTools: developed },
  });
  window.once('ready-to-show', () => {
    if (maximized && !kiosk) window.maximize();
    window.show();
  });
  if (!kiosk) window.on('close', () => keepState(stateFile, window));
  return window;
}

const lockedDown = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInSubFrames: false,
  nodeIntegrationInWorker: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  // It would fetch dictionaries from elsewhere.
  spellcheck: false,
  // A station that is looked away from goes on judging.
  backgroundThrottling: false,
} as const satisfies BrowserWindowConstructorOptions['webPreferences'];

function readState(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/** Losing it costs nobody anything, so a failure is nobody's business. */
function keepState(file: string, window: BrowserWindow): void {
  const state: WindowState = { ...window.getNormalBounds(), maximized: window.isMaximized() };
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.part`, JSON.stringify(state));
    renameSync(`${file}.part`, file);
  } catch {
    return;
  }
}
