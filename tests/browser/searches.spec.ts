import { DEMO_PASSWORD } from './support/demo.ts';
import { expect, signIn, test } from './support/fixtures.ts';
import { announced, arrived, open, press, withoutReload } from './support/pages.ts';

// Searches that find more than a page holds.

test.use({ site: 'demo' });

test('what is found has pages, and none of them says in its address who was searched for', async ({ page }) => {
  await signIn(page, 'desk', DEMO_PASSWORD);
  await open(page, '/patients', 'Patients');
  await withoutReload(page, async () => {
    const search = page.getByLabel('Search', { exact: true });
    await search.fill('a');
    await press(page, 'Find');
    await announced(page, /^\d+ patients found$/);
    await expect(page.getByText(/^Page 1 of \d+, \d+ patients$/)).toBeVisible();
    await press(page, 'Next page');
    await expect(page.getByText(/^Page 2 of /)).toBeVisible();
    await arrived(page, 'Patients');
    await expect(page).toHaveURL(/\/patients$/);

    // Back from a record it is still the second page; another search begins at the first.
    await page.getByRole('rowheader').first().getByRole('link').click();
    await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('Patients');
    await page.goBack();
    await expect(page.getByText(/^Page 2 of /)).toBeVisible();
    await expect(search).toHaveValue('a');
    await search.fill('e');
    await press(page, 'Find');
    await expect(page.getByText(/^Page 1 of /)).toBeVisible();
    await expect(page).toHaveURL(/\/patients$/);
  });
});
