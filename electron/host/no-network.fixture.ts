import net from 'node:net';
import dgram from 'node:dgram';
import dns from 'node:dns';

// `--import` this, or import it first: from here on this process reaches no network, and says so loudly when it tries.

function refuse(what: string): never {
  throw new Error(`no network here: ${what}`);
}
net.Socket.prototype.connect = (...to: unknown[]) => refuse(`connect ${JSON.stringify(to[0])}`);
net.Server.prototype.listen = () => refuse('listen');
dgram.createSocket = () => refuse('datagram');
dns.lookup = Object.assign(() => refuse('lookup'), dns.lookup);
globalThis.fetch = () => refuse('fetch');
