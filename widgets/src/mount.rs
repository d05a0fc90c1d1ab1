//! What the page's script calls: puts a figure into an element, and tells when it is good to show.

use js_sys::Function;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};
use web_sys::Element;
use yew::prelude::*;

use crate::{
    client,
    figure::{Setting, figure},
    fund::{self, Known},
    live::{self, Heard},
    members,
    settings::{Kind, Settings},
};

/// A figure on the page.
#[wasm_bindgen]
pub struct Mounted(AppHandle<Live>);

#[wasm_bindgen]
impl Mounted {
    /// Puts a figure into `at`. `ready` is called once, after the first good render.
    #[wasm_bindgen(constructor)]
    #[expect(clippy::too_many_arguments, reason = "an object of settings would cost a binding per field")]
    pub fn new(
        at: Element,
        ready: Function,
        kind: &str,
        lang: &str,
        theme: &str,
        fund: &str,
        currency: &str,
        server: &str,
    ) -> Self {
        let settings = Settings::read(kind, lang, theme, fund, currency, server);
        Self(yew::Renderer::<Live>::with_root_and_props(at, LiveProps { settings, ready }).render())
    }

    /// Takes the figure off the page.
    pub fn remove(self) {
        self.0.destroy();
    }
}

#[derive(PartialEq, Properties)]
struct LiveProps {
    settings: Settings,
    ready: Function,
}

/// Nothing until the figures came; from then on the last that came. A struct, since hooks would add
/// five kilobytes.
struct Live {
    listening: usize,
    heard: Option<Heard>,
    is_shown: bool,
}

impl Component for Live {
    type Message = Heard;
    type Properties = LiveProps;

    fn create(context: &Context<Self>) -> Self {
        let settings = &context.props().settings;
        let listener = context.link().callback(|heard| heard);
        let listening = live::listen(&settings.server, &client::stats(settings), listener);
        Self { listening, heard: None, is_shown: false }
    }

    fn update(&mut self, _: &Context<Self>, heard: Heard) -> bool {
        self.heard = Some(heard);
        true
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let heard = self.heard.as_ref();
        heard.map(|heard| view(heard, &context.props().settings)).unwrap_or_default()
    }

    fn rendered(&mut self, context: &Context<Self>, _: bool) {
        if self.heard.is_some() && !std::mem::replace(&mut self.is_shown, true) {
            // The page's script catches what it throws.
            context.props().ready.call0(&JsValue::NULL).unwrap_or_default();
        }
    }

    fn destroy(&mut self, _: &Context<Self>) {
        live::leave(self.listening);
    }
}

fn view(heard: &Heard, settings: &Settings) -> Html {
    let stats = &heard.stats;
    let as_of = stats.as_of();
    let stale_since = heard.stale_since.clone().or_else(|| stats.is_stale().then(|| as_of.clone()));
    let known = Known { as_of, stale_since };
    let setting = Setting::from(settings);
    figure(&match settings.kind {
        Kind::Fund => {
            let fund = stats.fund(settings.fund.as_deref());
            fund::figure(fund.as_ref(), &known, &setting, &settings.locale)
        }
        Kind::Members => members::figure(&stats.members(), &known, &setting, &settings.locale),
    })
}
