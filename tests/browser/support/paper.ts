import type { Page } from '@playwright/test';
import { extractText, getDocumentProxy } from 'unpdf';

/** A page as its browser prints it. */
export type Paper = {
  /** The text of each page. */
  pages: string[];
  /** The width and height of the first page in millimetres, rounded. */
  size: [number, number];
};

/** Prints a page to PDF, as the browser's own dialog does, and reads it. */
export async function printed(page: Page, options: Parameters<Page['pdf']>[0]): Promise<Paper> {
  const file = await getDocumentProxy(new Uint8Array(await page.pdf(options)));
  const { text } = await extractText(file, { mergePages: false });
  const [left = 0, top = 0, right = 0, bottom = 0] = (await file.getPage(1)).view;
  const millimetres = (points: number) => Math.round((points / 72) * 25.4);
  return { pages: text, size: [millimetres(right - left), millimetres(bottom - top)] };
}
