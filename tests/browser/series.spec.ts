import { type Doctor, expect, hydrated, signIn, test } from './support/fixtures.ts';
import { announced, arrived, fill, open, press, refused, sideScroll } from './support/pages.ts';
import { clock, dayOf, later, shortDay, shortTime } from './support/words.ts';

// Visits that repeat: planned, booked, moved and cancelled together.

test.use({ allowConsole: refused(409, 422) });

let doctor: Doctor;

test.beforeAll(async ({ seed }) => {
  doctor = await seed.doctor({ fullName: 'Dr. Imre Solt' });
});

/** A free time and the same one a week later. */
async function twoWeeks(seed: { slots(id: number): Promise<{ starts_at: string; ends_at: string }[]> }) {
  const slots = await seed.slots(doctor.id);
  for (const slot of slots) {
    const next = slots.find((each) => dayOf(each) === later(dayOf(slot), 7) && clock(each) === clock(slot));
    if (next) return { slot, next };
  }
  throw new Error('no free time with one a week later');
}

test('a patient repeats a visit, decides about the date that is taken, and moves and cancels what follows', async ({ page, seed }) => {
  const patient = await seed.patient();
  const { slot, next } = await twoWeeks(seed);
  await seed.appointment(await seed.patient(), doctor, { startsAt: next.starts_at });
  await signIn(page, patient.username);
  await open(page, `/series/new?doctor_id=${doctor.id}`, 'Repeating visits');
  await fill(page, { 'First visit': `${dayOf(slot)}T${clock(slot)}`, Every: '1', 'How many visits': '3' });
  await press(page, 'Show the dates');
  await expect(page.getByRole('heading', { name: /^3 visits every week/ })).toBeVisible();
  await expect(page.getByText('1 of 3 dates cannot be booked as they are')).toBeVisible();
  await arrived(page, 'Repeating visits');

  // The address holds all of it.
  await page.reload();
  await hydrated(page);
  const taken = page.getByRole('group', { name: shortTime(next) });
  await expect(taken).toContainText('This time is taken.');
  await press(page, 'Book these visits');
  await expect(taken).toContainText('Choose a time, or leave this date out.');
  await arrived(page, 'Repeating visits');
  const instead = taken.getByRole('radio').first();
  await instead.focus();
  await page.keyboard.press('Space');
  await expect(instead).toBeChecked();
  await fill(page, { 'Reason for the visits': 'Physiotherapy' });
  await press(page, 'Book these visits');
  await announced(page, '3 appointments are booked.');
  await arrived(page, 'Your appointment');

  const series = page.getByRole('region', { name: 'Repeats every week' });
  await expect(series.getByRole('listitem')).toHaveCount(3);
  await expect(series.getByRole('listitem').first()).toContainText(shortTime(slot));
  await series.getByRole('link', { name: 'Move this and following' }).click();
  await arrived(page, 'Move this and the following visits');
  await fill(page, { 'New day and time of this visit': `${later(dayOf(slot), 1)}T${clock(slot)}` });
  await press(page, 'Show the new times');
  await expect(page.getByRole('heading', { name: '3 visits' })).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: shortDay(later(dayOf(slot), 1)) })).toBeVisible();

  await page.getByRole('link', { name: 'Back to the appointment' }).click();
  await arrived(page, 'Your appointment');
  await series.getByRole('link').nth(1).click();
  await expect(series.getByRole('listitem').nth(1)).toContainText('This one');
  await series.locator('summary', { hasText: 'Cancel this and following' }).click();
  await fill(series, { 'Reason for cancelling them': 'Well again' });
  await press(series, 'Cancel 2 visits');
  await announced(page, 'The appointments are cancelled.');
  await expect(series.getByText('Cancelled')).toHaveCount(2);
});

test('all that follow move together', async ({ page, seed }) => {
  const patient = await seed.patient();
  const own = await seed.doctor();
  const slots = await seed.slots(own.id);
  const slot = slots.find((each) => clock(each) === '09:00');
  if (!slot) throw new Error('no free time at nine');
  await signIn(page, patient.username);
  const rule = `start=${dayOf(slot)}T09%3A00&every=1&unit=week&times=2`;
  await open(page, `/series/new?doctor_id=${own.id}&${rule}`, 'Repeating visits');
  await press(page, 'Book these visits');
  await announced(page, '2 appointments are booked.');
  await page.getByRole('link', { name: 'Move this and following' }).click();
  await arrived(page, 'Move this and the following visits');
  await fill(page, { 'New day and time of this visit': `${dayOf(slot)}T11:00` });
  await press(page, 'Show the new times');
  await press(page, 'Move 2 visits');
  await announced(page, 'The visits are moved.');
  const series = page.getByRole('region', { name: 'Repeats every week' });
  await expect(series.getByRole('listitem').filter({ hasText: '11:00' })).toHaveCount(2);
});

test('the dates fit a phone', async ({ page, seed }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await signIn(page, (await seed.patient()).username);
  const { slot, next } = await twoWeeks(seed);
  await seed.appointment(await seed.patient(), doctor, { startsAt: next.starts_at });
  await open(page, `/series/new?doctor_id=${doctor.id}&start=${dayOf(slot)}T${clock(slot)}&every=1&unit=week&times=2`, 'Repeating visits');
  expect(await sideScroll(page)).toBe('');
});
