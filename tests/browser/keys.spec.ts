import type { Locator, Page } from '@playwright/test';
import { type Doctor, expect, expectAccessible, type Person, signIn, test } from './support/fixtures.ts';
import { openBoard } from './support/board.ts';
import { arrived, open, press, withoutReload } from './support/pages.ts';
import { unique } from './support/seed.ts';

// The keys of the front desk that are letters: switched off, and with Caps Lock on.

let doctor: Doctor;
let mina: Person;
let ivo: Person;

test.beforeEach(async ({ page, seed }) => {
  doctor = await seed.doctor();
  mina = await seed.patient(`Mina ${unique('Key')}`);
  ivo = await seed.patient(`Ivo ${unique('Key')}`);
  await seed.visitToday(mina, doctor);
  await seed.visitToday(ivo, doctor);
  await signIn(page, (await seed.staff('front_desk')).username);
  await board(page);
});

const board = (page: Page): Promise<void> => openBoard(page, doctor);

const visit = (page: Page, who: Person): Locator => page.locator('.desk-visit').filter({ hasText: who.fullName });

/** What shows a letter as a key, to those who see and to those who listen. */
const hints = (page: Page): Locator => page.locator('kbd, [aria-keyshortcuts]');

/** The steps that the page asks the server for, from now on. */
function steps(page: Page): string[] {
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/stage')) asked.push(request.url());
  });
  return asked;
}

/** Presses a key on a visit and waits for the server's answer to the step it takes. */
async function step(page: Page, work: () => Promise<void>): Promise<void> {
  const answer = page.waitForResponse((response) => response.url().endsWith('/stage') && response.request().method() === 'POST');
  await work();
  expect((await answer).status()).toBe(200);
}

const list = (page: Page): Locator => page.getByRole('dialog', { name: 'Keys of the front desk' });

/** Switches letters on or off in the list of keys, and closes it. */
async function letters(page: Page, on: boolean): Promise<void> {
  await press(page, 'Keys');
  const box = list(page).getByRole('checkbox', { name: 'Letters are keys' });
  await box.setChecked(on);
  await expect(list(page).getByText('Check in: called to a room')).toHaveCount(on ? 1 : 0);
  await expect(list(page).getByText('The visit before or after')).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(list(page)).toBeHidden();
}

/** Nothing that is one character does anything on the board, and everything else still does. */
async function deaf(page: Page): Promise<void> {
  const asked = steps(page);
  const address = page.url();
  await visit(page, mina).focus();
  for (const key of ['a', 'c', 'n', 'u', 'r', 'b', 'w', '/', 't', '[', ']', 'v', 'p', 'j', '?']) await page.keyboard.press(key);
  // No key has led away, so that this one does from here; what was pressed before it is over by then.
  await page.keyboard.press('ArrowDown');
  await expect(visit(page, ivo)).toBeFocused();
  await page.keyboard.press('Enter');
  const details = page.getByRole('complementary', { name: new RegExp(ivo.fullName) });
  await expect(details).toBeVisible();
  await expect(hints(page)).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(details).toHaveCount(0);
  await expect(visit(page, ivo)).toBeFocused();
  await expect(visit(page, mina)).toContainText('Booked');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(page.url()).toBe(address);
  expect(asked).toEqual([]);
}

test('letters are switched off, also for later, and on again', async ({ page }) => {
  await expect(hints(page).first()).toBeVisible();
  await page.keyboard.press('?');
  await expect(list(page).getByRole('checkbox', { name: 'Letters are keys' })).toBeChecked();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await letters(page, false);
  await expect(hints(page)).toHaveCount(0);
  await deaf(page);

  // The same after a reload, and where patients are searched for.
  await board(page);
  await expect(hints(page)).toHaveCount(0);
  await deaf(page);
  await open(page, '/patients', 'Patients');
  await expect(hints(page)).toHaveCount(0);
  await page.keyboard.press('/');
  await expect(page.getByLabel('Search', { exact: true })).not.toBeFocused();

  await board(page);
  await letters(page, true);
  await expect(hints(page).first()).toBeVisible();
  await visit(page, mina).focus();
  await step(page, () => page.keyboard.press('a'));
  await expect(visit(page, mina)).toContainText('Arrived');
  await open(page, '/patients', 'Patients');
  await page.keyboard.press('/');
  await expect(page.getByLabel('Search', { exact: true })).toBeFocused();
});

test('where nothing can be kept, letters are off for as long as the page is open', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get() {
        throw new DOMException('refused', 'SecurityError');
      },
    });
  });
  await board(page);
  await letters(page, false);
  await deaf(page);
  await withoutReload(page, async () => {
    const menu = page.getByRole('navigation', { name: 'Main' });
    await menu.getByRole('link', { name: 'Patients', exact: true }).click();
    await arrived(page, 'Patients');
    await expect(hints(page)).toHaveCount(0);
    await menu.getByRole('link', { name: 'Desk', exact: true }).click();
    await arrived(page, 'Front desk');
    await expect(page.locator('.desk-live')).toHaveText('Live');
    await expect(hints(page)).toHaveCount(0);
  });
  await board(page);
  await expect(hints(page).first()).toBeVisible();
});

test('Caps Lock makes no other key of a letter, Shift does', async ({ page }) => {
  /** What a browser tells of a key while Caps Lock is on, which Playwright cannot press. */
  const locked = (key: string, shiftKey = false) =>
    page.evaluate(
      (init) => document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', init)),
      { key, shiftKey, modifierCapsLock: true, bubbles: true, cancelable: true },
    );
  await visit(page, mina).focus();
  await page.keyboard.press('Shift+V');
  await locked('V', true);
  await locked('J');
  await expect(visit(page, ivo)).toBeFocused();
  await locked('K');
  await expect(visit(page, mina)).toBeFocused();
  await step(page, async () => {
    await locked('A');
  });
  await expect(visit(page, mina)).toContainText('Arrived');
  await expect(page).not.toHaveURL(/view=/);
});
