import type { Page } from '@playwright/test';
import { type Doctor, expect, expectAccessible, type Person, signIn, type Slot, test } from './support/fixtures.ts';
import { announced, fact, open, press, refused, withoutReload } from './support/pages.ts';
import { openBoard, step, visit } from './support/board.ts';
import { call, read, unique } from './support/seed.ts';
import { later } from './support/words.ts';

// The board of the front desk: a day by keyboard.

test.use({ allowConsole: refused(401, 409, 422, 'away') });

let doctor: Doctor;
let dana: Person;

test.beforeEach(async ({ seed }) => {
  doctor = await seed.doctor();
  dana = await seed.staff('front_desk', 'Dana Desk');
});

const board = (page: Page, query = ''): Promise<void> => openBoard(page, doctor, query);

test('a day at the desk by keyboard alone', async ({ page, seed }) => {
  const [mina, ivo] = [await seed.patient(`Mina ${unique('Fox')}`), await seed.patient(`Ivo ${unique('Karr')}`)];
  await seed.visitToday(mina, doctor, 'Stitches');
  await seed.visitToday(ivo, doctor);
  await signIn(page, dana.username);
  await board(page);

  // One tab stop; the arrows lead through all.
  await expect(page.locator('.desk-board [data-item][tabindex="0"]')).toHaveCount(1);
  await visit(page, mina.fullName).focus();
  await page.keyboard.press('ArrowDown');
  await expect(visit(page, ivo.fullName)).toBeFocused();
  await page.keyboard.press('k');
  await expect(visit(page, mina.fullName)).toBeFocused();

  await withoutReload(page, async () => {
    await step(page, () => page.keyboard.press('a'));
    await announced(page, new RegExp(`${mina.fullName}: arrived, number \\d+\\.`));
    await expect(visit(page, mina.fullName)).toBeFocused();
    await expect(page.getByRole('region', { name: /^Waiting/ }).getByRole('link', { name: new RegExp(mina.fullName) })).toBeVisible();

    // Taken back, by hand and by key.
    await step(page, () => page.keyboard.press('u'), 'undo');
    await announced(page, `Taken back. ${mina.fullName}: booked.`);
    await step(page, () => page.keyboard.press('a'));
    await step(page, () => page.getByRole('status').getByRole('button', { name: /^Undo/ }).click(), 'undo');
    await expect(visit(page, mina.fullName)).toContainText('Booked');

    // What cannot be is said, and not asked of the server.
    await visit(page, mina.fullName).focus();
    await page.keyboard.press('l');
    await announced(page, `${mina.fullName}: booked. “Left” cannot follow.`);

    // Through the whole visit.
    for (const [key, word] of [['a', 'Arrived'], ['c', 'Checked in'], ['d', 'With the doctor'], ['f', 'Done']] as const) {
      await step(page, () => page.keyboard.press(key));
      await expect(visit(page, mina.fullName)).toContainText(word);
    }

    // The details, opened and left again.
    await visit(page, ivo.fullName).focus();
    await page.keyboard.press('Enter');
    const details = page.getByRole('complementary', { name: new RegExp(ivo.fullName) });
    await expect(details.getByRole('heading', { name: new RegExp(ivo.fullName) })).toBeFocused();
    await expect(fact(details, 'Telephone')).toHaveText('+44 20 7946 0018');
    await expectAccessible(page);
    await step(page, () => page.keyboard.press('a'));
    await expect(details).toContainText('Arrived');
    await page.keyboard.press('Escape');
    await expect(details).toHaveCount(0);
    await expect(visit(page, ivo.fullName)).toBeFocused();
    await step(page, () => page.keyboard.press('l'));
    await expect(visit(page, ivo.fullName)).toHaveCount(0);
  });

  // Letters that are typed are letters.
  await page.keyboard.press('/');
  await page.keyboard.type('vp');
  await expect(page.getByLabel('Search', { exact: true })).toHaveValue('vp');
  await expect(page).not.toHaveURL(/view=|print/);
  await page.getByLabel('Search', { exact: true }).fill('');

  // The list of keys, over which no key is heard.
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('?');
  const keys = page.getByRole('dialog', { name: 'Keys of the front desk' });
  await expect(keys).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('v');
  await expect(page).not.toHaveURL(/view=/);
  await page.keyboard.press('Escape');
  await expect(keys).toBeHidden();

  // Other days and the other view.
  await page.keyboard.press('v');
  await expect(page).toHaveURL(/view=list/);
  await expect(page.getByRole('row').filter({ hasText: mina.fullName })).toContainText('Done');
  await expectAccessible(page);
  // Today's address names no day: it is still today's tomorrow.
  await expect(page).not.toHaveURL(/date=/);
  const today = await page.getByLabel('Date', { exact: true }).inputValue();
  await page.keyboard.press(']');
  await expect(page).toHaveURL(new RegExp(`date=${later(today, 1)}`));
  await page.keyboard.press('[');
  await expect(page).not.toHaveURL(/date=/);
  await page.keyboard.press('[');
  await expect(page).toHaveURL(new RegExp(`date=${later(today, -1)}`));
  await page.keyboard.press('t');
  await expect(page).not.toHaveURL(/date=/);
  await page.keyboard.press('p');
  await expect(page).toHaveURL(new RegExp(`/desk/print\\?date=${today}&doctor_id=${doctor.id}`));
});

