import type { Page } from '@playwright/test';
import { type Doctor, expect, expectAccessible, type Person, signIn, type Slot, test } from './support/fixtures.ts';
import { announced, intercept, open, press, refused } from './support/pages.ts';
import { SOON, answered, elsewhere, openBoard, visit } from './support/board.ts';
import { call, read, unique } from './support/seed.ts';
import { seenWithin, watchFor, watchGone } from './support/seenWithin.ts';
import { clock, dayOf, later, longDay, shortDay } from './support/words.ts';

// The board of the front desk: free time, and what is kept of it.

test.use({ allowConsole: refused(401, 409, 422, 'away') });

let doctor: Doctor;
let dana: Person;

test.beforeEach(async ({ seed }) => {
  doctor = await seed.doctor();
  dana = await seed.staff('front_desk', 'Dana Desk');
});

const board = (page: Page, query = ''): Promise<void> => openBoard(page, doctor, query);

test('free time is booked where it stands', async ({ page, seed }) => {
  const [slot] = await seed.slots(doctor.id);
  if (!slot) throw new Error('no free time');
  const rosa = await seed.patient(`Rosa ${unique('Gap')}`);
  await signIn(page, dana.username);
  await board(page, `&date=${dayOf(slot)}`);
  const gap = page.locator('.desk-gap').first();
  await expect(gap).toHaveAttribute('href', new RegExp(`^/desk/new\\?doctor_id=${doctor.id}&starts_at=`));
  await gap.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'New booking' });
  await expect(dialog.getByRole('combobox', { name: 'Patient' })).toBeFocused();
  await page.keyboard.type(rosa.fullName);
  await expect(dialog.getByRole('option', { name: new RegExp(rosa.fullName) })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(dialog.getByText(rosa.fullName).first()).toBeVisible();
  await expectAccessible(page);
  await press(dialog, 'Book');
  await announced(page, new RegExp(`Booked for ${rosa.fullName}`));
  await expect(dialog).toBeHidden();
  await expect(visit(page, rosa.fullName)).toContainText(clock(slot));

  // The same by its letter, from anywhere, and for who has come.
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('b');
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await page.keyboard.press('w');
  await expect(page.getByRole('dialog', { name: 'Walk-in' })).toBeVisible();
});

test('a time that a patient is about to book at home is not offered, and is again when it is let go', async ({ page, browser, clinic, seed }) => {
  const [slot, second] = await seed.slots(doctor.id);
  if (!slot || !second) throw new Error('no free time');
  const rosa = await seed.patient(`Rosa ${unique('Home')}`);
  const home = await elsewhere(browser, clinic.url, rosa);
  await signIn(page, dana.username);
  await board(page, `&date=${dayOf(slot)}`);
  const gap = (from: Slot) => page.locator('.desk-gap').filter({ hasText: `Free ${clock(from)} to` });
  const held = page.locator('.desk-held');
  const noted = await watchFor(page, '.desk-held', 'being booked, kept until');
  await expect(gap(slot)).toHaveCount(1);
  const kept = answered(home, '/api/holds');
  await open(home, `/book/${doctor.id}?date=${dayOf(slot)}&start=${encodeURIComponent(slot.starts_at)}`, 'Review and confirm');
  await seenWithin(noted, await kept, SOON);
  await expect(gap(slot)).toHaveCount(0);
  await expect(gap(second)).toHaveCount(1);
  await expect(page.locator('main'), 'for whom is not told').not.toContainText(rosa.fullName);
  await expectAccessible(page);
  // So it is in the list.
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('v');
  await expect(page.getByRole('row').filter({ hasText: `${clock(slot)} to` })).toContainText('being booked, kept until');
  // It is the first row, and nothing to go to: the tab key leads past it.
  await expect(page.locator('.desk-board a[tabindex="0"]')).toHaveText(new RegExp(`Free ${clock(second)} to`));
  await page.keyboard.press('v');
  await expect(held).toBeVisible();
  const gone = await watchGone(page, '.desk-held', 'being booked');
  const released = answered(home, '/release');
  await home.getByRole('link', { name: 'Choose another time' }).click();
  await seenWithin(gone, await released, SOON);
  await expect(gap(slot)).toHaveCount(1);
  await home.context().close();
});

test('midnight waits for whoever is entering a visit, and then it is another day', async ({ page, seed }) => {
  const rosa = await seed.patient(`Rosa ${unique('Night')}`);
  const { date, whole } = await seed.acting('admin', (admin) =>
    read<{ date: string; whole: { ends_at: string } }>(admin, '/api/desk'),
  );
  const next = later(date, 1);
  // Somebody sees patients then, whatever day it is.
  const extra = { kind: 'extra', from_day: next, from_time: '00:00', to_time: '00:00', grid: '5' };
  await seed.acting('admin', (admin) => call(admin, `/api/doctors/${doctor.id}/exceptions`, extra));
  await page.clock.install();
  await signIn(page, dana.username);
  await board(page);
  // For the server it is the day before still: what is asked of it as of today is asked of the next day.
  await intercept(page, /\/api\/desk(\/times)?(\?|$)/, (route) => {
    const address = new URL(route.request().url());
    if (!address.searchParams.get('date')) address.searchParams.set('date', next);
    return route.continue({ url: address.href });
  });
  await page.keyboard.press('b');
  const booking = page.getByRole('dialog', { name: 'New booking' });
  await expect(booking.getByRole('combobox', { name: 'Patient' })).toBeFocused();
  await page.keyboard.type('Rosa ');
  // So much time is a silence too, after which the board connects anew.
  const connected = page.waitForEvent('websocket');
  await page.clock.fastForward(Date.parse(whole.ends_at) - Date.now() + 70 * 60_000);
  await connected;
  await expect(page.locator('.desk-live')).toHaveText('Live');
  await page.keyboard.type(rosa.fullName.slice('Rosa '.length));
  await expect(booking.getByRole('option', { name: new RegExp(rosa.fullName) })).toBeVisible();
  await press(booking, 'Close');
  await expect(page.getByText(longDay(next)).first()).toBeVisible();

  // Who walks in is seen on that day.
  await page.keyboard.press('w');
  const walkIn = page.getByRole('dialog', { name: 'Walk-in' });
  await expect(walkIn.getByRole('combobox', { name: 'Patient' })).toBeFocused();
  await page.keyboard.type(rosa.fullName);
  await expect(walkIn.getByRole('option', { name: new RegExp(rosa.fullName) })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(walkIn.getByRole('group', { name: shortDay(next) })).toBeVisible();
});
