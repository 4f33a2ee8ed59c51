//! What a window is called: as its page, or by a title that names nobody while the app is locked.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use dioxus::{
    document::{Document, Eval, LinkProps, MetaProps, ScriptProps, StyleProps},
    prelude::*,
};

/// The title of a window whose pages are covered.
const LOCKED: &str = "Anteroom is locked";

/// The window's document in all but the title. Pages set theirs whenever they come, behind the lock too, and it may
/// name a patient.
struct PageDocument {
    window: Rc<dyn Document>,
    locked: Cell<bool>,
    /// What the page is called.
    title: RefCell<String>,
}

impl PageDocument {
    /// Calls the window what it is to be called now.
    fn call_window(&self) {
        let title = if self.locked.get() {
            LOCKED.to_owned()
        } else {
            self.title.borrow().clone()
        };
        self.window.set_title(title);
    }
}

impl Document for PageDocument {
    fn eval(&self, js: String) -> Eval {
        self.window.eval(js)
    }

    fn set_title(&self, title: String) {
        *self.title.borrow_mut() = title;
        self.call_window();
    }

    fn create_meta(&self, props: MetaProps) {
        self.window.create_meta(props);
    }

    fn create_script(&self, props: ScriptProps) {
        self.window.create_script(props);
    }

    fn create_style(&self, props: StyleProps) {
        self.window.create_style(props);
    }

    fn create_link(&self, props: LinkProps) {
        self.window.create_link(props);
    }
}

/// Around the pages of a window: it is called as they are, while the app is not locked. Made anew with them it
/// forgets what it was called, as after a log-out it has to.
#[component]
pub fn Titled(
    /// Whether the app is locked.
    locked: bool,
    /// The pages.
    children: Element,
) -> Element {
    let pages = use_hook(|| {
        let pages = Rc::new(PageDocument {
            window: document::document(),
            locked: Cell::new(locked),
            title: RefCell::new("Anteroom".to_owned()),
        });
        provide_context::<Rc<dyn Document>>(pages.clone());
        pages
    });
    // At once, as pages do it: an effect would wait until what covers them is drawn.
    pages.locked.set(locked);
    pages.call_window();
    children
}

#[cfg(test)]
mod tests {
    use dioxus::{core::NoOpMutations, document::NoOpDocument};

    use super::*;

    /// A window, the title of its page, and whether the app is locked.
    #[derive(Default)]
    struct Window {
        page: Cell<&'static str>,
        locked: Cell<bool>,
        /// What it was called, one after the other.
        called: RefCell<Vec<String>>,
    }

    impl Document for Window {
        fn eval(&self, js: String) -> Eval {
            NoOpDocument.eval(js)
        }

        fn set_title(&self, title: String) {
            self.called.borrow_mut().push(title);
        }
    }

    fn root(window: Rc<Window>) -> Element {
        let (page, locked) = (window.page.get(), window.locked.get());
        use_context_provider(|| window as Rc<dyn Document>);
        rsx! {
            Titled { locked, document::Title { "{page}" } }
        }
    }

    #[test]
    fn no_page_behind_the_lock_gives_the_window_its_title() {
        let window = Rc::new(Window::default());
        let mut dom = VirtualDom::new_with_props(root, Rc::clone(&window));
        dom.rebuild_in_place();
        let mut called = |page, locked| {
            window.called.take();
            window.page.set(page);
            window.locked.set(locked);
            dom.mark_dirty(ScopeId::APP);
            dom.render_immediate(&mut NoOpMutations);
            let mut called = window.called.take();
            called.dedup();
            called
        };
        assert_eq!(
            called("Rosa Delgado", false).last().unwrap(),
            "Rosa Delgado"
        );
        assert_eq!(called("Rosa Delgado", true), [LOCKED]);
        // One whose data arrive later.
        assert_eq!(called("Tomas Brandt", true), [LOCKED]);
        assert_eq!(called("Tomas Brandt", false), ["Tomas Brandt"]);
    }
}
