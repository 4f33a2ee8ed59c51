import type { Page } from '@playwright/test';
import { type Doctor, expect, expectAccessible, PASSWORD, type Person, signIn, test } from './support/fixtures.ts';
import { announced, arrived, open, press, refused, sideScroll, withoutReload } from './support/pages.ts';
import { BY_ITSELF, SOON, elsewhere, openBoard, step, visit } from './support/board.ts';
import { call, read, unique } from './support/seed.ts';
import { seenWithin, watchFor, watchGone } from './support/seenWithin.ts';
import { dayOf } from './support/words.ts';

// The board of the front desk: two desks and a doctor at once, sessions and connections that end, filters, phones.

test.use({ allowConsole: refused(401, 409, 422, 'away') });

let doctor: Doctor;
let dana: Person;

test.beforeEach(async ({ seed }) => {
  doctor = await seed.doctor();
  dana = await seed.staff('front_desk', 'Dana Desk');
});

const board = (page: Page, query = ''): Promise<void> => openBoard(page, doctor, query);

test('two desks and the doctor see the same within a second', async ({ page, browser, clinic, seed }) => {
  const rosa = await seed.patient(`Rosa ${unique('Delgado')}`);
  await seed.visitToday(rosa, doctor);
  const other = await elsewhere(browser, clinic.url, await seed.staff('front_desk', 'Otto Desk'));
  const doctors = await elsewhere(browser, clinic.url, doctor);
  await open(doctors, '/schedule', /./);
  const now = doctors.getByRole('region', { name: 'Now' });
  await signIn(page, dana.username);
  await board(page);
  await board(other);

  // Nobody else is on these boards.
  const shows = (desk: Page, words: string) => watchFor(desk, '.desk-visit', words);
  await visit(page, rosa.fullName).focus();
  const arrival = await shows(other, 'Arrived');
  await seenWithin(arrival, await step(page, () => page.keyboard.press('a')), SOON);
  await expect(visit(other, rosa.fullName)).toContainText('Arrived');
  await expect(visit(page, rosa.fullName)).toContainText('Arrived');
  // Said aloud where it was not done, once.
  await expect(now.getByRole('listitem').filter({ hasText: rosa.fullName })).toContainText('waiting for 0 min');
  await announced(other, `${rosa.fullName} has arrived.`);
  await expect(page.getByText(`${rosa.fullName} has arrived.`)).toHaveCount(0);

  // The other desk calls; its own board and the first agree.
  const called = await shows(page, 'Checked in');
  await seenWithin(called, await step(other, () => press(other, `Next patient for ${doctor.fullName}`), 'next-patient'), SOON);
  await expect(visit(other, rosa.fullName)).toContainText('Checked in');

  // The doctor takes it on.
  await expect(now.getByRole('listitem').filter({ hasText: rosa.fullName })).toContainText('checked in');
  const begun = [await shows(page, 'With the doctor'), await shows(other, 'With the doctor')];
  const since = await step(doctors, () => doctors.getByRole('button', { name: `With the doctor: ${rosa.fullName}` }).first().click());
  for (const each of begun) await seenWithin(each, since, SOON);

  // And the first desk closes it.
  await visit(page, rosa.fullName).focus();
  const done = await shows(other, 'Done');
  await seenWithin(done, await step(page, () => page.keyboard.press('f')), SOON);

  // A patient at home gives up a visit: it leaves the boards.
  const bela = await seed.patient(`Bela ${unique('Szabo')}`);
  const slot = await seed.appointment(bela, doctor);
  await board(page, `&date=${dayOf(slot)}`);
  await expect(visit(page, bela.fullName)).toBeVisible();
  const gone = await watchGone(page, '.desk-visit', bela.fullName);
  const cancelled = await seed.acting(bela.username, async (client) => {
    const { upcoming } = await read<{ upcoming: { id: number }[] }>(client, '/api/appointments/mine');
    await call(client, `/api/appointments/${upcoming[0]?.id}/cancel`, { reason: 'Better' });
    return Date.now();
  });
  await seenWithin(gone, cancelled, SOON);
  await expect(visit(page, bela.fullName)).toHaveCount(0);
  await other.context().close();
  await doctors.context().close();
});

test('what a board asks for while nobody is there is marked, and nothing else is', async ({ page }) => {
  await page.clock.install();
  await signIn(page, dana.username);
  await board(page);
  // It asks every five minutes whether visits are left open.
  const marked = async (): Promise<boolean> => {
    const asked = page.waitForRequest('**/api/desk/open/count');
    await page.clock.fastForward(301_000);
    return 'x-anteroom-unattended' in (await asked).headers();
  };
  expect(await marked()).toBe(false);
  // Six minutes are over somewhere in these five.
  await marked();
  expect(await marked()).toBe(true);
  await page.getByRole('heading', { level: 1 }).click();
  expect(await marked()).toBe(false);

  // Somebody in another tab is somebody: the session is the same.
  const other = await page.context().newPage();
  await open(other, '/account', 'Your account');
  await marked();
  expect(await marked()).toBe(true);
  await other.getByRole('heading', { level: 1 }).click();
  expect(await marked()).toBe(false);
});

