import { readFile } from 'node:fs/promises';
import type { Locator, Page, Route } from '@playwright/test';
import { expect, expectAccessible, hydrated } from './fixtures.ts';
import { longDay, monthOf } from './words.ts';

// What people do on every page, said once.

/** How a browser says that a server is away, or goes away while it is asked. */
const AWAY =
  'ERR_(CONNECTION_(REFUSED|RESET|CLOSED)|EMPTY_RESPONSE|SOCKET_NOT_CONNECTED|INCOMPLETE_CHUNKED_ENCODING)|before receiving a handshake';

/**
 * What a test expects in its console where the server refuses something, or is away: the browser's
 * own note. One pattern, since Playwright reads a list of two as a value and its options.
 */
export const refused = (...reasons: (number | 'away')[]): RegExp[] => {
  const notes = reasons.map((reason) => (reason === 'away' ? AWAY : `responded with a status of ${reason}`));
  return [new RegExp(notes.join('|'))];
};

/** Opens a page and waits until it is alive; it is the one with that heading, and accessible. */
export async function open(page: Page, path: string, heading: string | RegExp): Promise<void> {
  await page.goto(path);
  await hydrated(page);
  await arrived(page, heading);
}

/** The page shown now has that heading and no other of its rank, and is accessible. */
export async function arrived(page: Page, heading: string | RegExp): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
  await expectAccessible(page);
}

/** Types into the fields with these labels. */
export async function fill(scope: Page | Locator, values: Record<string, string>): Promise<void> {
  for (const [label, value] of Object.entries(values)) {
    await scope.getByLabel(label, { exact: true }).fill(value);
  }
}

/** Presses the button of that name. */
export async function press(scope: Page | Locator, name: string): Promise<void> {
  await scope.getByRole('button', { name, exact: true }).click();
}

/** Something is announced as done. */
export async function announced(page: Page, text: string | RegExp): Promise<void> {
  await expect(page.getByRole('status').filter({ hasText: text }).first()).toBeVisible();
}

/** The field is marked as wrong and says why. */
export async function wrong(scope: Page | Locator, label: string, why: string | RegExp): Promise<void> {
  const field = scope.getByLabel(label, { exact: true });
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toHaveAccessibleDescription(why);
}

/** One fact of a list of facts: what stands beside that term. */
export function fact(scope: Page | Locator, term: string): Locator {
  return scope.locator('dt', { hasText: new RegExp(`^\\s*${term}\\s*$`) }).locator('xpath=following-sibling::dd[1]');
}

/** Follows the link of a day in the month shown, or in the one after it. */
export async function pressDay(page: Page, day: string): Promise<void> {
  const shown = page.locator('#date-grid-month');
  if ((await shown.textContent()) !== monthOf(day)) {
    await page.getByRole('link', { name: `Next month, ${monthOf(day)}` }).click();
    await expect(shown).toHaveText(monthOf(day));
  }
  await page.getByRole('grid').getByRole('link', { name: new RegExp(`^${longDay(day)}, `) }).click();
}

/** Chooses a day: its times stand beside it. */
export async function pickDay(page: Page, day: string): Promise<void> {
  await pressDay(page, day);
  await expect(page.getByRole('group', { name: `Times on ${longDay(day)}` })).toBeVisible();
}

/** Presses a link that downloads a file, and reads the file. */
export async function download(page: Page, link: Locator): Promise<{ name: string; text: string }> {
  const [file] = await Promise.all([page.waitForEvent('download'), link.click()]);
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
}

/** Follows something that must not load the page anew. */
export async function withoutReload(page: Page, work: () => Promise<void>): Promise<void> {
  await page.evaluate(() => document.documentElement.setAttribute('data-same-page', ''));
  await work();
  await expect(page.locator('html[data-same-page]'), 'the page was loaded anew').toHaveCount(1);
}

/**
 * Has what the open page asks of these addresses handled like this from now on. A browser says so before it is so: what
 * is asked at once would pass by on a busy machine, and so a question that changes nothing is asked first.
 */
export async function intercept(page: Page, addresses: string | RegExp, handle: (route: Route) => Promise<void>): Promise<void> {
  await page.route(addresses, handle);
  await page.route('**/healthz', (route) => route.fulfill({ body: 'intercepted' }));
  const asked = () => page.evaluate(async () => (await fetch('/healthz')).text());
  await expect.poll(asked).toBe('intercepted');
  await page.unroute('**/healthz');
}

/** Holds back what the page asks of these addresses until it is called. */
export async function held(page: Page, addresses: string): Promise<() => void> {
  const { called, release } = gate();
  await intercept(page, addresses, async (route) => {
    await called;
    await route.continue();
  });
  return release;
}

/** Has the server do what the page asks of these addresses, and holds its answers back until it is called. */
export async function heldAnswer(page: Page, addresses: string): Promise<() => void> {
  const { called, release } = gate();
  await intercept(page, addresses, async (route) => {
    const response = await route.fetch();
    await called;
    await route.fulfill({ response });
  });
  return release;
}

function gate(): { called: Promise<void>; release: () => void } {
  let release = (): void => {};
  const called = new Promise<void>((done) => {
    release = done;
  });
  return { called, release };
}

/** By how much the page is wider than its window, and what sticks out; nothing when it fits. */
export async function sideScroll(page: Page): Promise<string> {
  return page.evaluate(async () => {
    // A new size is drawn with the next frame.
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const { scrollWidth } = document.scrollingElement ?? document.documentElement;
    if (scrollWidth <= innerWidth) return '';
    const beyond = Array.from(document.querySelectorAll('body *')).filter(
      (element) => element.getBoundingClientRect().right > innerWidth + 1 && !element.closest('.table-scroll, .chart-scroll'),
    );
    const named = beyond.slice(0, 3).map((element) => `${element.tagName.toLowerCase()}.${element.getAttribute('class')}`);
    return `${scrollWidth - innerWidth} px: ${named.join(', ')}`;
  });
}
