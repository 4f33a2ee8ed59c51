import { expect, signIn, test } from './support/fixtures.ts';
import { announced, fill, press, wrong } from './support/pages.ts';

// Hours and exceptions in a browser that runs no scripts.

test('a doctor previews and changes hours', async ({ page, seed }) => {
  const doctor = await seed.doctor();
  await signIn(page, doctor.username);
  await page.goto('/hours');
  await page.locator('summary', { hasText: 'Change to hours of their own' }).click();
  await press(page, 'Use own hours');
  await announced(page, 'The hours are saved.');

  const add = page.getByRole('region', { name: 'Add hours' });
  await add.getByLabel('Sunday', { exact: true }).check();
  await fill(add, { From: '10:00', Until: '12:00' });
  await add.getByRole('button', { name: /^Preview/ }).click();
  await expect(add.getByRole('row').filter({ hasText: 'Sunday' })).toContainText('2 h, 4 times');
  await expect(add.getByLabel('From', { exact: true })).toHaveValue('10:00');
  await expect(add.getByLabel('Sunday', { exact: true })).toBeChecked();
  const sunday = page.getByRole('region', { name: 'Sunday', exact: true });
  await expect(sunday).toContainText('None');
  await press(add, 'Add hours');
  await announced(page, 'The hours are saved.');
  await expect(sunday).toContainText('10:00 to 12:00');

  await sunday.locator('summary', { hasText: 'Change' }).click();
  await fill(sunday, { Until: '09:00' });
  await press(sunday, 'Save');
  await wrong(sunday, 'Until', /end after it begins/);
});

test('an admin pastes a calendar of closures', async ({ page }) => {
  const year = new Date().getUTCFullYear() + 1;
  await signIn(page, 'admin');
  await page.goto('/admin/closures');
  await expect(page.getByLabel('Calendar file', { exact: true })).toHaveCount(0);
  const text = page.getByLabel('Text of the calendar', { exact: true });
  await text.fill('no calendar');
  await press(page, 'Import');
  await wrong(page, 'Text of the calendar', /no calendar file/);
  await text.fill(`BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:nojs\nSUMMARY:Stocktaking\nDTSTART:${year}0816\nEND:VEVENT\nEND:VCALENDAR\n`);
  await press(page, 'Import');
  await announced(page, '1 closure added.');
  const closure = page.getByRole('listitem').filter({ hasText: 'Stocktaking' });
  await closure.getByRole('button', { name: /^Delete clinic closed/ }).click();
  await announced(page, 'It is deleted.');
});
