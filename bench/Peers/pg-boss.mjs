// pg-boss: a queue alone. A run is one job, fetched and completed in batches: no step is recorded and no result is stored. Its sender is told
// nothing, so that a run has ended for it when its handler was called; W1 ends when the database has every job as completed.
// POOL sets the size of its connection pool (10).
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { hangUp, reach } from './lib/marks.mjs';
import { order, receipt } from './lib/payloads.mjs';
import { count, databaseUrl, inFlight, pool, warm, workload } from './lib/settings.mjs';
import { drive, pump } from './lib/workloads.mjs';

const boss = new PgBoss({ connectionString: databaseUrl, max: pool ?? 10, useListenNotify: true });
boss.on('error', error => console.error(error));
await boss.start();
await boss.createQueue('two', { notify: true });

const waiting = new Map();
const taking = { batchSize: 100, localConcurrency: 2, pollingIntervalSeconds: 0.5, notifyPollingIntervalSeconds: 0.5, burstWhenBatchFull: true };
await boss.work('two', taking, async jobs => {
    for (const { data } of jobs) {
        receipt('one', data.id);
        receipt('two', data.id);
        waiting.get(data.id)?.();
        waiting.delete(data.id);
    }
});

const reader = new pg.Client(databaseUrl);
await reader.connect();

async function completed() {
    const { rows: [{ jobs }] } = await reader.query(`select count(*)::int as jobs from pgboss.job where state = 'completed'`);
    return jobs;
}

async function throughput(jobs, firstId) {
    const since = performance.now();
    const before = await completed();
    await pump(jobs, inFlight, id => boss.send('two', order(firstId + id)));
    while (await completed() < before + jobs) await new Promise(later => setTimeout(later, 50));
    return (performance.now() - since) / 1000;
}

const close = async () => { await reader.end(); await boss.stop({ graceful: false }); };

if (workload === 'w1') {
    await throughput(warm, 1_000_000_000);
    await reach('begin');
    const secs = await throughput(count, 0);
    await reach('end', { runs: count, secs, runs_per_s: count / secs, warm });
    await close();
    hangUp();
    process.exit(0);
}

await drive({
    run: async id => {
        const called = new Promise(done => waiting.set(id, done));
        await boss.send('two', order(id));
        await called;
    },
    close,
});
