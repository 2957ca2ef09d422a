/** Whether this page may use the camera, as far as the browser tells. */
export interface Permission {
  /** A person may be answering the question right now. */
  asking(): boolean;
  close(): void;
}

/** @param changed told when the permission was given or taken away */
export function watchPermission(changed: (given: boolean) => void): Permission {
  let state: PermissionState | null = null;
  const closed = new AbortController();
  const { signal } = closed;
  const watch = async () => {
    const status = await navigator.permissions.query({ name: 'camera' });
    ({ state } = status);
    status.addEventListener(
      'change',
      () => {
        ({ state } = status);
        if (state !== 'prompt') changed(state === 'granted');
      },
      { signal },
    );
  };
  // A browser that does not tell: opening the camera says it all the same.
  watch().catch(() => undefined);
  return { asking: () => state === 'prompt', close: () => closed.abort() };
}
