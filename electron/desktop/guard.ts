import type { Session, WebContents } from 'electron';
import { alreadyHas, mayHave } from './rules/permissions.ts';
import { isOurs, mayDownload, mayLoad } from './rules/trust.ts';

type Log = (entry: { level: 'warn'; what: string; [detail: string]: unknown }) => void;
const short = (url: string) => url.slice(0, 200);

/** Keeps contents of any kind on our page: nothing leads away from it, nothing opens beside it, nothing is embedded. */
export function guardContents(contents: WebContents, log: Log): void {
  const stay = (event: { readonly url: string; preventDefault(): void }) => {
    if (isOurs(event.url)) return;
    event.preventDefault();
    log({ level: 'warn', what: 'navigation refused', to: short(event.url) });
  };
  contents.on('will-navigate', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    log({ level: 'warn', what: 'new window refused', to: short(url) });
    return { action: 'deny' };
  });
}

/** What pages of a session may load, save and have. */
export function guardSession(session: Session, log: Log, system = process.platform): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const { requestingUrl: url, isMainFrame: mainFrame } = details;
    const media = 'mediaTypes' in details ? (details.mediaTypes ?? []) : [];
    const granted = mayHave({ permission, url, mainFrame, media }, system);
    if (!granted) log({ level: 'warn', what: 'permission refused', permission, by: short(url) });
    answer(granted);
  });
  session.setPermissionCheckHandler(
    (contents, permission, origin, { isMainFrame: mainFrame, mediaType: media }) =>
      contents !== null && alreadyHas({ permission, origin, mainFrame, media }),
  );
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    const cancel = !mayLoad(url) && !url.startsWith('devtools://');
    if (cancel) log({ level: 'warn', what: 'request refused', to: short(url) });
    answer({ cancel });
  });
  session.on('will-download', (event, item) => {
    if (!mayDownload(item.getURL())) event.preventDefault();
  });
}
