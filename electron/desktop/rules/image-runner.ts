/**
 * Where a worker runs. sharp's own libvips brings a GLib along that may not share a process with Electron's on Linux, so there the image
 * worker is a plain Node process if a Node is at hand (it is in a checkout). A package has none: it is built with sharp's WebAssembly
 * build instead, which brings no GLib.
 * @param node the program of a plain Node, null when there is none
 */
export function runsOn(
  worker: string,
  system: NodeJS.Platform,
  node: string | null,
): 'utility process' | 'plain node' {
  return worker === 'image' && system === 'linux' && node !== null ? 'plain node' : 'utility process';
}
