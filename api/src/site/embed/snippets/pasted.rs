//! The snippets that a partner pastes. Each escapes its values and is one line with double quotes only, because
//! the editors of other sites leave such lines unchanged.

use askama::Template;
use figures::settings::Settings;

use crate::site::{assets::File, settings};

/// A picture with a link, which reserves its space before it loads.
#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<a href="{{ settings.server }}/"><img src="{{ settings.server }}/badge/{{ settings.kind.as_str() }}.svg?{{ query }}" width="{{ width }}" height="28" alt="{{ label }}" loading="lazy" referrerpolicy="no-referrer"></a>"#
)]
pub(in crate::site) struct Image<'a> {
    pub(in crate::site) settings: &'a Settings,
    pub(in crate::site) label: &'a str,
    pub(in crate::site) query: &'a str,
    pub(in crate::site) width: u32,
}

/// A frame as wide as its column, up to a maximum.
#[derive(Clone, Copy, Template)]
#[template(
    ext = "html",
    source = r#"<iframe src="{{ address }}" title="{{ title }}" width="100%" height="{{ height }}" style="border:0;max-width:{{ width }}px" loading="lazy" sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer"></iframe>"#
)]
pub(in crate::site) struct Frame<'a> {
    pub(in crate::site) address: &'a str,
    pub(in crate::site) title: &'a str,
    pub(in crate::site) width: u32,
    pub(in crate::site) height: u32,
}

/// The same frame on this server's own page, whose policy forbids style attributes.
#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<iframe src="{{ path }}" title="{{ of.title }}" width="{{ of.width }}" height="{{ of.height }}" sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer"></iframe>"#
)]
pub(in crate::site) struct Preview<'a> {
    pub(in crate::site) path: &'a str,
    pub(in crate::site) of: Frame<'a>,
}

/// A script, pinned by its hash, and a tag with the text to show until the figure loads.
#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<script type="module" crossorigin="anonymous" src="{{ settings.server }}{{ script.path }}" integrity="{{ script.integrity }}"></script>
<accord-{{ settings.kind.as_str() }} lang="{{ settings::lang(settings.locale) }}" theme="{{ settings.theme.as_str() }}"{% for (name, value) in settings::given(settings) %} {{ name.replace('_', "-") }}="{{ value }}"{% endfor %}><a href="{{ settings.server }}/">{{ label }}</a></accord-{{ settings.kind.as_str() }}>"#
)]
pub(in crate::site) struct Element<'a> {
    pub(in crate::site) settings: &'a Settings,
    pub(in crate::site) label: &'a str,
    pub(in crate::site) script: &'a File<'a>,
}
