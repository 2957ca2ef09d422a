import { portToHost } from '../port.ts';
import { openBus } from './bus.ts';
import { watch } from './watch.ts';

const port = portToHost();
// Whatever goes wrong ends this process; the host starts another.
await watch(openBus, (said) => port.postMessage(said));
