import { type Doctor, expect, PASSWORD, test } from './support/fixtures.ts';
import { announced, arrived, fill, press, wrong } from './support/pages.ts';
import { unique } from './support/seed.ts';
import { dayOf } from './support/words.ts';

// Pages as the server sends them, used and checked before the app has come: its script never does.
// (What such pages do is told in the *.nojs specs; axe needs scripts of its own.)

test.use({ allowConsole: [/ERR_FAILED/] });

let doctor: Doctor;

test.beforeAll(async ({ seed }) => {
  doctor = await seed.doctor();
});

test.beforeEach(async ({ page }) => {
  await page.route(/\/assets\/.*\.(js|wasm)$/, (route) => route.abort());
});

test('a patient registers, books and cancels on pages that are accessible already', async ({ page, seed }) => {
  const [slot] = await seed.slots(doctor.id);
  if (!slot) throw new Error('no free time');
  await page.goto('/register');
  await fill(page, { Username: unique('rosa'), Password: 'short', 'Full name': 'Rosa Delgado', 'Contact number': '020 7946 0018' });
  await press(page, 'Create account');
  await wrong(page, 'Password', /at least 12/);
  await arrived(page, 'Create an account');
  await fill(page, { Password: PASSWORD });
  await press(page, 'Create account');
  await announced(page, 'Welcome.');
  await arrived(page, 'Your appointments');

  await page.goto(`/book/${doctor.id}?date=${dayOf(slot)}`);
  await arrived(page, 'Choose a day and time');
  await page.getByRole('radio').first().check();
  await press(page, 'Continue');
  await arrived(page, 'Review and confirm');
  await press(page, 'Confirm booking');
  await arrived(page, 'Your appointment');
  await page.locator('summary', { hasText: 'Cancel appointment' }).click();
  await arrived(page, 'Your appointment');
  await press(page.locator('main'), 'Cancel appointment');
  await announced(page, 'The appointment is cancelled.');
  await arrived(page, 'Your appointment');
});

test('so are the pages of staff', async ({ page }) => {
  await page.goto('/login?next=%2Fadmin%2Fdoctors');
  await fill(page, { Username: 'admin', Password: PASSWORD });
  await press(page, 'Log in');
  await arrived(page, 'Doctors');
  await press(page, 'Add doctor');
  await wrong(page, 'Full name', /Enter a full name/);
  await arrived(page, 'Doctors');
  for (const [path, heading] of [
    ['/admin', 'Overview'],
    [`/admin/doctors/${doctor.id}`, doctor.fullName],
    ['/admin/staff', 'Staff'],
    ['/admin/appointments', 'Appointments'],
    ['/admin/audit', 'Audit trail'],
    ['/admin/settings', 'Clinic settings'],
    ['/desk', 'Front desk'],
    ['/patients', 'Patients'],
    ['/patients/new', 'Register a patient'],
  ] as const) {
    await page.goto(path);
    await arrived(page, heading);
  }
  await expect(page.getByRole('button', { name: 'Register patient' })).toBeEnabled();
});
