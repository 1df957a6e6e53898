// The conversation with the driver: a line on standard output where the measured part begins and where it ends, and a line on standard input
// once the driver has read its counters. Nothing of a peer runs in between.
import readline from 'node:readline';

const lines = readline.createInterface({ input: process.stdin });
const waiting = [];
lines.on('line', () => waiting.shift()?.());

export function reach(mark, figures = {}) {
    return new Promise(resolve => {
        waiting.push(resolve);
        process.stdout.write(`@${mark} ${JSON.stringify(figures)}\n`);
    });
}

export const hangUp = () => lines.close();
