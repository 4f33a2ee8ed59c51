import { type Doctor, expect, type Person, signIn, test } from './support/fixtures.ts';
import { announced, arrived, open, press } from './support/pages.ts';
import { clock, dayOf } from './support/words.ts';

// A doctor's day drawn to scale, and what is done from it.

let doctor: Doctor;
let rosa: Person;

test.beforeEach(async ({ seed }) => {
  doctor = await seed.doctor();
  rosa = await seed.patient('Rosa Delgado');
});

test('a visit is as tall as it is long', async ({ page, seed }) => {
  const slot = await seed.appointment(rosa, doctor);
  await signIn(page, doctor.username);
  await open(page, `/schedule?date=${dayOf(slot)}&view=day`, 'Schedule');
  const hour = await page.locator('.axis-hours > span').first().boundingBox();
  const box = await page.locator('details.visit').filter({ hasText: 'Rosa Delgado' }).boundingBox();
  const minutes = (Date.parse(slot.ends_at) - Date.parse(slot.starts_at)) / 60_000;
  expect(Math.abs((box?.height ?? 0) / (hour?.height ?? 1) - minutes / 60)).toBeLessThan(0.1);
});

test('a visit goes its way without leaving the day', async ({ page, seed }) => {
  const slot = await seed.visitToday(rosa, doctor);
  await signIn(page, doctor.username);
  await open(page, `/schedule?date=${dayOf(slot)}&view=day`, 'Schedule');
  const visit = page.locator('details.visit').filter({ hasText: 'Rosa Delgado' });
  await visit.locator('summary').first().focus();
  await page.keyboard.press('Enter');
  await press(visit, 'Check in');
  await announced(page, 'Rosa Delgado: checked in');
  await expect(visit).toContainText('Checked in');
  await visit.locator('summary').first().click();
  await press(visit, 'Done');
  await announced(page, 'Rosa Delgado: done');
});

test('a week is a list on a phone', async ({ page, seed }) => {
  const slot = await seed.appointment(rosa, doctor);
  await page.setViewportSize({ width: 360, height: 740 });
  await signIn(page, doctor.username);
  await open(page, `/schedule?date=${dayOf(slot)}&view=week`, 'Schedule');
  await expect(page.getByRole('link', { name: new RegExp(`${clock(slot)} Rosa Delgado ?, Booked`) })).toBeVisible();
  await expect(page.locator('.axis-hours')).toBeHidden();
  await arrived(page, 'Schedule');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});

test('closed time says why and leads on', async ({ page, seed }) => {
  const slot = await seed.appointment(rosa, doctor);
  await signIn(page, doctor.username);
  await open(page, `/schedule?date=${dayOf(slot)}&view=day`, 'Schedule');
  const closed = page.locator('details.axis-ground.closed').last();
  await closed.locator('summary').click();
  await expect(closed).toContainText("Outside the doctor's hours.");
  await closed.getByRole('link', { name: 'Overbook' }).click();
  await arrived(page, 'Overbook a time');
});
