import { type Doctor, expect, type Person, signIn, test } from './support/fixtures.ts';
import { announced, arrived, fact, fill, open, press, refused } from './support/pages.ts';
import { unique } from './support/seed.ts';
import { clock, dayOf, later, longDay, shortDay } from './support/words.ts';

// Calendars: several doctors side by side, what can be done from there, and the load of a month.

test.use({ allowConsole: refused(422) });

let doctor: Doctor;
let other: Doctor;
let dana: Person;
let rosa: Person;

test.beforeEach(async ({ seed }) => {
  doctor = await seed.doctor();
  other = await seed.doctor();
  dana = await seed.staff('front_desk', 'Dana Desk');
  rosa = await seed.patient('Rosa Delgado');
});

test('several doctors side by side, chosen with boxes, and other days', async ({ page, seed }) => {
  const slot = await seed.appointment(rosa, doctor);
  const bela = await seed.patient('Bela Szabo');
  await seed.appointment(bela, other, { startsAt: slot.starts_at });
  await signIn(page, dana.username);
  await open(page, `/calendar?date=${dayOf(slot)}&doctors=${doctor.id}`, 'Calendar');
  await expect(page.getByText(longDay(dayOf(slot))).first()).toBeVisible();
  const visits = page.locator('.axis .visit');
  await expect(visits).toHaveCount(1);
  await expect(visits).toContainText('Rosa Delgado');
  await arrived(page, 'Calendar');

  await page.locator('summary', { hasText: 'Choose doctors and day' }).click();
  await page.getByLabel(other.fullName, { exact: true }).check();
  await press(page, 'Show');
  await expect(page).toHaveURL(new RegExp(`doctors=${doctor.id}&doctors=${other.id}|doctors=${other.id}&doctors=${doctor.id}`));
  await expect(visits).toHaveCount(2);
  await expect(page.getByRole('heading', { level: 2, name: other.fullName })).toBeVisible();

  await page.getByRole('link', { name: 'The day after' }).click();
  await expect(page.getByText(longDay(later(dayOf(slot), 1))).first()).toBeVisible();
  await page.getByRole('link', { name: 'The day before' }).click();
  await expect(visits).toHaveCount(2);
  await page.getByRole('navigation', { name: 'View' }).getByRole('link', { name: 'Week' }).click();
  await expect(page.getByRole('heading', { level: 3, name: shortDay(dayOf(slot)) })).toHaveCount(2);
  await arrived(page, 'Calendar');
});

test('the menu of a visit takes it on its way, by keyboard', async ({ page, seed }) => {
  const slot = await seed.visitToday(rosa, doctor, 'A rash');
  await signIn(page, dana.username);
  await open(page, `/calendar?date=${dayOf(slot)}&doctors=${doctor.id},${other.id}`, 'Calendar');
  const visit = page.locator('.axis .visit').filter({ hasText: 'Rosa Delgado' });
  await visit.getByRole('link', { name: /Rosa Delgado/ }).first().focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(fact(visit, 'Reason for visit')).toHaveText('A rash');
  await expect(visit.getByRole('link', { name: 'Reschedule' })).toBeVisible();
  await arrived(page, 'Calendar');
  await press(visit, 'Arrived');
  await announced(page, 'Rosa Delgado: arrived');
  await expect(visit.getByRole('link', { name: /Rosa Delgado.*Arrived/ })).toBeVisible();
});

test('closed time says why, and is overbooked with a reason', async ({ page, seed }) => {
  const slot = await seed.appointment(rosa, doctor);
  const bela = await seed.patient(`Bela ${unique('Szabo')}`);
  await signIn(page, dana.username);
  await open(page, `/calendar?date=${dayOf(slot)}&doctors=${doctor.id}`, 'Calendar');
  const closed = page.locator('details.axis-ground.closed').last();
  await closed.locator('summary').focus();
  await page.keyboard.press('Enter');
  await expect(closed).toContainText("Outside the doctor's hours.");
  await arrived(page, 'Calendar');
  await closed.getByRole('link', { name: 'Overbook' }).click();
  await arrived(page, 'Overbook a time');
  await page.getByLabel('Search', { exact: true }).fill(bela.fullName);
  await press(page, 'Find');
  const found = page.getByRole('link', { name: bela.fullName });
  await expect(found).toBeVisible();
  await expect(page, 'no name is in the address').not.toHaveURL(/bela|szabo|[?&]q=./i);
  await found.click();
  await fill(page, { 'Reason for visit': 'Stitches' });
  await press(page, 'Overbook');
  await expect(page.getByRole('alert')).toContainText("Outside the doctor's hours.");
  await fill(page, { 'Why book it all the same': 'She comes from far away' });
  await press(page, 'Overbook');
  await arrived(page, 'Appointment');
  await expect(fact(page, 'Patient')).toContainText(bela.fullName);
});

test('free time leads to a booking at that time', async ({ page, seed }) => {
  const [slot] = await seed.slots(doctor.id);
  if (!slot) throw new Error('no free time');
  await signIn(page, dana.username);
  await open(page, `/calendar?date=${dayOf(slot)}&doctors=${doctor.id}`, 'Calendar');
  const free = page.locator('details.axis-ground.free').first();
  await free.locator('summary').focus();
  await page.keyboard.press('Enter');
  await expect(free).toContainText('is free.');
  await expect(free.getByRole('link', { name: 'Book', exact: true })).toHaveAttribute('href', new RegExp(`^/book/${doctor.id}\\?.*start=`));
});

test('the load of a month leads to the day', async ({ page, seed }) => {
  const slot = await seed.appointment(rosa, doctor);
  await signIn(page, dana.username);
  await open(page, `/calendar/load?month=${dayOf(slot).slice(0, 7)}`, 'Load of the month');
  const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: doctor.fullName }) });
  const date = Number(dayOf(slot).slice(8));
  const cell = row.getByRole('cell').nth(date - 1);
  await expect(cell).toHaveText(/^[1-9]\d*%/);
  await cell.getByRole('link').click();
  await arrived(page, 'Calendar');
  await expect(page.locator('.axis .visit')).toContainText(`${clock(slot)} to `);
});
