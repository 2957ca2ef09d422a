import { workerData, type MessagePort } from 'node:worker_threads';
import { sampleHost } from './sample.fixture.ts';
import { serve } from './server.ts';

// The sample host in a thread of its own, answering on the port it was started with.
const { router, context } = sampleHost();
serve((workerData as { port: MessagePort }).port, router, context);
