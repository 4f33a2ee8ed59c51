import { type Doctor, expect, type Person, signIn, test } from './support/fixtures.ts';
import { announced, arrived, open, press, refused, sideScroll } from './support/pages.ts';
import { call, type Seed } from './support/seed.ts';
import { clinicDay, clock, dayOf, shortTime } from './support/words.ts';

// A browser notes what the server refuses.
test.use({ allowConsole: refused(422) });

// A doctor who is away over booked visits: moved in bulk, or left to the patients to choose.

/** Time off to the day of a visit. From today on: a time of today that is proposed may pass before it is taken. */
async function away(seed: Seed, doctor: Doctor, day: string): Promise<void> {
  const time = { kind: 'away', from_day: clinicDay(), to_day: day, reason: 'Training' };
  await seed.acting('admin', (admin) => call(admin, `/api/doctors/${doctor.id}/exceptions`, time));
}

let dana: Person;

test.beforeAll(async ({ seed }) => {
  dana = await seed.staff('front_desk', 'Dana Desk');
});

test('visits are moved together, and the list is empty in the end', async ({ page, seed }) => {
  const doctor = await seed.doctor({ fullName: 'Dr. Noor Aziz', specialization: 'Neurology' });
  const [first, second] = await seed.slots(doctor.id);
  if (!first || !second || dayOf(first) !== dayOf(second)) throw new Error('no two free times on one day');
  await seed.appointment(await seed.patient('Vera Holm'), doctor, { startsAt: first.starts_at });
  await seed.appointment(await seed.patient('Jan Holm'), doctor, { startsAt: second.starts_at });
  await away(seed, doctor, dayOf(first));

  await signIn(page, dana.username);
  await open(page, '/desk', 'Front desk');
  await page.getByRole('link', { name: 'Find new times' }).click();
  await arrived(page, 'Visits that need another time');
  await open(page, `/displaced?doctor_id=${doctor.id}`, 'Visits that need another time');
  const visits = page.locator('li.displaced-visit');
  await expect(visits).toHaveCount(2);
  await expect(visits.first()).toContainText('Time off: Training.');
  await expect(visits.first()).toContainText(shortTime(first));
  const proposed = await page.getByLabel(/^New time for /).evaluateAll((fields) => fields.map((field) => (field as HTMLSelectElement).value));
  expect(new Set(proposed).size, 'no time is proposed twice').toBe(2);

  await press(page, 'Move selected to the proposed times');
  await expect(page.getByRole('alert')).toContainText('Select at least one patient.');
  await page.getByRole('link', { name: 'Select all' }).click();
  await expect(page.getByRole('checkbox', { name: 'Vera Holm' })).toBeChecked();
  await expect(page.getByRole('checkbox', { name: 'Jan Holm' })).toBeChecked();
  await arrived(page, 'Visits that need another time');
  await press(page, 'Move selected to the proposed times');
  await announced(page, '2 patients were moved.');
  await expect(page.getByText('Nobody is waiting for a new time')).toBeVisible();
  const free = (await seed.slots(doctor.id)).map((slot) => slot.starts_at);
  for (const each of proposed) expect(free).not.toContain(each.split('@')[0]);
  await arrived(page, 'Visits that need another time');
});

test('a patient is asked, chooses, and is off the list', async ({ page, browser, seed, baseURL }) => {
  const doctor = await seed.doctor({ fullName: 'Dr. Pia Holt', specialization: 'Rheumatology' });
  const patient = await seed.patient('Rosa Delgado');
  const slot = await seed.appointment(patient, doctor);
  await away(seed, doctor, dayOf(slot));

  await signIn(page, doctor.username);
  await open(page, '/displaced', 'Visits that need another time');
  await page.getByRole('checkbox', { name: 'Rosa Delgado' }).check();
  await press(page, 'Let selected patients choose');
  await announced(page, '1 patient was asked.');
  await expect(page.getByText('Asked to choose')).toBeVisible();

  const theirs = await browser.newContext({ baseURL });
  const other = await theirs.newPage();
  await signIn(other, patient.username);
  await other.goto('/appointments');
  await expect(other.getByText(/choose another time/).first()).toBeVisible();
  const [free] = await seed.slots(doctor.id);
  if (!free) throw new Error('no free time');
  await seed.acting(patient.username, async (client) => {
    const { upcoming } = await (await client.get('/api/appointments/mine')).json();
    await call(client, `/api/appointments/${upcoming[0].id}/reschedule`, { starts_at: free.starts_at });
  });
  await other.reload();
  await expect(other.getByText(clock(free)).first()).toBeVisible();
  await theirs.close();

  await open(page, '/displaced', 'Visits that need another time');
  await expect(page.getByText('Nobody is waiting for a new time')).toBeVisible();
});

test('the list fits a phone', async ({ page, seed }) => {
  const doctor = await seed.doctor({ fullName: 'Dr. Uma Kessler-Hohenfels', specialization: 'Orthodontics' });
  const slot = await seed.appointment(await seed.patient(), doctor);
  await away(seed, doctor, dayOf(slot));
  await page.setViewportSize({ width: 360, height: 740 });
  await signIn(page, doctor.username);
  await open(page, '/displaced', 'Visits that need another time');
  expect(await sideScroll(page)).toBe('');
});
