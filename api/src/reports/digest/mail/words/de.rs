//! German.

use super::Words;

pub(super) const WORDS: Words = Words {
    language: "de",
    dir: "ltr",
    subject: "Accord: was sich bewegt hat",
    intro: "Das hat sich bewegt, seit Sie zuletzt nachgesehen haben oder benachrichtigt wurden, soweit alle es lesen \
        dürfen.",
    groups: ["Neu", "Erhöht", "Gekürzt", "Verzögert", "Bestritten", "Bestätigt", "Zurückgezogen"],
    measures: [
        "angekündigt",
        "in Aussicht gestellt",
        "bewilligt",
        "im Haushalt",
        "verbindlich zugesagt",
        "ausgezahlt",
        "zurückgenommen",
        "überfällig",
        "verschoben",
    ],
    sample: "Beispiel",
    further: "Weitere",
    in_all: "Insgesamt",
    unconverted: "nicht umgerechnet",
    offices_only: "Was nur die Büros lesen dürfen, mit Ihrem Schlüssel",
    turn_off: "Diese E-Mail abbestellen",
    off_title: "Die tägliche E-Mail abbestellen",
    off_ask: "Soll Accord aufhören, Ihnen jeden Morgen zu senden, was sich bewegt hat?",
    off_button: "Abbestellen",
    off_done: "Abbestellt: Accord sendet sie Ihnen nicht mehr. Mit Ihrem Schlüssel können Sie sie jederzeit wieder \
        bestellen.",
};
