import { type Doctor, expect, type Person, signIn, test } from './support/fixtures.ts';
import { arrived, download, open, press, withoutReload } from './support/pages.ts';
import { call } from './support/seed.ts';
import { clock, dayOf, longDay } from './support/words.ts';

// The clinic at a glance, every appointment, and the audit trail.

const BOOKED = 30;
let doctor: Doctor;
let patient: Person;

test.beforeAll(async ({ seed }) => {
  doctor = await seed.doctor({ fullName: 'Dr. Ursula Finch' });
  patient = await seed.patient('Paul "Pip" Penn');
  const slots = (await seed.slots(doctor.id)).slice(0, BOOKED);
  await seed.acting(patient.username, async (client) => {
    const booked: { id: number }[] = [];
    for (const { starts_at } of slots) {
      const reason = booked.length === 0 ? '=1+1, "quoted"' : 'A check-up';
      booked.push(await call(client, '/api/appointments', { doctor_id: doctor.id, starts_at, reason }));
    }
    for (const { id } of booked.slice(0, 2)) await call(client, `/api/appointments/${id}/cancel`, { reason: 'Moved away' });
  });
});

test('the numbers of the overview lead to what they count', async ({ page, seed }) => {
  const [free] = await seed.slots(doctor.id);
  await signIn(page, 'admin');
  await open(page, '/admin', 'Overview');
  const today = page.getByRole('region', { name: 'Today' });
  await expect(today.getByRole('link')).toHaveCount(7);
  await expect(page.getByRole('heading', { level: 2, name: 'Latest cancellations' })).toBeVisible();
  const cancelled = page.locator('.card', { has: page.getByRole('heading', { name: 'Latest cancellations' }) });
  await expect(cancelled.getByRole('link', { name: patient.fullName })).toHaveCount(2);

  await page.getByText('The same as a table').click();
  const day = page.getByRole('row', { name: new RegExp(longDay(dayOf(free ?? { starts_at: '', ends_at: '' }))) });
  const count = await day.getByRole('cell').textContent();
  await withoutReload(page, async () => {
    await day.getByRole('link').click();
    await arrived(page, 'Appointments');
  });
  await expect(page.getByRole('navigation', { name: 'Status' }).getByRole('link', { name: 'Booked' })).toHaveText(`Booked ${count}`);

  await page.goto('/admin');
  await today.getByRole('link', { name: /Cancelled/ }).click();
  await arrived(page, 'Appointments');
  expect(new URL(page.url()).searchParams.get('status')).toBe('cancelled');
});

test('appointments are filtered, sorted and paged, all in the address', async ({ page }) => {
  await signIn(page, 'admin');
  await open(page, '/admin/appointments', 'Appointments');
  await page.getByLabel('Doctor', { exact: true }).selectOption(doctor.fullName);
  await press(page, 'Show');
  await expect(page).toHaveURL(new RegExp(`doctor_id=${doctor.id}`));
  const tabs = page.getByRole('navigation', { name: 'Status' });
  await expect(tabs.getByRole('link', { name: 'All' })).toHaveText(/All 30$/);
  await expect(tabs.getByRole('link', { name: 'Booked' })).toHaveText(/Booked 28$/);
  await expect(tabs.getByRole('link', { name: 'Cancelled' })).toHaveText(/Cancelled 2$/);

  await expect(page.getByRole('rowheader')).toHaveCount(25);
  await page.getByRole('link', { name: 'Next page' }).click();
  await expect(page.getByRole('rowheader')).toHaveCount(5);
  await expect(page.getByText('Page 2 of 2, 30 appointments')).toBeVisible();
  await arrived(page, 'Appointments');

  // Latest first until asked otherwise; sorting starts again on the first page.
  await page.getByRole('columnheader', { name: 'Date' }).getByRole('link').click();
  await expect(page.getByRole('columnheader', { name: 'Date' })).toHaveAttribute('aria-sort', 'ascending');
  await expect(page.getByRole('rowheader')).toHaveCount(25);
  const times = await page.getByRole('rowheader').locator('time').evaluateAll((all) => all.map((time) => time.getAttribute('datetime') ?? ''));
  expect(times).toEqual([...times].sort());

  await tabs.getByRole('link', { name: 'Cancelled' }).click();
  await expect(page.getByRole('rowheader')).toHaveCount(2);
  await page.reload();
  await expect(page.getByRole('rowheader')).toHaveCount(2);
  await expect(page.getByLabel('Doctor', { exact: true })).toHaveValue(String(doctor.id));
  await page.getByRole('link', { name: 'Clear all filters' }).click();
  await expect(page.getByRole('rowheader')).toHaveCount(25);
});

