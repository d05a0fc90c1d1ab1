//! French.

use super::Words;

pub(super) const WORDS: Words = Words {
    language: "fr",
    dir: "ltr",
    subject: "Accord : ce qui a changé",
    intro: "Voici ce qui a changé depuis votre dernière lecture ou notre dernier message, dans la mesure où tout le \
        monde peut le lire.",
    groups: ["Nouveau", "En hausse", "En baisse", "Retardé", "Contesté", "Confirmé", "Retiré"],
    measures: [
        "annoncé",
        "promis",
        "autorisé",
        "inscrit au budget",
        "engagé",
        "versé",
        "repris",
        "en retard",
        "reporté",
    ],
    sample: "exemple",
    further: "Autres",
    in_all: "En tout",
    unconverted: "non convertis",
    offices_only: "Ce que seuls les bureaux peuvent lire, avec votre clé",
    turn_off: "Ne plus recevoir ce message",
    off_title: "Ne plus recevoir le message quotidien",
    off_ask: "Accord doit-il cesser de vous envoyer chaque matin ce qui a changé ?",
    off_button: "Ne plus recevoir",
    off_done: "C’est fait : Accord ne vous l’enverra plus. Avec votre clé, vous pouvez le rétablir à tout moment.",
};
