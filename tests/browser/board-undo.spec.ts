import type { Page } from '@playwright/test';
import { type Doctor, expect, type Person, signIn, type Slot, test } from './support/fixtures.ts';
import { announced, held, heldAnswer, refused } from './support/pages.ts';
import { openBoard, step, visit } from './support/board.ts';
import { call, unique } from './support/seed.ts';

// The board of the front desk: the way back, and keys that are quicker than the server or the eye.

test.use({ allowConsole: refused(401, 409, 422, 'away') });

let doctor: Doctor;
let dana: Person;

test.beforeEach(async ({ seed }) => {
  doctor = await seed.doctor();
  dana = await seed.staff('front_desk', 'Dana Desk');
});

const board = (page: Page, query = ''): Promise<void> => openBoard(page, doctor, query);

test('a step is taken back by itself, for a minute and no longer', async ({ page, seed }) => {
  const [mina, ivo] = [await seed.patient(`Mina ${unique('Fox')}`), await seed.patient(`Ivo ${unique('Karr')}`)];
  await seed.visitToday(mina, doctor);
  await seed.visitToday(ivo, doctor);
  await page.clock.install();
  await signIn(page, dana.username);
  await board(page);
  await visit(page, mina.fullName).focus();
  await step(page, () => page.keyboard.press('a'));
  // Where nothing was done with the visit that is meant, no other one is taken back in its place.
  await visit(page, ivo.fullName).focus();
  await page.keyboard.press('u');
  await announced(page, 'There is nothing to take back.');
  await expect(visit(page, mina.fullName)).toContainText('Arrived');
  // Where none is meant, it is the last step.
  await step(page, () => page.keyboard.press('a'));
  await page.getByRole('heading', { level: 1 }).click();
  await step(page, () => page.keyboard.press('u'), 'undo');
  await announced(page, `Taken back. ${ivo.fullName}: booked.`);
  await expect(visit(page, mina.fullName)).toContainText('Arrived');

  // The details offer it to the second.
  await visit(page, ivo.fullName).click();
  const details = page.getByRole('complementary', { name: new RegExp(ivo.fullName) });
  await step(page, () => page.keyboard.press('a'));
  const undo = details.getByRole('button', { name: /^Undo/ });
  await expect(undo).toBeVisible();
  await page.clock.fastForward(70_000);
  await expect(undo).toHaveCount(0);
  await page.keyboard.press('u');
  await announced(page, 'This cannot be taken back any more.');
  await expect(visit(page, ivo.fullName)).toContainText('Arrived');
});

test('the call of the last patient who waits is said, though its button goes before the answer', async ({ page, seed }) => {
  const rosa = await seed.patient(`Rosa ${unique('Only')}`);
  const { id } = (await seed.visitToday(rosa, doctor)) as Slot & { id: number };
  await seed.acting('admin', (admin) => call(admin, `/api/appointments/${id}/stage`, { stage: 'arrived' }));
  await page.clock.install();
  await signIn(page, dana.username);
  await board(page);
  const next = page.getByRole('button', { name: `Next patient for ${doctor.fullName}`, exact: true });
  const answer = await heldAnswer(page, '**/next-patient');
  await next.click();
  await expect(next).toHaveCount(0);
  answer();
  await announced(page, `${rosa.fullName}: checked in.`);
  await expect(visit(page, rosa.fullName)).toBeFocused();
  await page.clock.fastForward(70_000);
  await expect(page.locator('.desk-said')).toHaveText('');
});