test('a day and a patient narrow the list', async ({ page, seed }) => {
  const other = await seed.doctor();
  const slot = await seed.appointment(await seed.patient('Vera Novak'), other);
  await signIn(page, 'admin');
  await open(page, `/admin/appointments?doctor_id=${other.id}&from=${dayOf(slot)}`, 'Appointments');
  await page.getByLabel('To', { exact: true }).fill(dayOf(slot));
  await press(page, 'Show');
  await expect(page).toHaveURL(new RegExp(`to=${dayOf(slot)}`));
  await page.getByRole('row').getByRole('link', { name: 'Vera Novak' }).click();
  await arrived(page, 'Vera Novak');
  const id = new URL(page.url()).pathname.split('/').pop();
  await open(page, `/admin/appointments?patient_id=${id}`, 'Appointments');
  await expect(page.getByRole('rowheader')).toHaveCount(1);
  await expect(page.getByRole('link', { name: 'Patient: Vera Novak' })).toBeVisible();
});

test('the CSV holds exactly what is filtered', async ({ page }) => {
  await signIn(page, 'admin');
  await open(page, `/admin/appointments?doctor_id=${doctor.id}&status=cancelled&sort=soonest`, 'Appointments');
  const { name, text } = await download(page, page.getByRole('link', { name: 'Download CSV' }));
  expect(name).toMatch(/^appointments.*\.csv$/);
  const lines = text.trimEnd().split('\r\n');
  expect(lines[0]).toMatch(/^\uFEFF?Number,Date,Start,End,/);
  expect(lines).toHaveLength(3);
  const [, first] = lines;
  expect(first).toMatch(/^A-\d{6},/);
  expect(first).toContain(',Dr. Ursula Finch,');
  expect(first).toContain('"Paul ""Pip"" Penn"');
  expect(first, 'no formula for a spreadsheet').toContain(`"'=1+1, ""quoted"""`);
  expect(first).toContain('Moved away');

  await page.goto(`/admin/appointments?doctor_id=${doctor.id}`);
  const all = await download(page, page.getByRole('link', { name: 'Download CSV' }));
  expect(all.text.trimEnd().split('\r\n')).toHaveLength(1 + BOOKED);
});

test('the audit trail names who did what to which record', async ({ page, seed }) => {
  const slot = await seed.appointment(await seed.patient('Tess Trail'), doctor, {
    startsAt: (await seed.slots(doctor.id)).at(-1)?.starts_at ?? '',
  });
  await signIn(page, 'admin');
  await page.goto(`/admin/appointments?doctor_id=${doctor.id}&from=${dayOf(slot)}`);
  await expect(page.getByRole('row').filter({ hasText: 'Tess Trail' })).toContainText(clock(slot));
  const visit = page.getByRole('row').filter({ hasText: 'Tess Trail' });
  const number = (await visit.getByRole('link', { name: /^A-/ }).textContent()) ?? '';
  await visit.getByRole('link', { name: 'Tess Trail' }).click();
  await arrived(page, 'Tess Trail');
  const patientId = new URL(page.url()).pathname.split('/').pop();

  await open(page, '/admin/audit', 'Audit trail');
  await page.getByLabel('Action', { exact: true }).selectOption('Appointment booked');
  await press(page, 'Filter');
  await expect(page.getByRole('row').filter({ hasText: number })).toContainText('127.0.0.1');

  await page.getByLabel('Username', { exact: true }).fill('admin');
  await page.getByLabel('Action', { exact: true }).selectOption('Patient record viewed');
  await press(page, 'Filter');
  await expect(page).toHaveURL(/user=admin/);
  await expect(page.getByRole('row').nth(1)).toContainText(`Patient ${patientId}`);

  await page.getByLabel('Action', { exact: true }).selectOption('Every action');
  await press(page, 'Filter');
  await expect(page.getByRole('row').filter({ hasText: 'Signed in' }).first()).toBeVisible();
  await arrived(page, 'Audit trail');
  await page.goto('/admin/audit?user=nobody-at-all');
  await expect(page.getByText('No entry matches')).toBeVisible();
});
