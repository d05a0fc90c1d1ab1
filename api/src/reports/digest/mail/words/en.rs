//! English.

use super::Words;

pub(super) const WORDS: Words = Words {
    language: "en",
    dir: "ltr",
    subject: "Accord: what moved",
    intro: "This moved since you last looked or were last told, as far as everybody may read it.",
    groups: ["New", "Raised", "Cut", "Slipped", "Disputed", "Confirmed", "Withdrawn"],
    measures: [
        "announced",
        "pledged",
        "authorised",
        "appropriated",
        "committed",
        "disbursed",
        "taken back",
        "late",
        "put off",
    ],
    sample: "sample",
    further: "Further ones",
    in_all: "In all",
    unconverted: "not converted",
    offices_only: "What only offices may read, with your key",
    turn_off: "Turn this e-mail off",
    off_title: "Turn the daily e-mail off",
    off_ask: "Shall Accord stop sending you what moved each morning?",
    off_button: "Turn it off",
    off_done: "It is off: Accord sends you no more of it. With your key, you can turn it on again at any time.",
};
