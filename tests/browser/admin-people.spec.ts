import { expect, hydrated, PASSWORD, signIn, test } from './support/fixtures.ts';
import { announced, arrived, fact, fill, open, press, refused, withoutReload, wrong } from './support/pages.ts';
import { unique } from './support/seed.ts';

// Staff accounts, and patients as admins see them.

test.use({ allowConsole: refused(422) });

test('a front desk account is added, disabled and enabled', async ({ page, seed }) => {
  const username = unique('abel');
  await signIn(page, 'admin');
  await open(page, '/admin/staff', 'Staff');
  const add = page.getByRole('region', { name: 'Add a staff member' });
  // The list is by name and has pages: this is one of the first, as the administrator is.
  await fill(add, { 'Full name': 'Abel Desk', Username: username, Password: 'short' });
  await add.getByLabel('Role', { exact: true }).selectOption('Front desk');
  await press(add, 'Add staff member');
  await wrong(add, 'Password', /at least 12/);
  await fill(add, { Password: 'four patient otters' });
  await press(add, 'Add staff member');
  await announced(page, 'four patient otters');

  const row = page.getByRole('row').filter({ hasText: username });
  await expect(row).toContainText('Front desk');
  await expect(row).toContainText('Temporary password');
  await row.locator('summary', { hasText: 'Disable' }).click();
  await row.getByRole('button', { name: 'Disable account of Abel Desk' }).click();
  await announced(page, 'Abel Desk can no longer log in.');
  await expect(row).toContainText('Disabled');
  await expect(seed.as(username, 'four patient otters')).rejects.toThrow('422');

  await row.getByRole('button', { name: 'Enable Abel Desk' }).click();
  await announced(page, 'Abel Desk can log in again.');
  await (await seed.as(username, 'four patient otters')).dispose();
  await arrived(page, 'Staff');
  await expect(page.getByRole('row').filter({ hasText: 'Ada Admin' })).toContainText('This is you');
});

test('patients are searched, opened and edited', async ({ page, seed }) => {
  const marker = unique('Quimby');
  await seed.patient(`Rosa ${marker}`);
  await seed.patient(`Bela ${marker}`);
  await signIn(page, 'admin');
  await open(page, '/patients', 'Patients');
  await page.getByLabel('Search', { exact: true }).fill(`rosa ${marker.toUpperCase()}`);
  await press(page, 'Find');
  await expect(page.getByRole('rowheader')).toHaveText([`Rosa ${marker}`]);
  await expect(page.getByLabel('Search', { exact: true })).toHaveValue(`rosa ${marker.toUpperCase()}`);
  await announced(page, '1 patient found');
  await expect(page, 'no name is in the address').toHaveURL(/\/patients$/);
  await page.getByRole('link', { name: `Rosa ${marker}` }).click();
  await arrived(page, `Rosa ${marker}`);

  // Back on the list the search is still there, until everybody is wanted again.
  await page.goBack();
  await arrived(page, 'Patients');
  await expect(page.getByRole('rowheader')).toHaveText([`Rosa ${marker}`]);
  const search = page.getByLabel('Search', { exact: true });
  await expect(search).toHaveValue(`rosa ${marker.toUpperCase()}`);
  await page.getByRole('link', { name: 'Show all patients' }).click();
  await expect(search).toHaveValue('');
  await expect(search).toBeFocused();
  await expect(page.getByRole('rowheader').nth(1)).toBeVisible();
  await search.fill(`rosa ${marker}`);
  await search.press('Enter');
  await expect(page.getByRole('rowheader')).toHaveText([`Rosa ${marker}`]);
  await page.getByRole('link', { name: `Rosa ${marker}` }).click();
  await arrived(page, `Rosa ${marker}`);

  await page.locator('summary', { hasText: 'Edit details' }).click();
  const edit = page.getByRole('form', { name: 'Edit details' });
  await fill(edit, { 'Contact number': 'call me', 'Date of birth': '1962-02-03' });
  await press(edit, 'Save details');
  await wrong(edit, 'Contact number', /Use only digits/);
  await fill(edit, { 'Contact number': '020 7946 0999' });
  await press(edit, 'Save details');
  await announced(page, 'The details are saved.');
  await expect(fact(page, 'Contact number')).toHaveText('020 7946 0999');
  await expect(fact(page, 'Date of birth')).toHaveText('3 Feb 1962');

  await page.goto(`/patients?q=${encodeURIComponent('1962-02-03')}`);
  await expect(page.getByRole('rowheader').filter({ hasText: marker })).toHaveText([`Rosa ${marker}`]);
  await page.goto('/patients?q=nobody-like-this');
  await arrived(page, 'Patients');
  await expect(page.getByText('No patient matches')).toBeVisible();

  // An address of before gives way to the next search.
  await hydrated(page);
  await page.getByLabel('Search', { exact: true }).fill(`bela ${marker}`);
  await press(page, 'Find');
  await expect(page.getByRole('rowheader')).toHaveText([`Bela ${marker}`]);
  await expect(page).toHaveURL(/\/patients$/);
});

test('what one account searched for is not shown to the next one in the same tab', async ({ page, seed }) => {
  const marker = unique('Quimby');
  await seed.patient(`Rosa ${marker}`);
  const dana = await seed.staff('front_desk', 'Dana Desk');
  await signIn(page, 'admin');
  await open(page, '/patients', 'Patients');
  await page.getByLabel('Search', { exact: true }).fill(`rosa ${marker}`);
  await press(page, 'Find');
  await expect(page.getByRole('rowheader')).toHaveText([`Rosa ${marker}`]);
  await withoutReload(page, async () => {
    await page.getByRole('banner').locator('summary', { hasText: 'Ada Admin' }).click();
    await press(page, 'Log out');
    await arrived(page, /^See a doctor at /);
    await page.getByRole('banner').getByRole('link', { name: 'Log in' }).click();
    await arrived(page, 'Log in');
    await fill(page, { Username: dana.username, Password: PASSWORD });
    await press(page, 'Log in');
    await arrived(page, 'Front desk');
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Patients' }).click();
    await arrived(page, 'Patients');
    await expect(page.getByLabel('Search', { exact: true })).toHaveValue('');
  });
});

test('the slash leads to the search', async ({ page }) => {
  await signIn(page, 'admin');
  await open(page, '/patients', 'Patients');
  await page.keyboard.press('/');
  await expect(page.getByLabel('Search', { exact: true })).toBeFocused();
  await page.keyboard.type('a/b');
  await expect(page.getByLabel('Search', { exact: true })).toHaveValue('a/b');
});
