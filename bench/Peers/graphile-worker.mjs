// graphile-worker: a queue alone. A run is one job: no step is recorded, no result is stored, and a finished job is deleted.
// POOL sets the size of its connection pool and how many jobs run at once (10).
import { EventEmitter } from 'node:events';
import { Logger, makeWorkerUtils, run as startWorker } from 'graphile-worker';
import pg from 'pg';
import { order, receipt } from './lib/payloads.mjs';
import { databaseUrl, pool } from './lib/settings.mjs';
import { drive } from './lib/workloads.mjs';

const size = pool ?? 10;
const pgPool = new pg.Pool({ connectionString: databaseUrl, max: size });
const logger = new Logger(() => () => {});
const events = new EventEmitter().setMaxListeners(0);
const utils = await makeWorkerUtils({ pgPool, logger });
await utils.migrate();

// A job may be complete before whoever added it has heard its id.
const complete = new Set();
const waiting = new Map();
events.on('job:complete', ({ job }) => {
    const id = String(job.id);
    const done = waiting.get(id);
    if (done) { waiting.delete(id); done(); } else complete.add(id);
});

const worker = await startWorker({
    pgPool, logger, events, concurrency: size, noHandleSignals: true,
    taskList: { two: async input => { receipt('one', input.id); receipt('two', input.id); } },
});

await drive({
    run: async id => {
        const job = String((await utils.addJob('two', order(id))).id);
        if (!complete.delete(job)) await new Promise(done => waiting.set(job, done));
    },
    close: async () => { await worker.stop(); await utils.release(); },
});
