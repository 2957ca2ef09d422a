import type { PluggedCamera } from '../../contract/devices.ts';

/** A camera of one make; `id` tells its plugging-in, `serial` the camera. */
export const camera = (id: string, serial = 'S1'): PluggedCamera => ({
  ...{ id, vendor: 0x46d, product: 0x825, serial, manufacturer: null, name: 'C270' },
  ...{ port: '1-2', certain: true },
});