test('a key that is pressed as the focus goes on is meant for where it was', async ({ page, seed }) => {
  const [mina, ivo] = [await seed.patient(`Mina ${unique('Fast')}`), await seed.patient(`Ivo ${unique('Next')}`)];
  const lena = await seed.patient(`Lena ${unique('Last')}`);
  await seed.visitToday(mina, doctor);
  const { id } = (await seed.visitToday(ivo, doctor)) as Slot & { id: number };
  await seed.visitToday(lena, doctor);
  await signIn(page, dana.username);
  await board(page, '&stage=booked');
  // From here on no time passes for the page.
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 10_000);
  await visit(page, mina.fullName).focus();
  await step(page, () => page.keyboard.press('a'));
  await expect(visit(page, mina.fullName)).toHaveCount(0);
  await expect(visit(page, ivo.fullName)).toBeFocused();
  await step(page, () => page.keyboard.press('c'));
  await announced(page, `${mina.fullName}: checked in.`);
  await expect(visit(page, ivo.fullName)).toContainText('Booked');
  // Once the focus was seen there, keys are for there.
  await page.clock.fastForward(1000);
  await step(page, () => page.keyboard.press('a'));
  await announced(page, new RegExp(`${ivo.fullName}: arrived`));
  await step(page, () => page.keyboard.press('u'), 'undo');
  await announced(page, `Taken back. ${ivo.fullName}: booked.`);

  // The same where it was a colleague who took the visit away.
  await visit(page, ivo.fullName).focus();
  await seed.acting('admin', (admin) => call(admin, `/api/appointments/${id}/cancel`, { reason: 'Called in ill' }));
  await expect(visit(page, ivo.fullName)).toHaveCount(0);
  await expect(visit(page, lena.fullName)).toBeFocused();
  await page.keyboard.press('a');
  await announced(page, /“Arrived” cannot follow|not on the board any more/);
  await expect(visit(page, lena.fullName)).toContainText('Booked');
});

test('keys pressed before the server has answered are heard, in their order', async ({ page, seed }) => {
  const mina = await seed.patient(`Mina ${unique('Quick')}`);
  await seed.visitToday(mina, doctor);
  await signIn(page, dana.username);
  await board(page);
  await visit(page, mina.fullName).focus();
  let answer = await held(page, '**/api/appointments/*/stage');
  for (const key of ['a', 'c', 'c', 'd']) await page.keyboard.press(key);
  await expect(visit(page, mina.fullName)).toHaveAttribute('aria-busy', 'true');
  await expect(visit(page, mina.fullName)).toContainText('Booked');
  answer();
  await expect(visit(page, mina.fullName)).toContainText('With the doctor');
  await announced(page, `${mina.fullName}: with the doctor.`);

  // So is the way back, from wherever it is pressed.
  answer = await held(page, '**/api/appointments/*/stage');
  await page.keyboard.press('f');
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('u');
  answer();
  await announced(page, `Taken back. ${mina.fullName}: with the doctor.`);
  await expect(visit(page, mina.fullName)).toContainText('With the doctor');

  // What cannot follow is said when its turn has come.
  await visit(page, mina.fullName).focus();
  answer = await held(page, '**/api/appointments/*/stage');
  await page.keyboard.press('f');
  await page.keyboard.press('c');
  answer();
  await expect(page.getByRole('alert')).toContainText(`${mina.fullName}: done. “Checked in” cannot follow.`);
});

