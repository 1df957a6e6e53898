// Restate: a server of its own with a log of its own, no PostgreSQL. The driver starts that server, and says where it is.
import http2 from 'node:http2';
import * as restate from '@restatedev/restate-sdk';
import { order, receipt } from './lib/payloads.mjs';
import { tag } from './lib/settings.mjs';
import { entered } from './lib/steps.mjs';
import { drive, pump } from './lib/workloads.mjs';

const { RESTATE_INGRESS: ingress, RESTATE_ADMIN: admin, RESTATE_ENDPOINT_PORT: port } = process.env;
let seen = () => {};

const workflow = (name, run) => restate.workflow({ name, handlers: { run } });
const two = workflow('two', async (context, input) => {
    await context.run('one', async () => { await entered(input.id, 1); return receipt('one', input.id); });
    return context.run('two', async () => { await entered(input.id, 2); return receipt('two', input.id); });
});
const chain = workflow('chain', async (context, steps) => {
    for (let i = 0; i < steps; i++) await context.run('s', () => { seen(); return receipt('s', i); });
    return steps;
});
const fan = workflow('fan', async (context, steps) => {
    const done = await restate.RestatePromise.all(Array.from({ length: steps }, (_, i) => context.run('f', () => receipt('f', i))));
    return done.length;
});

const endpoint = http2.createServer(restate.createEndpointHandler({ services: [two, chain, fan] }));
await new Promise(listening => endpoint.listen(Number(port), '127.0.0.1', listening));

async function ask(url, body) {
    const answer = await fetch(url, body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
}

await ask(`${admin}/deployments`, { uri: `http://127.0.0.1:${port}`, force: true });

await drive({
    run: id => ask(`${ingress}/two/${tag}-${id}/run`, order(id)),
    chain: (steps, each) => { seen = each; return ask(`${ingress}/chain/${tag}/run`, steps); },
    fan: steps => ask(`${ingress}/fan/${tag}/run`, steps),
    begin: id => ask(`${ingress}/two/${tag}-${id}/run/send`, order(id)),
    finish: async runs => {
        let right = 0;
        await pump(runs, runs, async id => { if ((await ask(`${ingress}/restate/workflow/two/${tag}-${id}/attach`)).step === 'two') right++; });
        return right;
    },
});
