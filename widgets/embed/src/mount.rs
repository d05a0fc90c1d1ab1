//! The interface of the page's script: puts a figure into an element and reports when it can be shown.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use figures::{
    figure::{Known, figure},
    settings::{Kind, Settings},
    show,
};
use js_sys::{Date, Function};
use wasm_bindgen::{JsCast, JsValue, prelude::*};
use web_sys::{Element, Event};

use crate::{
    dom,
    intl::Intl,
    live::{self, Heard},
};

/// Least time between two announcements to a screen reader that a figure may be stale.
const PEACE_MS: f64 = 60_000.0;

/// A figure on the page.
#[wasm_bindgen]
pub struct Mounted {
    figure: Rc<Live>,
    listening: usize,
    click: Closure<dyn FnMut(Event)>,
}

#[wasm_bindgen]
impl Mounted {
    /// Puts a figure into `at`. `read` gives a setting by its name. `ready` is called after the first
    /// good render, `gone` once the figure no longer exists.
    #[wasm_bindgen(constructor)]
    pub fn new(
        at: Element,
        kind: &str,
        read: &Function,
        server: &str,
        ready: Function,
        gone: Function,
    ) -> Self {
        let setting = |name: &str| {
            read.call1(&JsValue::NULL, &name.into())
                .ok()
                .and_then(|text| text.as_string())
                .unwrap_or_default()
        };
        let settings = Settings::read(kind.parse().unwrap_or(Kind::Fund), setting, server);
        let address = settings.address();
        let is_live = settings.as_of.is_empty();
        let figure = Rc::new(Live {
            at,
            settings,
            ready,
            gone,
            heard: RefCell::default(),
            is_shown: Cell::new(false),
            is_paused: Cell::new(false),
            is_told: Cell::new(false),
        });
        let listener = figure.clone();
        let listening = live::listen(
            &figure.settings.server,
            &address,
            is_live,
            Rc::new(move |heard| listener.hear(heard)),
        );
        let clicked = figure.clone();
        let click = Closure::<dyn FnMut(Event)>::new(move |event: Event| clicked.click(&event));
        figure.at.add_event_listener_with_callback("click", click.as_ref().unchecked_ref()).ok();
        Self { figure, listening, click }
    }

    /// Takes the figure off the page.
    pub fn remove(self) {
        live::leave(self.listening);
        self.figure.at.remove_event_listener_with_callback("click", self.click.as_ref().unchecked_ref()).ok();
    }
}

/// A figure that follows the server. Empty until the first answer, and unchanged while paused.
struct Live {
    at: Element,
    settings: Settings,
    ready: Function,
    gone: Function,
    heard: RefCell<Option<Heard>>,
    is_shown: Cell<bool>,
    is_paused: Cell<bool>,
    /// Whether a screen reader was told that the figure may be stale.
    is_told: Cell<bool>,
}

thread_local! {
    /// The time of the last such announcement by any figure of the page.
    static TOLD_AT: Cell<f64> = const { Cell::new(f64::NEG_INFINITY) };
}

impl Live {
    fn hear(&self, heard: Heard) {
        // A retracted figure disappears, even while paused.
        let is_gone = heard.answer.is_none();
        self.heard.replace(Some(heard));
        if is_gone || !self.is_paused.get() {
            self.show();
        }
    }

    fn click(&self, event: &Event) {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if target.is_some_and(|target| target.local_name() == "button") {
            self.is_paused.set(!self.is_paused.get());
            self.show();
        }
    }

    fn show(&self) {
        let heard = self.heard.borrow();
        let Some(heard) = heard.as_ref() else { return };
        let Some(answer) = &heard.answer else {
            if self.is_shown.replace(false) {
                self.gone.call0(&JsValue::NULL).ok();
            }
            return;
        };
        let mut known = Known::read(answer);
        if self.settings.as_of.is_empty() {
            known.stale_since = heard.stale_since.clone().or(known.stale_since);
        }
        known.is_told = self.tells(known.stale_since.is_some());
        let mut props = show::figure(answer, &known, &self.settings, &Intl(&self.settings.locale));
        props.is_paused = self.settings.as_of.is_empty().then(|| self.is_paused.get());
        dom::show(&self.at, &figure(&props));
        if !self.is_shown.replace(true) {
            // The page's script catches its own exceptions.
            self.ready.call0(&JsValue::NULL).ok();
        }
    }

    /// Whether a stale figure is announced: once, and at most one figure per minute.
    fn tells(&self, is_stale: bool) -> bool {
        let now = Date::now();
        if is_stale && !self.is_told.get() && now - TOLD_AT.get() > PEACE_MS {
            TOLD_AT.set(now);
            self.is_told.set(true);
        } else if !is_stale {
            self.is_told.set(false);
        }
        self.is_told.get()
    }
}
