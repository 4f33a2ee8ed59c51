import type { Browser, Locator, Page } from '@playwright/test';
import { type Doctor, expect, type Person, signIn } from './fixtures.ts';
import { open } from './pages.ts';

// What tests of the board have in common.

/** What anybody does shows on every board within a second. */
export const SOON = 1_000;

/** A board that was cut off comes back by itself, after pauses that grow with the time it was cut off for. */
export const BY_ITSELF = { timeout: 40_000 };

/** Somebody signed in, in a browser of their own. */
export async function elsewhere(browser: Browser, url: string, who: Person): Promise<Page> {
  const context = await browser.newContext({ baseURL: url, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await signIn(page, who.username);
  return page;
}

/** Opens a doctor's board and waits until it is live. */
export async function openBoard(page: Page, doctor: Doctor, query = ''): Promise<void> {
  await open(page, `/desk?doctor_id=${doctor.id}${query}`, 'Front desk');
  await expect(page.locator('.desk-live')).toHaveText('Live');
}

export const visit = (page: Page, name: string): Locator => page.locator('.desk-visit').filter({ hasText: name });

/** When the page is answered what it sends next to an address that ends like this. */
export async function answered(page: Page, end: string): Promise<number> {
  const response = await page.waitForResponse((each) => each.url().endsWith(end) && each.request().method() === 'POST');
  const at = Date.now();
  expect(response.status()).toBe(200);
  return at;
}

/** Presses keys and waits for the server's answer to the step they take; gives when it came. */
export async function step(page: Page, work: () => Promise<void>, path: 'stage' | 'undo' | 'next-patient' = 'stage'): Promise<number> {
  const answer = answered(page, `/${path}`);
  await work();
  return answer;
}
