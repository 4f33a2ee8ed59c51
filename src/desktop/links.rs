//! Links that a browser follows by itself and a window's page does not: to a place on the page, and to a file.

use dioxus::prelude::*;

use super::download::download;
use crate::offline::source;

/// Follows them. Where a file was put is said above the pages.
pub(super) fn use_links() {
    use_future(|| async {
        let mut links = document::eval(LINKS);
        while let Ok((path, name)) = links.recv::<(String, String)>().await {
            spawn(async move {
                let said = match download(path, name).await {
                    Ok(place) => format!("Saved as {}.", place.display()),
                    Err(why) => why,
                };
                source::say(said);
            });
        }
    });
}

/// Takes these clicks before the interpreter hears of them, which would hand their addresses to the system's
/// browser: there they lead nowhere.
const LINKS: &str = "
    window.addEventListener('click', (event) => {
        const link = event.target instanceof Element && event.target.closest('a[href]');
        if (!link) {
            return;
        }
        const href = link.getAttribute('href');
        if (href.startsWith('#')) {
            const place = document.getElementById(href.slice(1));
            if (place && place.tabIndex < 0 && !place.hasAttribute('tabindex')) {
                place.setAttribute('tabindex', '-1');
            }
            place?.focus({ preventScroll: true });
            place?.scrollIntoView();
        } else if (link.hasAttribute('download')) {
            dioxus.send([href, link.getAttribute('download')]);
        } else {
            return;
        }
        event.preventDefault();
        event.stopImmediatePropagation();
    }, true);
    await new Promise(() => {});
";
