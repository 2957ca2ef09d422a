import { pageHeaders } from '../host/page/headers.ts';
import { originOf } from './trust.ts';

/** The headers of every answer; the page may open sockets to this very port. */
export const securityHeaders = (port: number, nonce?: string): Record<string, string> =>
  pageHeaders({ nonce, sockets: originOf(port).replace('http', 'ws') });
