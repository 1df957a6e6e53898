// DBOS Transact. POOL sets the size of its connection pool, which is 10 unless it is told otherwise.
import { DBOS } from '@dbos-inc/dbos-sdk';
import { order, receipt } from './lib/payloads.mjs';
import { databaseUrl, pool } from './lib/settings.mjs';
import { entered } from './lib/steps.mjs';
import { drive } from './lib/workloads.mjs';

let seen = () => {};

const two = DBOS.registerWorkflow(async input => {
    await DBOS.runStep(async () => { await entered(input.id, 1); return receipt('one', input.id); }, { name: 'one' });
    return DBOS.runStep(async () => { await entered(input.id, 2); return receipt('two', input.id); }, { name: 'two' });
}, { name: 'two' });

const chain = DBOS.registerWorkflow(async steps => {
    for (let i = 0; i < steps; i++) {
        await DBOS.runStep(async () => { seen(); return receipt('s', i); }, { name: 's' });
    }
    return steps;
}, { name: 'chain' });

const fan = DBOS.registerWorkflow(async steps => {
    const done = await Promise.all(Array.from({ length: steps }, (_, i) => DBOS.runStep(async () => receipt('f', i), { name: 'f' })));
    return done.length;
}, { name: 'fan' });

DBOS.setConfig({ name: 'bench', systemDatabaseUrl: databaseUrl, systemDatabasePoolSize: pool, logLevel: 'error', applicationVersion: 'v1' });
await DBOS.launch();

await drive({
    run: async id => (await DBOS.startWorkflow(two)(order(id))).getResult(),
    chain: async (steps, each) => { seen = each; await (await DBOS.startWorkflow(chain)(steps)).getResult(); },
    fan: async steps => (await DBOS.startWorkflow(fan)(steps)).getResult(),
    begin: async id => { await DBOS.startWorkflow(two, { workflowID: `run-${id}` })(order(id)); },
    finish: async runs => {
        const results = await Promise.all(Array.from({ length: runs }, (_, id) => DBOS.retrieveWorkflow(`run-${id}`).getResult({ pollingIntervalMs: 100 })));
        return results.filter(result => result.step === 'two').length;
    },
    close: () => DBOS.shutdown(),
});
