import { expect, PASSWORD, signIn, test } from './support/fixtures.ts';
import { announced, fact, fill, press, wrong } from './support/pages.ts';
import { unique } from './support/seed.ts';
import { clock, dayOf, longTime } from './support/words.ts';

// Staff whose browser runs no scripts.

test('an admin adds a doctor and sees the temporary password once', async ({ page }) => {
  const username = unique('tamsin');
  await signIn(page, 'admin');
  await page.goto('/admin/doctors');
  const add = page.getByRole('region', { name: 'Add a doctor' });
  await fill(add, { 'Full name': 'Dr. Tamsin Okafor', Username: username });
  await press(add, 'Add doctor');
  await wrong(add, 'Specialization', /Enter a specialization/);
  await expect(add.getByLabel('Full name', { exact: true })).toHaveValue('Dr. Tamsin Okafor');
  await fill(add, { Specialization: 'Rheumatology' });
  await press(add, 'Add doctor');
  const said = page.getByRole('status').filter({ hasText: 'Temporary password' });
  await expect(said).toBeVisible();
  const temporary = /Temporary password for \S+: (\S{12,})\. It is shown only now\./.exec((await said.textContent()) ?? '')?.[1] ?? '';
  expect(temporary).not.toBe('');
  await page.reload();
  await expect(page.getByText(temporary)).toHaveCount(0);

  await page.context().clearCookies();
  await signIn(page, username, temporary);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Choose your own password');
  await fill(page, { 'Current password': temporary, 'New password': PASSWORD });
  await press(page, 'Change password');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Schedule');
});

test('an admin decides on the appointments of a doctor who leaves', async ({ page, seed }) => {
  const doctor = await seed.doctor();
  await seed.appointment(await seed.patient(), doctor);
  await signIn(page, 'admin');
  await page.goto(`/admin/doctors/${doctor.id}`);
  const state = page.getByRole('region', { name: 'Seeing patients' });
  const go = state.getByRole('button', { name: /^Deactivate account/ });
  await state.locator('summary', { hasText: 'Deactivate' }).click();
  await go.click();
  await wrong(state, 'Future appointments', /Choose whether/);
  await state.getByLabel('Future appointments', { exact: true }).selectOption('keep');
  await go.click();
  await announced(page, 'can no longer log in');
  await expect(state).toContainText('Those appointments were kept');
  await state.getByRole('button', { name: /^Reactivate/ }).click();
  await announced(page, 'can log in again');
});

test('the front desk registers a patient, books and cancels', async ({ page, seed }) => {
  const doctor = await seed.doctor();
  const dana = await seed.staff('front_desk');
  const name = `Walter ${unique('Stone')}`;
  const [slot] = await seed.slots(doctor.id);
  if (!slot) throw new Error('no free time');
  await signIn(page, dana.username);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Front desk');
  await page.getByRole('link', { name: 'Register patient' }).click();
  await fill(page, { 'Full name': name, Email: 'walter at home' });
  await press(page, 'Register patient');
  await wrong(page, 'Email', /like name@example\.com/);
  await expect(page.getByLabel('Full name', { exact: true })).toHaveValue(name);
  await fill(page, { Email: '' });
  await press(page, 'Register patient');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);

  await page.goto('/patients');
  await page.getByLabel('Search', { exact: true }).fill(name);
  await press(page, 'Find');
  await expect(page.getByLabel('Search', { exact: true })).toHaveValue(name);
  await expect(page, 'no name is in the address').toHaveURL(/\/patients$/);
  await page.getByRole('link', { name }).click();
  await page.locator('#book').getByRole('link', { name: doctor.fullName }).click();
  await page.goto(`${page.url().replace(/date=[^&]*/, `date=${dayOf(slot)}`)}`);
  await page.getByRole('radio', { name: clock(slot), exact: true }).check();
  await press(page, 'Continue');
  await expect(fact(page, 'Patient')).toHaveText(name);
  await press(page, 'Confirm booking');
  await announced(page, 'Booked.');
  await expect(fact(page, 'When')).toContainText(longTime(slot));

  await page.goto(`/desk?date=${dayOf(slot)}&doctor_id=${doctor.id}&view=list`);
  await page.getByRole('row').filter({ hasText: name }).getByRole('link', { name: /^A-/ }).click();
  await page.locator('summary', { hasText: 'Cancel appointment' }).click();
  await press(page.locator('main'), 'Cancel appointment');
  await announced(page, 'The appointment is cancelled.');
});

