import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { WebSocket } from 'ws';
import { connect, type Client } from '../electron/contract/client.ts';
import { socketWire, type Socket } from '../electron/contract/socket-wire.ts';

/** A line of its own to the station that a page is open on, beside the page: for bringing about what the page shall show. */
/** @param person somebody's id, who has no PIN */
export async function clientOf(page: Page, person: string): Promise<Client> {
  const { origin } = new URL(page.url());
  const cookies = await page.context().cookies(origin);
  const socket = new WebSocket(`${origin.replace(/^http/, 'ws')}/rpc?session=${randomUUID()}`, {
    headers: { Cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '), Origin: origin },
  });
  const client = connect(socketWire(socket as Socket));
  await client.people.signIn({ person });
  return client;
}
