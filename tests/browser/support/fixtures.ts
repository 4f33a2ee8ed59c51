import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page, test as base } from '@playwright/test';
import { Seed } from './seed.ts';
import { PASSWORD, Server, type Site } from './server.ts';

export { expect, PASSWORD };
export type { Doctor, Person, Slot } from './seed.ts';

/** What a spec may ask for with `test.use({ .. })`. */
export type ClinicOptions = {
  /**
   * What the clinic starts with: `admin` (the user "admin" exists), `fresh` (nobody does, so every
   * page leads to /setup) or `demo` (`serve --demo`).
   */
  site: Site;
};

type WorkerFixtures = ClinicOptions & {
  /** The running server of this worker. */
  clinic: Server;
  /** Fills that clinic with people and visits. */
  seed: Seed;
};

type TestFixtures = {
  /**
   * Console messages a test expects, such as the browser's own note on a 404. Any other message, and
   * any uncaught error, fails the test.
   */
  allowConsole: RegExp[];
};

/** A browser's note on a connection that is given up before it stands, since its reader has gone on. */
const GONE_ON = /WebSocket is closed before the connection is established/;

/** Playwright's `test` on a real server; `page` is at home there and keeps a quiet console. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  site: ['admin', { option: true, scope: 'worker' }],

  clinic: [
    async ({ site }, use) => {
      const server = await Server.start(site);
      await use(server);
      await server.dispose();
    },
    { scope: 'worker', timeout: 60_000 },
  ],

  seed: [async ({ clinic }, use) => use(new Seed(clinic.url)), { scope: 'worker' }],

  baseURL: async ({ clinic }, use) => use(clinic.url),

  allowConsole: [[], { option: true }],

  page: async ({ page, allowConsole, clinic }, use, testInfo) => {
    const noise: string[] = [];
    const listen = (other: Page) => {
      other.on('console', (message) => noise.push(`${message.type()}: ${message.text()}`));
      other.on('pageerror', (error) => noise.push(`uncaught: ${error.message}`));
    };
    listen(page);
    page.context().on('page', listen);
    await use(page);
    if (testInfo.status !== testInfo.expectedStatus) {
      await testInfo.attach('server log', { body: await clinic.log(), contentType: 'text/plain' });
    }
    const expected = [...allowConsole, GONE_ON];
    const unexpected = noise.filter((line) => !expected.some((pattern) => pattern.test(line)));
    expect(unexpected, 'console messages and uncaught errors').toEqual([]);
  },
});

/** Signs in through the log-in page, and waits until it is left behind. */
export async function signIn(page: Page, username: string, password = PASSWORD): Promise<void> {
  await page.goto('/login');
  await page.getByLabel('Username', { exact: true }).fill(username);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await page.waitForURL((url) => url.pathname !== '/login');
}

/** Waits until the wasm has taken the page over, for tests of what only the hydrated app does. */
export async function hydrated(page: Page): Promise<void> {
  await page.waitForFunction(() => '__dx_mainWasm' in globalThis);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** Fails on any violation of WCAG 2.2 A and AA that axe can see. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  const found = violations.map(({ id, help, nodes }) => ({ id, help, where: nodes.map((node) => node.target.join(' ')) }));
  expect(found, `accessibility of ${page.url()}`).toEqual([]);
}
