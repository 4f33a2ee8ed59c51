import type { Page } from '@playwright/test';
import { expect, hydrated, PASSWORD, signIn, test } from './support/fixtures.ts';
import { announced, arrived, fact, fill, open, press, refused, wrong } from './support/pages.ts';
import { unique } from './support/seed.ts';

// Doctors come, change, go and come back.

test.use({ allowConsole: refused(422) });

/** The temporary password on the page; it is there once. */
async function temporaryPassword(page: Page): Promise<string> {
  const password = await page.getByRole('status').filter({ hasText: 'Temporary password' }).locator('code').textContent();
  expect(password).toMatch(/^\S{12,}$/);
  return password ?? '';
}

test('a doctor is added, gets a temporary password once, and chooses their own', async ({ page }) => {
  const username = unique('tamsin');
  await signIn(page, 'admin');
  // The list has pages; there is one of this name.
  await open(page, `/admin/doctors?q=${username}`, 'Doctors');
  const add = page.getByRole('region', { name: 'Add a doctor' });
  await fill(add, { 'Full name': 'Dr. Tamsin Okafor', Username: username });
  await press(add, 'Add doctor');
  await wrong(add, 'Specialization', /Enter a specialization/);
  await expect(add.getByLabel('Full name', { exact: true })).toHaveValue('Dr. Tamsin Okafor');

  await fill(add, { Specialization: 'Rheumatology', Languages: 'English, Igbo' });
  await press(add, 'Add doctor');
  const temporary = await temporaryPassword(page);
  await expect(page.locator('#temporary-password')).toBeFocused();
  await arrived(page, 'Doctors');
  await expect(page.getByRole('row', { name: /Dr\. Tamsin Okafor/ })).toContainText('Rheumatology');
  await press(page, 'Add another one');
  await expect(add.getByLabel('Full name', { exact: true })).toHaveValue('');
  await page.reload();
  await expect(page.getByText(temporary)).toHaveCount(0);

  await page.context().clearCookies();
  await signIn(page, username, temporary);
  await hydrated(page);
  await arrived(page, 'Choose your own password');
  // Nothing else is open before that.
  await page.goto('/schedule');
  await hydrated(page);
  await arrived(page, 'Choose your own password');
  await fill(page, { 'Current password': temporary, 'New password': PASSWORD });
  await press(page, 'Change password');
  await arrived(page, 'Schedule');
});

test('a doctor is found and edited, and patients read it', async ({ page, seed }) => {
  const doctor = await seed.doctor({ fullName: 'Dr. Olive Tern', specialization: 'Neurology' });
  await signIn(page, 'admin');
  await open(page, '/admin/doctors', 'Doctors');
  await page.getByRole('searchbox', { name: 'Search' }).fill('olive');
  await press(page, 'Search');
  await expect(page.getByRole('row')).toHaveCount(2);
  await page.getByRole('link', { name: 'Dr. Olive Tern' }).click();
  await arrived(page, 'Dr. Olive Tern');

  const details = page.getByRole('form', { name: 'Details' });
  await fill(details, { 'Full name': 'Dr. Olive Tern-Hale', Languages: 'English, Welsh', About: 'Headaches and sleep.' });
  await press(details, 'Save details');
  await announced(page, "The doctor's details are saved.");
  await arrived(page, 'Dr. Olive Tern-Hale');

  await page.getByRole('link', { name: 'See their page' }).click();
  await arrived(page, 'Dr. Olive Tern-Hale');
  await expect(page).toHaveURL(new RegExp(`/doctors/${doctor.id}$`));
  await expect(page.getByText('English, Welsh')).toBeVisible();
  await expect(page.getByText('Headaches and sleep.')).toBeVisible();
});

test('who is deactivated has their future appointments decided on, and may come back', async ({ page, seed }) => {
  const doctor = await seed.doctor({ fullName: 'Dr. Basil Thorne' });
  const patient = await seed.patient();
  const [first, second] = await seed.slots(doctor.id);
  for (const slot of [first, second]) await seed.appointment(patient, doctor, { startsAt: slot?.starts_at ?? '' });

  await signIn(page, 'admin');
  await open(page, `/admin/doctors/${doctor.id}`, doctor.fullName);
  await expect(page.getByRole('link', { name: '2 future appointments' })).toBeVisible();
  const state = page.getByRole('region', { name: 'Seeing patients' });
  await state.locator('summary', { hasText: 'Deactivate' }).click();
  await expect(state).toContainText('Dr. Basil Thorne has 2 future appointments.');
  const go = state.getByRole('button', { name: 'Deactivate account of Dr. Basil Thorne' });
  await go.click();
  await wrong(state, 'Future appointments', /Choose whether to keep or to cancel/);
  await state.getByLabel('Future appointments', { exact: true }).selectOption('Cancel 2 future appointments');
  await go.click();
  await announced(page, '2 appointments cancelled.');
  await expect(state.getByText('Deactivated', { exact: true })).toBeVisible();
  await arrived(page, doctor.fullName);

  // Gone from the directory, and the login is closed.
  await page.goto('/doctors?q=thorne');
  await expect(page.getByText('No doctor matches')).toBeVisible();
  await expect(seed.as(doctor.username)).rejects.toThrow('422');
  const client = await seed.as(patient.username);
  const mine = await (await client.get('/api/appointments/mine')).json();
  await client.dispose();
  expect(mine.upcoming).toEqual([]);
  expect(mine.past.map((visit: { status: string }) => visit.status)).toEqual(['cancelled', 'cancelled']);

  await open(page, `/admin/doctors/${doctor.id}`, doctor.fullName);
  await page.getByRole('button', { name: 'Reactivate Dr. Basil Thorne' }).click();
  await announced(page, 'Dr. Basil Thorne can log in again.');
  await expect(state.getByText('Active', { exact: true })).toBeVisible();
  await (await seed.as(doctor.username)).dispose();
});

test('a forgotten password is replaced by a temporary one', async ({ page, seed }) => {
  const doctor = await seed.doctor();
  await signIn(page, 'admin');
  await open(page, `/admin/doctors/${doctor.id}`, doctor.fullName);
  await page.locator('summary', { hasText: 'Reset password' }).click();
  await page.getByRole('button', { name: /^Make a temporary password/ }).click();
  const temporary = await temporaryPassword(page);
  await expect(fact(page, 'Password')).toHaveText('Temporary, not yet replaced');
  await expect(seed.as(doctor.username)).rejects.toThrow('422');
  await (await seed.as(doctor.username, temporary)).dispose();
});