test('the board is worked on without JavaScript: filters, steps, undo, gaps', async ({ page, seed }) => {
  const [doctor, other] = [await seed.doctor(), await seed.doctor()];
  const dana = await seed.staff('front_desk');
  await seed.visitToday(await seed.patient('Rosa Delgado'), doctor, 'A rash');
  await seed.visitToday(await seed.patient('Bela Szabo'), other);
  await signIn(page, dana.username);
  await page.goto('/desk');
  const filters = page.getByRole('search', { name: 'Visits of the day' });
  await filters.getByLabel('Doctor', { exact: true }).selectOption(doctor.fullName);
  await press(filters, 'Filter');
  await expect(page.locator('.desk-visit')).toHaveCount(1);
  await filters.getByLabel('Search', { exact: true }).fill('nobody');
  await press(filters, 'Find');
  await expect(page.locator('.desk-visit')).toHaveCount(0);
  await expect(filters.getByLabel('Search', { exact: true })).toHaveValue('nobody');
  // Still that doctor's, and no name in the address.
  await expect(filters.getByLabel('Doctor', { exact: true })).toHaveValue(String(doctor.id));
  expect(page.url()).not.toContain('nobody');

  await page.goto(`/desk?doctor_id=${doctor.id}`);
  await page.locator('.desk-visit').click();
  const details = page.getByRole('complementary', { name: /Rosa Delgado/ });
  await expect(fact(details, 'Reason')).toHaveText('A rash');
  await press(details, 'Arrived: Rosa Delgado');
  await announced(page, /^Arrived\./);
  const waiting = page.getByRole('region', { name: /^Waiting/ });
  await expect(waiting.getByRole('link', { name: /Rosa Delgado/ })).toBeVisible();
  await waiting.getByRole('link', { name: /Rosa Delgado/ }).click();
  await press(details, 'Undo: Rosa Delgado, Arrived');
  await announced(page, /^Booked\./);

  const [slot] = await seed.slots(doctor.id);
  if (!slot) throw new Error('no free time');
  await page.goto(`/desk?date=${dayOf(slot)}&doctor_id=${doctor.id}`);
  await page.locator('.desk-gap').first().click();
  await expect(page).toHaveURL(new RegExp(`/desk/new\\?doctor_id=${doctor.id}&starts_at=`));
});

test('somebody who calls is booked in steps, and no name is in an address', async ({ page, seed }) => {
  const doctor = await seed.doctor();
  const dana = await seed.staff('front_desk');
  const name = `Walter ${unique('Stone')}`;
  await seed.patient(name);
  await signIn(page, dana.username);
  await page.goto(`/desk/new?doctor_id=${doctor.id}`);
  await page.getByLabel('Search', { exact: true }).fill(name);
  await press(page, 'Find');
  await expect(page.getByLabel('Search', { exact: true })).toHaveValue(name);
  await expect(page).toHaveURL(new RegExp(`/desk/new\\?doctor_id=${doctor.id}$`));
  await page.getByRole('link', { name }).click();
  await page.getByRole('radio').nth(1).check();
  await press(page, 'Book');
  await announced(page, `Booked for ${name}`);

  // Somebody new, with a slip in the date: the time that was chosen still is.
  const other = `Wanda ${unique('Stone')}`;
  await page.goto(`/desk/new?doctor_id=${doctor.id}`);
  await page.getByRole('link', { name: 'Register a new patient' }).click();
  await fill(page, { 'Full name': other, 'Date of birth': '1890-02-28', 'Reason for visit': 'A rash' });
  const second = page.getByRole('radio').nth(1);
  const time = await second.inputValue();
  await second.check();
  await press(page, 'Book');
  await wrong(page, 'Date of birth', /from 1900/);
  await expect(page.getByRole('radio', { checked: true })).toHaveValue(time);
  await expect(page.getByLabel('Reason for visit', { exact: true })).toHaveValue('A rash');
  await fill(page, { 'Date of birth': '1990-02-28' });
  await press(page, 'Book');
  await announced(page, `Booked for ${other}`);
});

test('a doctor opens a visit and must say why it is cancelled', async ({ page, seed }) => {
  const doctor = await seed.doctor();
  const slot = await seed.appointment(await seed.patient('Rosa Delgado'), doctor);
  await signIn(page, doctor.username);
  await page.goto(`/schedule?date=${dayOf(slot)}`);
  const visit = page.locator('details.visit').filter({ hasText: 'Rosa Delgado' });
  await visit.locator('summary').first().click();
  await visit.getByText('Cancel this visit').click();
  await press(visit, 'Cancel appointment');
  await wrong(visit, 'Reason', /Say why/);
  await fill(visit, { Reason: 'Called away' });
  await press(visit, 'Cancel appointment');
  await announced(page, 'The appointment is cancelled.');
  await expect(page.getByText('Reason: Called away')).toBeVisible();
});