test('arrows lead to the doctors beside, Home and End to the ends of a day', async ({ page, seed }) => {
  const team = unique('Team');
  const [left, right] = [await seed.doctor({ fullName: `Dr ${team} A` }), await seed.doctor({ fullName: `Dr ${team} B` })];
  const [mina, rosa] = [await seed.patient(`Mina ${unique('Left')}`), await seed.patient(`Rosa ${unique('Right')}`)];
  await seed.visitToday(mina, left);
  await seed.visitToday(await seed.patient(), left);
  await seed.visitToday(rosa, right);
  await signIn(page, dana.username);
  await open(page, '/desk', 'Front desk');
  await expect(page.locator('.desk-live')).toHaveText('Live');
  const head = page.getByRole('heading', { level: 2, name: left.fullName });
  const items = page.locator('.axis-column').filter({ has: head }).locator('[data-item]');
  await visit(page, mina.fullName).focus();
  await page.keyboard.press('ArrowRight');
  await expect(visit(page, rosa.fullName)).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(items.and(page.locator(':focus'))).toHaveCount(1);
  await page.keyboard.press('End');
  await expect(items.last()).toBeFocused();
  await page.keyboard.press('Home');
  await expect(items.first()).toBeFocused();
});

test('who does not come is marked so by its letter, and who cannot gets another time', async ({ page, seed }) => {
  const [rosa, bela] = [await seed.patient(`Rosa ${unique('Away')}`), await seed.patient(`Bela ${unique('Later')}`)];
  await seed.visitToday(bela, doctor);
  const { patient_id } = await seed.acting(rosa.username, (client) => read<{ patient_id: number }>(client, '/api/me'));
  await seed.acting('admin', async (admin) => {
    // Nobody has stayed away before their time has come.
    const starts_at = new Date(Date.now() + 8_000).toISOString();
    const visit = { doctor_id: doctor.id, patient_id, starts_at, reason: 'A rash', overbook_reason: 'Came in today' };
    await call(admin, '/api/appointments', visit);
  });
  await signIn(page, dana.username);
  await board(page);
  await expect(async () => {
    await visit(page, rosa.fullName).focus();
    await page.keyboard.press('n');
    await expect(visit(page, rosa.fullName)).toContainText('Did not come', { timeout: 2_000 });
  }).toPass();
  await visit(page, bela.fullName).focus();
  await page.keyboard.press('n');
  await announced(page, `${bela.fullName}: it is too early for “Did not come”.`);
  await page.keyboard.press('r');
  await expect(page).toHaveURL(/\/appointments\/\d+\/reschedule$/);
});

test('a patient who was called to the wrong room is called to another', async ({ page, seed }) => {
  const [first, second] = [unique('Cabin '), unique('Cabin ')];
  for (const name of [first, second]) await seed.acting('admin', (admin) => call(admin, '/api/admin/rooms', { name }));
  const rosa = await seed.patient(`Rosa ${unique('Room')}`);
  await seed.visitToday(rosa, doctor);
  await signIn(page, dana.username);
  await board(page);
  await visit(page, rosa.fullName).click();
  const details = page.getByRole('complementary', { name: new RegExp(rosa.fullName) });
  await step(page, () => page.keyboard.press('a'));
  // As it stands, to the usual one.
  const room = details.getByRole('form', { name: `Call ${rosa.fullName} to a room` });
  await step(page, () => press(room, 'Check in there'));
  await expect(visit(page, rosa.fullName)).toContainText('Checked in');
  const another = details.getByRole('form', { name: `Call ${rosa.fullName} to another room` });
  await another.getByLabel('Room', { exact: true }).selectOption(second);
  await step(page, () => press(another, 'Call there'));
  await expect(visit(page, rosa.fullName)).toContainText(second);
  await expectAccessible(page);
  await press(another, 'Call there');
  await announced(page, `${rosa.fullName}: checked in already.`);
});

test('a visit is found by a few letters and taken on its way in a moment', async ({ page, seed }) => {
  const lena = await seed.patient(`Lena Ōtani ${unique('Q')}`);
  // What was called off is not drawn, and is not what is looked for.
  const { id } = (await seed.visitToday(lena, doctor)) as Slot & { id: number };
  await seed.acting('admin', (admin) => call(admin, `/api/appointments/${id}/cancel`, { reason: 'Called in ill' }));
  await seed.visitToday(lena, doctor);
  await signIn(page, dana.username);
  await board(page);
  await page.keyboard.press('/');
  await page.keyboard.type('otani');
  await page.keyboard.press('Enter');
  const details = page.getByRole('complementary', { name: new RegExp(lena.fullName) });
  await expect(details.getByRole('heading', { name: new RegExp(lena.fullName) })).toBeFocused();
  await step(page, () => page.keyboard.press('a'));
  await announced(page, new RegExp(`${lena.fullName}: arrived`));
  expect(page.url()).not.toContain('otani');
});
