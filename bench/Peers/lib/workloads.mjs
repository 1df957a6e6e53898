// The workloads, over what a peer can do:
//   run(id)         starts a run of two steps, and ends when its result is with the starter
//   chain(n, seen)  one run of n steps, one after the other; each calls seen()
//   fan(n)          one run of n steps side by side, then a join
//   begin(id)       starts a run and does not wait for it
//   finish(n)       ends when the n runs that another process began have ended; returns how many have the right result
//   close()         lets go of everything
import { hangUp, reach } from './marks.mjs';
import { count, inFlight, warm, workload } from './settings.mjs';
import { never } from './steps.mjs';

// Ids of warm-up runs, far from those that are measured.
const warmUp = 1_000_000_000;

const seconds = since => (performance.now() - since) / 1000;
const mean = values => values.reduce((sum, value) => sum + value, 0) / values.length;

// Calls act(0 … times - 1), never more than atOnce at the same time; returns how many seconds that took.
export async function pump(times, atOnce, act) {
    let next = 0;
    const since = performance.now();
    const one = async () => { while (next < times) await act(next++); };
    await Promise.all(Array.from({ length: Math.min(atOnce, times) }, one));
    return seconds(since);
}

const heat = (peer, times, atOnce) => pump(times, atOnce, id => peer.run(warmUp + id));

export function spread(milliseconds) {
    const sorted = [...milliseconds].sort((a, b) => a - b);
    const at = part => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
    return { p50_ms: at(0.5), p99_ms: at(0.99), mean_ms: mean(sorted) };
}

const workloads = {
    async w1(peer) {
        await heat(peer, warm, inFlight);
        await reach('begin');
        const secs = await pump(count, inFlight, id => peer.run(id));
        await reach('end', { runs: count, secs, runs_per_s: count / secs, warm });
    },

    async w2(peer) {
        await heat(peer, warm, 1);
        await reach('begin');
        const took = [];
        for (let id = 0; id < count; id++) {
            const since = performance.now();
            await peer.run(id);
            took.push(performance.now() - since);
        }
        await reach('end', { runs: count, secs: took.reduce((sum, ms) => sum + ms, 0) / 1000, warm, ...spread(took) });
    },

    async w3(peer) {
        await heat(peer, Math.min(warm, 50), 10);
        await reach('begin');
        const since = performance.now();
        const stamps = [];
        await peer.chain(count, () => stamps.push(performance.now()));
        const secs = seconds(since);
        const steps = stamps.slice(1).map((stamp, i) => stamp - stamps[i]);
        const middle = Math.max(0, Math.floor(steps.length / 2) - 50);
        await reach('end', {
            steps: count, secs,
            first100_ms: mean(steps.slice(0, 100)), mid100_ms: mean(steps.slice(middle, middle + 100)), last100_ms: mean(steps.slice(-100)),
        });
    },

    async w4(peer) {
        await heat(peer, Math.min(warm, 50), 10);
        await reach('begin');
        const since = performance.now();
        const joined = await peer.fan(count);
        const secs = seconds(since);
        if (joined !== count) throw new Error(`The join saw ${joined} of ${count} results`);
        await reach('end', { steps: count, secs, steps_per_s: count / secs });
    },

    async w5a(peer) {
        await reach('begin');
        await pump(count, inFlight, id => peer.begin(id));
        await reach('started', { runs: count });
        await never();
    },

    async w5b(peer) {
        await reach('begin');
        const since = performance.now();
        const runs = await peer.finish(count);
        await reach('end', { runs, secs: seconds(since) });
    },
};

export async function drive(peer) {
    await workloads[workload](peer);
    await peer.close?.();
    hangUp();
    process.exit(0);
}
