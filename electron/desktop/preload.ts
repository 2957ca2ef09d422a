import { contextBridge, ipcRenderer } from 'electron';
import { isPurpose, type DesktopBridge, type LineMessage } from '../contract/desktop-line.ts';

// All that the page gets of Electron: it may ask for a line, and is handed its ports. They come as a message of its own window, since a port
// cannot cross the bridge.

const bridge: DesktopBridge = {
  connect(purpose) {
    if (isPurpose(purpose)) ipcRenderer.send('connect', purpose);
  },
};
contextBridge.exposeInMainWorld('loupe', bridge);
ipcRenderer.on('line', (event, message: LineMessage) =>
  window.postMessage(message, window.location.origin, [...event.ports]),
);
