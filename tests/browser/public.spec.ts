import { expect, type Doctor, test } from './support/fixtures.ts';
import { arrived, open, press, refused, withoutReload } from './support/pages.ts';
import { call } from './support/seed.ts';
import { clinicDay, clock, dayOf, longTime, shortDay, shortTime } from './support/words.ts';

// What anyone sees before they have an account.

let reed: Doctor;
let lind: Doctor;

test.beforeAll(async ({ seed }) => {
  reed = await seed.doctor({ fullName: 'Dr. Philippa Reed', specialization: 'Podiatry' });
  lind = await seed.doctor({ fullName: 'Dr. Márta Lind', specialization: 'Allergology' });
  // Her next free time does not pass while a test is on its way to it.
  const today = { kind: 'away', from_day: clinicDay(), to_day: clinicDay(), reason: 'Training' };
  await seed.acting('admin', (admin) => call(admin, `/api/doctors/${lind.id}/exceptions`, today));
});

test('the front page offers doctors, free times and the opening hours', async ({ page }) => {
  await open(page, '/', /^See a doctor at /);
  await expect(page.getByRole('link', { name: 'Podiatry', exact: true })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Soonest free times' }).getByRole('listitem')).not.toHaveCount(0);
  await page.getByText('The whole week').click();
  await expect(page.getByText('09:00 to 17:00').first()).toBeVisible();

  await withoutReload(page, async () => {
    await page.getByRole('searchbox', { name: 'Search' }).fill('reed');
    await press(page, 'Find a doctor');
    await arrived(page, 'Doctors');
    await expect(page).toHaveURL(/\/doctors\?q=reed$/);
    await expect(page.getByRole('heading', { level: 2 })).toHaveText(['Dr. Philippa Reed']);
  });
});

test('a free time on the front page is one click from booking', async ({ page }) => {
  await open(page, '/', /^See a doctor at /);
  await page.getByRole('region', { name: 'Soonest free times' }).getByRole('link').first().click();
  await arrived(page, 'Log in');
  expect(new URL(page.url()).searchParams.get('next')).toMatch(/^\/book\/\d+\?date=.*start/);
});

test('the directory is searched by name, whatever the accents and case', async ({ page }) => {
  await open(page, '/doctors', 'Doctors');
  const search = page.getByRole('searchbox', { name: 'Search' });
  await search.fill('MARTA');
  await press(page, 'Search');
  await expect(page.getByRole('heading', { level: 2 })).toHaveText(['Dr. Márta Lind']);
  await expect(page.getByRole('status').filter({ hasText: '1 doctor' })).toBeVisible();
  await expect(search).toHaveValue('MARTA');

  await page.goBack();
  await expect(page.getByRole('heading', { level: 2, name: 'Dr. Philippa Reed' })).toBeVisible();
});

test('the directory is filtered by specialization, and both can be left again', async ({ page }) => {
  await open(page, '/doctors', 'Doctors');
  const filters = page.getByRole('navigation', { name: 'Specializations' });
  await filters.getByRole('link', { name: 'Podiatry' }).click();
  await expect(page).toHaveURL(/specialization=podiatry/);
  await expect(page.getByRole('heading', { level: 2 })).toHaveText(['Dr. Philippa Reed']);
  await expect(filters.getByRole('link', { name: 'Podiatry' })).toHaveAttribute('aria-current', 'true');

  await page.getByRole('searchbox', { name: 'Search' }).fill('lind');
  await press(page, 'Search');
  await arrived(page, 'Doctors');
  await expect(page.getByText('No doctor matches')).toBeVisible();
  await page.getByRole('link', { name: 'Search every specialization' }).click();
  await expect(page.getByRole('heading', { level: 2 }).first()).toHaveText('Dr. Márta Lind');
  await expect(page).toHaveURL(/\/doctors\?q=lind$/);
});

test('a profile says who the doctor is and when they are free', async ({ page, seed }) => {
  const [slot] = await seed.slots(reed.id);
  if (!slot) throw new Error('no free time');
  await open(page, `/doctors/${reed.id}`, reed.fullName);
  await expect(page).toHaveTitle(/^Dr\. Philippa Reed/);
  await expect(page.getByText('Podiatry', { exact: true })).toBeVisible();
  const days = page.getByRole('region', { name: 'Next free days' });
  await expect(days.getByRole('link', { name: new RegExp(`^${shortDay(dayOf(slot))} 1?\\d free times?`) })).toBeVisible();
  await press(page, 'Book appointment');
  await arrived(page, 'Log in');
});

test('the next free time on a card leads through the login to that very time', async ({ page, seed }) => {
  const patient = await seed.patient();
  await open(page, '/doctors?q=lind', 'Doctors');
  const next = page.getByRole('link', { name: `with ${lind.fullName}` });
  const starts_at = (await next.locator('time').getAttribute('datetime')) ?? '';
  await expect(next).toHaveText(new RegExp(`^${shortTime({ starts_at, ends_at: '' })}`));
  await next.click();
  await arrived(page, 'Log in');
  await page.getByLabel('Username', { exact: true }).fill(patient.username);
  await page.getByLabel('Password', { exact: true }).fill(patient.password);
  await press(page, 'Log in');
  await arrived(page, 'Review and confirm');
  await expect(page.getByRole('region', { name: 'Your appointment' })).toContainText(longTime({ starts_at, ends_at: '' }));
  expect(new URL(page.url()).searchParams.get('start')).toContain(clock({ starts_at, ends_at: '' }));
});

test.describe('what is not there', () => {
  test.use({ allowConsole: refused(404) });

  for (const path of ['/no-such-page', '/doctors/999999']) {
    test(`${path} says so with its status`, async ({ page }) => {
      const answer = await page.goto(path);
      expect(answer?.status()).toBe(404);
      await arrived(page, 'This page does not exist');
      await page.getByRole('link', { name: 'Go to the front page' }).click();
      await arrived(page, /^See a doctor at /);
    });
  }
});
