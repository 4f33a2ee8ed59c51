import type { JSHandle, Page } from '@playwright/test';
import { expect } from './fixtures.ts';

/** When something was first seen in a page, or seen to be gone, by the machine's clock; nothing until then. */
export type Watch = JSHandle<{ at: number | null }>;

/**
 * Has the page itself note when an element of this selector first contains this text. What a test asks its page
 * for passes through three processes, which on a busy machine takes as long as what is to be measured; what is
 * noted in the page does not. Call it before the change, and `seenWithin` after it.
 */
export async function watchFor(page: Page, selector: string, text: string): Promise<Watch> {
  const seen = await note(page, selector, text, true);
  expect(await seen.evaluate(({ at }) => at), `“${text}” is not there before the change`).toBeNull();
  return seen;
}

/** The same for when the last such element is gone. */
export async function watchGone(page: Page, selector: string, text: string): Promise<Watch> {
  const gone = await note(page, selector, text, false);
  expect(await gone.evaluate(({ at }) => at), `“${text}” is there before the change`).toBeNull();
  return gone;
}

function note(page: Page, selector: string, text: string, there: boolean): Promise<Watch> {
  return page.evaluateHandle(
    ([selector, text, there]) => {
      const noted: { at: number | null } = { at: null };
      const isSo = () => Array.from(document.querySelectorAll(selector)).some((each) => each.textContent?.includes(text)) === there;
      if (isSo()) noted.at = 0;
      const observer = new MutationObserver(() => {
        if (noted.at === null && isSo()) {
          noted.at = Date.now();
          observer.disconnect();
        }
      });
      observer.observe(document, { subtree: true, childList: true, characterData: true });
      return noted;
    },
    [selector, text, there] as const,
  );
}

/** What is watched for came less than so many milliseconds after `since`, when the change was answered. */
export async function seenWithin(watch: Watch, since: number, milliseconds: number): Promise<void> {
  const at = () => watch.evaluate((noted) => noted.at);
  // It is waited for patiently: what counts is when it came, and not when it was found.
  await expect.poll(at).not.toBeNull();
  expect(((await at()) ?? Infinity) - since, 'milliseconds until it came').toBeLessThan(milliseconds);
}
