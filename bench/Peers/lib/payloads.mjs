// The same payloads for every contestant, about 200 bytes of JSON each. They do not compress: a repeated letter would let a database shrink a
// long history to nothing.
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-';

function note(seed) {
    let state = (Math.imul(seed, 2654435761) + 12345) >>> 0;
    let text = '';
    for (let i = 0; i < 150; i++) {
        state = (state ^ (state << 13)) >>> 0;
        state = (state ^ (state >>> 17)) >>> 0;
        state = (state ^ (state << 5)) >>> 0;
        text += alphabet[state & 63];
    }
    return text;
}

export const order = id => ({ id, customer: `c${id}`, note: note(id) });
export const receipt = (step, of) => ({ step, of, note: note(of + step.length) });
