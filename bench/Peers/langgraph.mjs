// LangGraph with its PostgreSQL checkpointer. DURABILITY=sync stores each checkpoint before the next node runs, as every other contestant does;
// async is the library's default. POOL sets the size of its connection pool (10).
import { Annotation, END, Send, START, StateGraph } from '@langchain/langgraph';
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';
import pg from 'pg';
import { order, receipt } from './lib/payloads.mjs';
import { databaseUrl, inFlight, pool } from './lib/settings.mjs';
import { entered } from './lib/steps.mjs';
import { drive, pump } from './lib/workloads.mjs';

const connections = new pg.Pool({ connectionString: databaseUrl, max: pool ?? 10 });
const checkpointer = new PostgresSaver(connections);
await checkpointer.setup();
const thread = id => ({ configurable: { thread_id: id }, durability: process.env.DURABILITY ?? 'sync', recursionLimit: 10_000 });

const two = new StateGraph(Annotation.Root({ order: Annotation(), one: Annotation(), two: Annotation() }))
    .addNode('first', async state => { await entered(state.order.id, 1); return { one: receipt('one', state.order.id) }; })
    .addNode('second', async state => { await entered(state.order.id, 2); return { two: receipt('two', state.one.of) }; })
    .addEdge(START, 'first').addEdge('first', 'second').addEdge('second', END)
    .compile({ checkpointer });

let seen = () => {};
const chain = new StateGraph(Annotation.Root({ steps: Annotation(), at: Annotation(), last: Annotation() }))
    .addNode('s', state => { seen(); return { at: state.at + 1, last: receipt('s', state.at) }; })
    .addEdge(START, 's').addConditionalEdges('s', state => state.at < state.steps ? 's' : END)
    .compile({ checkpointer });

const gathered = Annotation({ reducer: (before, more) => before.concat(more), default: () => [] });
const fan = new StateGraph(Annotation.Root({ steps: Annotation(), at: Annotation(), out: gathered, joined: Annotation() }))
    .addNode('f', state => ({ out: [receipt('f', state.at)] }))
    .addNode('join', state => ({ joined: state.out.length }))
    .addConditionalEdges(START, state => Array.from({ length: state.steps }, (_, at) => new Send('f', { at })))
    .addEdge('f', 'join').addEdge('join', END)
    .compile({ checkpointer });

await drive({
    run: id => two.invoke({ order: order(id) }, thread(`run-${id}`)),
    chain: (steps, each) => { seen = each; return chain.invoke({ steps, at: 0 }, thread('chain')); },
    fan: async steps => (await fan.invoke({ steps }, thread('fan'))).joined,
    // It answers only at the end, and in this life there is none; nor does a failure of a process that is about to be killed matter.
    begin: async id => { two.invoke({ order: order(id) }, thread(`run-${id}`)).catch(() => {}); },
    // It does not recover by itself: whoever calls it has to know the threads, and to resume each.
    finish: async runs => {
        let right = 0;
        await pump(runs, inFlight, async id => { if ((await two.invoke(null, thread(`run-${id}`))).two?.step === 'two') right++; });
        return right;
    },
    close: () => connections.end(),
});
