// What the driver asks for: `<workload> <count> <in flight>`, and the environment.
const [, , name = 'w1', howMany = '1000', atOnce = '200'] = process.argv;
const { env } = process;

export const workload = name;
export const count = Number(howMany);
export const inFlight = Number(atOnce);
export const warm = Number(env.WARM ?? 200);
export const databaseUrl = env.DATABASE_URL;

// Undefined leaves a library its own default.
export const pool = env.POOL ? Number(env.POOL) : undefined;

// Names that are new in each measurement, for a peer whose store outlives it.
export const tag = env.TAG ?? String(process.pid);
