import { type Doctor, expect, signIn, test } from './support/fixtures.ts';
import { announced, arrived, fact, fill, intercept, open, press, refused } from './support/pages.ts';
import { dayOf, longTime, shortTime } from './support/words.ts';

// What goes wrong between a page and its server.

test.use({ allowConsole: refused(409, 422, 'away') });

let doctor: Doctor;

test.beforeAll(async ({ seed }) => {
  doctor = await seed.doctor();
});

/** The last step of booking that time. */
const review = (slot: { starts_at: string; ends_at: string }) =>
  `/book/${doctor.id}?date=${dayOf(slot)}&start=${encodeURIComponent(slot.starts_at)}`;

test('a time lost meanwhile is said in place, keeps what was typed, and others are offered', async ({ page, seed }) => {
  const [slot] = await seed.slots(doctor.id);
  if (!slot) throw new Error('no free time');
  await signIn(page, (await seed.patient()).username);
  // A time that is kept cannot be lost.
  await page.route('**/api/holds', (route) => route.abort('connectionrefused'));
  await open(page, review(slot), 'Review and confirm');
  await fill(page, { 'Reason for visit': 'My left knee' });
  await seed.appointment(await seed.patient(), doctor, { startsAt: slot.starts_at });
  await press(page, 'Confirm booking');

  await expect(page.getByRole('alert').filter({ hasText: 'That time has just been taken.' })).toBeVisible();
  await expect(page.getByLabel('Reason for visit', { exact: true })).toHaveValue('My left knee');
  const nearest = page.getByRole('group', { name: 'Nearest free times' });
  await expect(nearest.getByRole('radio')).toHaveCount(6);
  await arrived(page, 'Review and confirm');
  const other = nearest.getByRole('radio').first();
  await other.check();
  const starts_at = (await other.getAttribute('value')) ?? '';
  expect(starts_at).not.toBe(slot.starts_at);
  const instead = longTime({ starts_at, ends_at: '' });
  await expect(page.getByRole('region', { name: 'Your appointment' })).toContainText(instead);
  await press(page, 'Confirm booking');
  await arrived(page, 'Your appointment');
  await expect(fact(page, 'When')).toContainText(instead);
  await expect(fact(page, 'Reason for visit')).toHaveText('My left knee');
});

test('a link to a time that is gone says so and offers others', async ({ page, seed }) => {
  const slot = await seed.appointment(await seed.patient(), doctor);
  await signIn(page, (await seed.patient()).username);
  await open(page, review(slot), 'Review and confirm');
  await expect(page.getByRole('alert')).toContainText(`${shortTime(slot)} is no longer free`);
  await expect(page.getByRole('group', { name: 'Nearest free times' }).getByRole('radio')).toHaveCount(6);
});

test('pressed twice, the button books once, and it is busy meanwhile', async ({ page, seed }) => {
  const patient = await seed.patient();
  const [slot] = await seed.slots(doctor.id);
  if (!slot) throw new Error('no free time');
  await signIn(page, patient.username);
  await open(page, review(slot), 'Review and confirm');
  let sent = 0;
  let answer: () => void = () => {};
  const held = new Promise<void>((resolve) => (answer = resolve));
  await intercept(page, '**/api/appointments', async (route) => {
    sent += 1;
    await held;
    await route.continue();
  });
  const confirm = page.getByRole('button', { name: 'Confirm booking' });
  await confirm.dblclick();
  await expect(confirm).toBeDisabled();
  await expect(confirm).toHaveAttribute('aria-busy', 'true');
  await page.keyboard.press('Enter');
  answer();
  await arrived(page, 'Your appointment');
  expect(sent).toBe(1);
  const client = await seed.as(patient.username);
  const { upcoming } = await (await client.get('/api/appointments/mine')).json();
  await client.dispose();
  expect(upcoming).toHaveLength(1);
});

test('without a connection nothing typed is lost, and it works again afterwards', async ({ page, seed, clinic }) => {
  const patient = await seed.patient();
  const [slot] = await seed.slots(doctor.id);
  if (!slot) throw new Error('no free time');
  await signIn(page, patient.username);
  await open(page, review(slot), 'Review and confirm');
  await fill(page, { 'Reason for visit': 'A long story, told once' });
  await clinic.stop();
  await press(page, 'Confirm booking');
  await expect(page.getByRole('alert').filter({ hasText: 'No connection to the clinic.' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Confirm booking' })).toBeEnabled();
  await expect(page.getByLabel('Reason for visit', { exact: true })).toHaveValue('A long story, told once');
  await arrived(page, 'Review and confirm');

  await clinic.serve();
  await press(page, 'Confirm booking');
  await announced(page, 'Booked.');
  await arrived(page, 'Your appointment');
  await expect(fact(page, 'Reason for visit')).toHaveText('A long story, told once');
});

test('a page that cannot be loaded says so and can be tried again', async ({ page, seed, clinic }) => {
  await signIn(page, (await seed.patient()).username);
  await open(page, '/appointments', 'Your appointments');
  await clinic.stop();
  await page.getByRole('banner').getByRole('link', { name: 'Find a doctor' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText("The clinic's system cannot be reached");
  await clinic.serve();
  await page.getByRole('link', { name: 'Try again' }).click();
  await arrived(page, 'Doctors');
});
