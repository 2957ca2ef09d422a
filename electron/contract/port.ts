/** Two ends of a pipe between processes; messages are structured clones. */
export interface Port {
  postMessage(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
}
