import type { CameraIdentity, CameraReport, Setup } from '../../contract/setup.ts';

export const usb = { vendor: 0x046d, product: 0x082d, serial: 'A1B2', port: '1-2' };
export const benchCamera: CameraIdentity = { label: 'C920 (046d:082d)', deviceId: 'd1', usb };

/** 64 × 64 pixels, exposure locked, white balance read but free. */
export const benchSetup: Setup = {
  format: 1,
  camera: benchCamera,
  settings: {
    width: { asked: 64, read: 64, locked: true },
    height: { asked: 64, read: 64, locked: true },
    exposureTime: { asked: 50, read: 50, locked: true },
    exposureMode: { asked: 'manual', read: 'manual', locked: true },
    colorTemperature: { asked: null, read: 4600, locked: false },
  },
  calibration: { mmPerPixel: 0.05, grey: null, focus: null, exposure: null },
};

export const benchReport: CameraReport = {
  camera: benchCamera,
  track: 't1',
  read: { width: 64, height: 64, exposureTime: 50, exposureMode: 'manual', colorTemperature: 5200 },
};
