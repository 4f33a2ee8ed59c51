//! Head elements in the browser. The framework's own sets the title through `eval`, which our
//! Content-Security-Policy forbids and which would end the app.

use std::rc::Rc;

use dioxus::{
    core::queue_effect,
    document::{Document, Eval, LinkProps, MetaProps, ScriptProps, StyleProps},
    fullstack::document::FullstackWebDocument,
    prelude::provide_context,
    web::WebDocument,
};

/// Delegates to the framework's document in all but the title.
struct StrictDocument(FullstackWebDocument<WebDocument>);

/// Makes the document of the app; called once, by its root.
pub fn provide_document() {
    let document = StrictDocument(FullstackWebDocument::from(WebDocument));
    provide_context(Rc::new(document) as Rc<dyn Document>);
}

impl Document for StrictDocument {
    fn eval(&self, js: String) -> Eval {
        self.0.eval(js)
    }

    fn set_title(&self, title: String) {
        queue_effect(move || {
            if let Some(document) = web_sys::window().and_then(|window| window.document()) {
                document.set_title(&title);
            }
        });
    }

    fn create_meta(&self, props: MetaProps) {
        self.0.create_meta(props);
    }

    fn create_script(&self, props: ScriptProps) {
        self.0.create_script(props);
    }

    fn create_style(&self, props: StyleProps) {
        self.0.create_style(props);
    }

    fn create_link(&self, props: LinkProps) {
        self.0.create_link(props);
    }

    fn create_head_component(&self) -> bool {
        self.0.create_head_component()
    }
}
