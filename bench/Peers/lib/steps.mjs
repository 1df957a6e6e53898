// For the recovery workload: which step of which run was entered by which process, in a file that outlives a kill; and whether the second step stays.
import fs from 'node:fs';

const file = process.env.STEP_LOG ? fs.openSync(process.env.STEP_LOG, 'a') : undefined;
const holds = process.env.HOLD === '1';

export const never = () => new Promise(() => {});

export function entered(run, step) {
    if (file !== undefined) fs.writeSync(file, `${run} ${step} ${process.pid}\n`);
    return step === 2 && holds ? never() : undefined;
}
