import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';

/** The password of everyone the tests create. */
export const PASSWORD = 'seven quiet herons';

/** The release server, as `make build` leaves it. */
export function serverBinary(): string {
  const { ANTEROOM_SERVER_BIN, CARGO_TARGET_DIR, XDG_CACHE_HOME } = process.env;
  const cache = XDG_CACHE_HOME || path.join(homedir(), '.cache');
  const target = CARGO_TARGET_DIR || path.join(cache, 'anteroom', 'target');
  const binary = ANTEROOM_SERVER_BIN || path.join(target, 'dx', 'anteroom', 'release', 'web', 'server');
  if (!existsSync(binary)) throw new Error(`no server at ${binary}: run "make build" first`);
  return binary;
}

/** What a clinic starts with: one administrator, nothing at all, or the demo clinic. */
export type Site = 'admin' | 'fresh' | 'demo';

/** A real server on a free loopback port with a database of its own. */
export class Server {
  private process: ChildProcess | undefined;

  private constructor(
    /** Where it listens, without a final slash. */
    readonly url: string,
    /** The folder of its database and log, removed at the end. */
    readonly folder: string,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  /** Starts a server and waits until it is ready. */
  static async start(site: Site): Promise<Server> {
    const folder = await mkdtemp(path.join(tmpdir(), 'anteroom-test-'));
    const port = await freePort();
    const server = new Server(`http://127.0.0.1:${port}`, folder, {
      PATH: process.env['PATH'],
      HOME: folder,
      IP: '127.0.0.1',
      PORT: String(port),
      DATABASE_URL: `sqlite://${folder}/clinic.db`,
      ANTEROOM_BCRYPT_COST: '4',
      ANTEROOM_THROTTLE: 'off',
      ANTEROOM_TIME_ZONE: 'Europe/London',
      RUST_LOG: 'warn',
    });
    if (site === 'admin') {
      await server.run(['admin', 'create', '--username', 'admin', '--full-name', 'Ada Admin'], `${PASSWORD}\n`);
    }
    await server.serve(site === 'demo' ? ['serve', '--demo'] : ['serve']);
    return server;
  }

  /** Runs one command of the server's command line on this database. */
  async run(args: string[], input = ''): Promise<string> {
    const child = spawn(serverBinary(), args, { cwd: this.folder, env: this.environment });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.stdin.end(input);
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`server ${args.join(' ')} ended with ${code}: ${output}`);
    return output;
  }

  /** Stops the server, keeping its database; `start` it again with `serve`. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const child = this.process;
    this.process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, 'close');
    child.kill(signal);
    const deadline = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await closed;
    clearTimeout(deadline);
  }

  /** Serves on the same address and database, and waits for `/readyz`. */
  async serve(args: string[] = ['serve']): Promise<void> {
    const child = spawn(serverBinary(), args, { cwd: this.folder, env: this.environment, stdio: ['ignore', 'pipe', 'pipe'] });
    const log = createWriteStream(this.logFile, { flags: 'a' });
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    this.process = child;
    const deadline = Date.now() + 20_000;
    while (Date.now() < deadline) {
      if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}: ${await this.log()}`);
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined);
      if (answer?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    await this.stop('SIGKILL');
    throw new Error(`the server was not ready in time: ${await this.log()}`);
  }

  /** What the server wrote on standard output and error. */
  async log(): Promise<string> {
    return readFile(this.logFile, 'utf8').catch(() => '');
  }

  private get logFile(): string {
    return path.join(this.folder, 'server.log');
  }

  /** Stops the server and removes its database. */
  async dispose(): Promise<void> {
    await this.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** A free port of those that no system gives to a connection: a server that was stopped finds it free again. */
async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const probe = createServer();
    const free = await new Promise<boolean>((done) => {
      probe.once('error', () => done(false));
      probe.listen(port, '127.0.0.1', () => done(true));
    });
    if (!free) continue;
    probe.close();
    await once(probe, 'close');
    return port;
  }
  throw new Error('no free port');
}