test('an undo takes back one’s own step, and nothing a colleague did since', async ({ page, seed }) => {
  const other = unique('Cabin ');
  const room = await seed.acting('admin', (admin) => call<number>(admin, '/api/admin/rooms', { name: other }));
  const mina = await seed.patient(`Mina ${unique('Moved')}`);
  const { id } = (await seed.visitToday(mina, doctor)) as Slot & { id: number };
  /** What the other desk does: the patient is called to that room. */
  const colleague = () =>
    seed.acting('admin', (admin) => call(admin, `/api/appointments/${id}/stage`, { stage: 'checked-in', room_id: String(room) }));
  await signIn(page, dana.username);
  await board(page);
  await visit(page, mina.fullName).focus();

  // It is pressed before the answer to the step is here, and the colleague is quicker than that.
  const answer = await heldAnswer(page, '**/api/appointments/*/stage');
  await page.keyboard.press('a');
  await page.keyboard.press('u');
  await expect(visit(page, mina.fullName)).toContainText('Arrived');
  await colleague();
  await expect(visit(page, mina.fullName)).toContainText('Checked in');
  answer();
  await expect(page.getByRole('alert')).toContainText('This cannot be taken back any more.');
  await expect(visit(page, mina.fullName)).toContainText(other);
  await page.unroute('**/api/appointments/*/stage');

  // The button beside a message knows the room as well.
  const back = await seed.acting('admin', (admin) => call<{ stage: string }>(admin, `/api/appointments/${id}/undo`, {}));
  expect(back.stage).toBe('arrived');
  await expect(visit(page, mina.fullName)).toContainText('Arrived');
  await step(page, () => page.keyboard.press('c'));
  await announced(page, `${mina.fullName}: checked in.`);
  await colleague();
  await expect(visit(page, mina.fullName)).toContainText(other);
  await page.getByRole('status').getByRole('button', { name: /^Undo/ }).click();
  await announced(page, 'This cannot be taken back any more.');
  await expect(visit(page, mina.fullName)).toContainText(other);
});

test('when a visit is gone the focus goes on to what is nearest', async ({ page, seed }) => {
  const mina = await seed.patient(`Mina ${unique('Gone')}`);
  const [ivo, lena] = [await seed.patient(`Ivo ${unique('Next')}`), await seed.patient(`Lena ${unique('Last')}`)];
  const { id } = (await seed.visitToday(mina, doctor)) as Slot & { id: number };
  await seed.visitToday(ivo, doctor);
  await seed.visitToday(lena, doctor);
  await signIn(page, dana.username);
  await board(page);
  await page.clock.install();
  await visit(page, mina.fullName).focus();
  await seed.acting('admin', (admin) => call(admin, `/api/appointments/${id}/cancel`, { reason: 'Called in ill' }));
  await expect(visit(page, mina.fullName)).toHaveCount(0);
  await expect(visit(page, ivo.fullName)).toBeFocused();
  // It has been seen there, as nobody does at once.
  await page.clock.fastForward(1000);

  // A step that takes the visit away leads on too, and is what is taken back then.
  await step(page, () => page.keyboard.press('a'));
  await step(page, () => page.keyboard.press('l'));
  await expect(visit(page, ivo.fullName)).toHaveCount(0);
  await expect(visit(page, lena.fullName)).toBeFocused();
  await step(page, () => page.keyboard.press('u'), 'undo');
  await expect(visit(page, ivo.fullName)).toContainText('Arrived');
  await expect(visit(page, lena.fullName)).toContainText('Booked');

  // So it is beside the details of another visit, whose own step stays.
  await page.clock.fastForward(1000);
  await step(page, () => page.keyboard.press('a'));
  await page.keyboard.press('Enter');
  const details = page.getByRole('complementary', { name: new RegExp(lena.fullName) });
  await expect(details.getByRole('heading', { name: new RegExp(lena.fullName) })).toBeFocused();
  await visit(page, ivo.fullName).focus();
  await step(page, () => page.keyboard.press('l'));
  await expect(visit(page, ivo.fullName)).toHaveCount(0);
  await expect(visit(page, lena.fullName)).toBeFocused();
  await step(page, () => page.keyboard.press('u'), 'undo');
  await announced(page, `Taken back. ${ivo.fullName}: arrived`);
  await expect(visit(page, lena.fullName)).toContainText('Arrived');
  await page.keyboard.press('Escape');
  await expect(details).toHaveCount(0);

  // From anywhere in the page one goes on from there, and in the other view one stands where one stood.
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('k');
  await expect(visit(page, ivo.fullName)).toBeFocused();
  await page.keyboard.press('v');
  const row = page.getByRole('row').filter({ hasText: ivo.fullName });
  await expect(row.getByRole('link', { name: ivo.fullName, exact: true })).toBeFocused();
});
