//! German.

use super::Words;

pub(super) static WORDS: Words = Words {
    language: "de",
    default_tag: "de",
    rtl: false,

    committed_to: "Verbindlich zugesagt für {0}",
    disbursed_to: "Ausgezahlt an {0}",
    fund: "Fonds",
    not_reported: "Noch nicht gemeldet",
    exactly: "genau {0}",
    of_target: "von einem Ziel von {0}",
    of_yearly_target: "von einem Ziel von {0} im Jahr",
    target: "Ziel {0}",
    yearly_target: "Ziel {0} im Jahr",
    amount_pledged: "{0} in Aussicht gestellt",
    amount_committed: "{0} verbindlich zugesagt",
    amount_disbursed: "{0} ausgezahlt",
    no_pledge: "in Aussicht gestellte Beträge noch nicht gemeldet",
    no_commitment: "verbindliche Zusagen noch nicht gemeldet",
    no_disbursement: "Auszahlungen noch nicht gemeldet",
    clause: "; ",
    stop: ".",
    pledged: "In Aussicht gestellt",
    not_binding: "unverbindlich",
    committed: "Verbindlich zugesagt",
    disbursed: "Ausgezahlt",
    committed_share: "Bisher verbindlich zugesagt: {0} des Ziels.",
    committed_yearly_share: "Bisher verbindlich zugesagt: {0} des Ziels eines Jahres.",
    disbursed_share: "Bisher ausgezahlt: {0} des Ziels.",
    disbursed_yearly_share: "Bisher ausgezahlt: {0} des Ziels eines Jahres.",
    less_than: "weniger als {0}",
    gap: "Es fehlen noch {0}.",
    yearly_gap: "Zum Ziel eines Jahres fehlen noch {0}.",
    unconverted: |count| match count {
        1 => "1 Betrag ist nicht enthalten: für ihn gibt es keinen Wechselkurs.",
        _ => "{0} Beträge sind nicht enthalten: für sie gibt es keinen Wechselkurs.",
    },

    members: "Mitglieder der Allianz",
    organisations: |count| if count == 1 { "Organisation" } else { "Organisationen" },
    not_named: |count| {
        if count == 1 {
            "darunter 1, die nicht genannt wird"
        } else {
            "darunter {0}, die nicht genannt werden"
        }
    },
    by_category: "Nach Kategorie, von den vollständig aufgeführten Mitgliedern; eines kann in mehreren sein.",
    listed_in_full: "nur vollständig aufgeführte",
    category: |slug| {
        Some(match slug {
            "cross-border" => "Grenzüberschreitend",
            "culture" => "Kultur",
            "dialogue" => "Dialog",
            "economy" => "Wirtschaft",
            "education" => "Bildung",
            "environment" => "Umwelt",
            "health" => "Gesundheit",
            "human-rights" => "Menschenrechte",
            "media" => "Medien",
            "shared-society" => "Gemeinsame Gesellschaft",
            "women" => "Frauen",
            "youth" => "Jugend",
            _ => return None,
        })
    },

    donors: "Geber",
    donors_to: "Geber für {0}",
    donors_counted: |_| "Geber",
    overdue: "Überfällig: {0}",
    more: "Nicht in dieser Liste: {0} weitere.",

    news: "Neues aus der Allianz",
    updates_counted: |count| {
        if count == 1 { "veröffentlichte Meldung" } else { "veröffentlichte Meldungen" }
    },
    posted: "veröffentlicht am {0}",
    update_kind: |kind| match kind {
        "meeting" => "Treffen",
        "statement" => "Erklärung",
        "visit" => "Besuch",
        "legislation" => "Gesetzgebung",
        "funding" => "Finanzierung",
        "briefing" => "Unterrichtung",
        "publication" => "Veröffentlichung",
        "event" => "Veranstaltung",
        "alert" => "Warnung",
        "request" => "Bitte",
        _ => "Meldung",
    },

    positions: "Haltung der Regierungen zu den Aufrufen der Allianz",
    countries_counted: |count| {
        if count == 1 { "Land mit festgehaltener Haltung" } else { "Länder mit festgehaltener Haltung" }
    },
    standing: |standing| match standing {
        "none" => "keine Haltung",
        "considering" => "wird geprüft",
        "supportive" => "zustimmend",
        "endorsed" => "befürwortet",
        "enacted" => "umgesetzt",
        "reversed" => "zurückgenommen",
        _ => "nicht festgehalten",
    },

    per_person: "Verbindlich zugesagt pro Person und Jahr: {0}",
    formula: "{0} verbindlich zugesagt ÷ {1} ÷ {2}",
    years: |count| if count == 1 { "1 Jahr" } else { "{0} Jahre" },
    people: |count| if count == 1 { "1 Mensch" } else { "{0} Menschen" },
    goal: "Ziel",
    compared: "Zum Vergleich",

    as_of: "Stand {0} UTC",
    not_updated_since: "Nicht aktualisiert seit {0} UTC",
    how_counted: "Wie gezählt wird",
    sample: "Beispieldaten",
    pause: "Anhalten",
    not_in: "Nicht verfügbar in „{0}“.",
};