test('a page that nobody is at shows no names once its session is over', async ({ page, browser, clinic, seed }) => {
  const rosa = await seed.patient(`Rosa ${unique('Private')}`);
  await seed.visitToday(rosa, doctor);
  const doctors = await elsewhere(browser, clinic.url, doctor);
  for (const shown of [page, doctors]) await shown.clock.install();
  await open(doctors, '/schedule', /./);
  await signIn(page, dana.username);
  await board(page);
  for (const [shown, who] of [[page, dana], [doctors, doctor]] as const) {
    await expect(shown.getByText(rosa.fullName).first()).toBeVisible();
    await seed.acting(who.username, (client) =>
      call(client, '/api/account/password', { current_password: PASSWORD, new_password: 'nine other herons' }),
    );
    // Whoever is at it may be writing something.
    await expect(shown.getByText('You are signed out').first()).toBeVisible();
    for (let looks = 0; looks < 3; looks += 1) await shown.clock.fastForward(6_000);
    await expect(shown.getByText(rosa.fullName).first()).toBeVisible();
    expect(shown.url()).not.toContain('/login');
    await shown.clock.fastForward(400_000);
    await expect(shown).toHaveURL(/\/login\?next=/);
    await expect(shown.getByText(rosa.fullName)).toHaveCount(0);
  }
  await doctors.context().close();
});

test('filters are in the address and apply at once', async ({ page, seed }) => {
  const other = await seed.doctor();
  const [rosa, bela] = [await seed.patient(`Rosa ${unique('A')}`), await seed.patient(`Bela ${unique('B')}`)];
  await seed.visitToday(rosa, doctor);
  await seed.visitToday(bela, other);
  await signIn(page, dana.username);
  await open(page, '/desk', 'Front desk');
  await expect(visit(page, rosa.fullName)).toBeVisible();
  await expect(visit(page, bela.fullName)).toBeVisible();
  await withoutReload(page, async () => {
    const filters = page.getByRole('search', { name: 'Visits of the day' });
    const whose = filters.getByLabel('Doctor', { exact: true });
    // By keys from one doctor to the next: the focus stays where they are chosen.
    const ids = await whose.locator('option').evaluateAll((options) => options.map((option) => option.getAttribute('value')));
    await whose.focus();
    for (const id of ids.slice(1, 3)) {
      await page.keyboard.press('ArrowDown');
      await expect(page).toHaveURL(new RegExp(`doctor_id=${id}(&|$)`));
      await expect(page.locator('.desk-head')).toHaveCount(1);
      await expect(whose).toBeFocused();
    }
    await whose.selectOption(other.fullName);
    await expect(page).toHaveURL(new RegExp(`doctor_id=${other.id}`));
    await expect(page, 'today’s board stays today’s').not.toHaveURL(/date=/);
    await expect(visit(page, rosa.fullName)).toHaveCount(0);
    const stages = page.getByRole('navigation', { name: 'Stage' });
    await stages.getByRole('link', { name: /^Booked/ }).click();
    await expect(page).toHaveURL(/stage=booked/);
    await expect(visit(page, bela.fullName)).toBeVisible();
    await expect(page.locator('.desk-gap')).toHaveCount(0);
    await step(page, async () => {
      await visit(page, bela.fullName).focus();
      await page.keyboard.press('a');
    });
    // Nobody is booked any more; the count is still there to leave by.
    await expect(visit(page, bela.fullName)).toHaveCount(0);
    await expect(stages.getByRole('link', { name: /^Booked 0/ })).toBeVisible();
    await expect(stages.getByRole('link', { name: /^Arrived 1/ })).toBeVisible();
    await stages.getByRole('link', { name: /^All/ }).click();
    await expect(visit(page, bela.fullName)).toContainText('Arrived');
  });
  await arrived(page, 'Front desk');
});

test('a board that was cut off says since when, and is true again by itself', async ({ page, clinic, seed }) => {
  const rosa = await seed.patient(`Rosa ${unique('Cut')}`);
  await seed.visitToday(rosa, doctor);
  await signIn(page, dana.username);
  await board(page);
  await withoutReload(page, async () => {
    await clinic.stop();
    await expect(page.locator('.desk-live')).toHaveText(/^Reconnecting since \d\d:\d\d$/, BY_ITSELF);
    await expect(visit(page, rosa.fullName)).toBeVisible();
    await clinic.serve();
    // Somebody is quicker than this board is back.
    await seed.acting(dana.username, async (client) => {
      const { visits } = await read<{ visits: { id: number; patient_name: string }[] }>(client, '/api/desk');
      const found = visits.find((each) => each.patient_name === rosa.fullName);
      await call(client, `/api/appointments/${found?.id}/stage`, { stage: 'arrived' });
    });
    await expect(page.locator('.desk-live')).toHaveText('Live', BY_ITSELF);
    await expect(visit(page, rosa.fullName)).toContainText('Arrived');
  });
});

test('on a phone each doctor has a list, and the details come up from below', async ({ page, seed }) => {
  const rosa = await seed.patient(`Rosa ${unique('Phone')}`);
  await seed.visitToday(rosa, doctor);
  await page.setViewportSize({ width: 360, height: 740 });
  await signIn(page, dana.username);
  await board(page);
  expect(await sideScroll(page)).toBe('');
  await visit(page, rosa.fullName).click();
  await expect(page.getByRole('complementary', { name: new RegExp(rosa.fullName) })).toBeVisible();
  expect(await sideScroll(page)).toBe('');
  await expectAccessible(page);
});
