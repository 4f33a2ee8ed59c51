//! Finding things in a page's HTML, as far as tests need it.

/// The text of the page's heading, which must be the only one.
#[track_caller]
pub(crate) fn h1(html: &str) -> String {
    let headings: Vec<_> = elements(html, "<h1").collect();
    assert_eq!(
        headings.len(),
        1,
        "a page has one h1: {headings:?} in {html}"
    );
    text(headings[0])
}

/// The text of the first element with `role="alert"`; empty where there is none.
pub(crate) fn alert(html: &str) -> String {
    html.split_once("role=\"alert\"")
        .map(|(_, rest)| rest.split_once('>').map_or("", |(_, rest)| rest))
        .map(|rest| text(rest.split("</div>").next().unwrap_or_default()))
        .unwrap_or_default()
}

/// The value that stands in the field of that name; `None` without such a field.
pub(crate) fn field_value(html: &str, name: &str) -> Option<String> {
    let input = tag_with(html, &format!("name=\"{name}\""))?;
    Some(attribute(input, "value").unwrap_or_default())
}

/// The message that describes the field of that name; empty where there is none.
pub(crate) fn field_error(html: &str, name: &str) -> String {
    let Some(input) = tag_with(html, &format!("name=\"{name}\"")) else {
        return String::new();
    };
    if attribute(input, "aria-invalid").as_deref() != Some("true") {
        return String::new();
    }
    let described_by = attribute(input, "aria-describedby").unwrap_or_default();
    described_by
        .split_whitespace()
        .filter(|id| id.contains("error"))
        .filter_map(|id| html.split_once(&format!("id=\"{id}\"")))
        .filter_map(|(_, rest)| rest.split_once('>'))
        .map(|(_, rest)| text(rest.split("</p>").next().unwrap_or_default()))
        .collect()
}

fn elements<'a>(html: &'a str, open: &'a str) -> impl Iterator<Item = &'a str> {
    html.split(open).skip(1).map(|rest| {
        let (_, rest) = rest.split_once('>').unwrap_or_default();
        rest.split("</h1>").next().unwrap_or_default()
    })
}

/// The whole tag that has this text among its attributes.
fn tag_with<'a>(html: &'a str, attribute: &str) -> Option<&'a str> {
    let at = html.find(attribute)?;
    let start = html[..at].rfind('<')?;
    let end = at + html[at..].find('>')?;
    Some(&html[start..end])
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split('"').next().map(unescape)
}

/// Text without tags, comments and the escapes of HTML.
fn text(html: &str) -> String {
    let mut bare = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        bare.push_str(before);
        rest = after.split_once('>').map_or("", |(_, after)| after);
    }
    bare.push_str(rest);
    unescape(bare.trim())
}

fn unescape(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        let (entity, after) = after.split_once(';').unwrap_or((after, ""));
        plain.push_str(before);
        plain.push(match entity {
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "amp" => '&',
            number => number
                .strip_prefix('#')
                .and_then(|code| char::from_u32(code.parse().ok()?))
                .unwrap_or_else(|| panic!("an entity the tests do not know: &{entity};")),
        });
        rest = after;
    }
    plain + rest
}
