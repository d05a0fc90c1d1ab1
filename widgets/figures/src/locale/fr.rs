//! French. Zero counts as one, and a narrow space that does not break stands before a semicolon and a colon.

use super::Words;

pub(super) static WORDS: Words = Words {
    language: "fr",
    default_tag: "fr",
    rtl: false,

    committed_to: "Engagé en faveur de {0}",
    disbursed_to: "Décaissé en faveur de {0}",
    fund: "Fonds",
    not_reported: "Pas encore communiqué",
    exactly: "exactement {0}",
    of_target: "sur un objectif de {0}",
    of_yearly_target: "sur un objectif de {0} par an",
    target: "Objectif {0}",
    yearly_target: "Objectif {0} par an",
    amount_pledged: "{0} promis",
    amount_committed: "{0} engagés",
    amount_disbursed: "{0} décaissés",
    no_pledge: "promesses pas encore communiquées",
    no_commitment: "engagements pas encore communiqués",
    no_disbursement: "décaissements pas encore communiqués",
    clause: "\u{202f}; ",
    stop: ".",
    pledged: "Promis",
    not_binding: "sans obligation",
    committed: "Engagé",
    disbursed: "Décaissé",
    committed_share: "Engagé à ce jour\u{202f}: {0} de l’objectif.",
    committed_yearly_share: "Engagé à ce jour\u{202f}: {0} de l’objectif d’une année.",
    disbursed_share: "Décaissé à ce jour\u{202f}: {0} de l’objectif.",
    disbursed_yearly_share: "Décaissé à ce jour\u{202f}: {0} de l’objectif d’une année.",
    less_than: "moins de {0}",
    gap: "Il manque encore {0}.",
    yearly_gap: "Il manque encore {0} à l’objectif d’une année.",
    unconverted: |count| match count {
        0 | 1 => "{0} montant n’est pas compris\u{202f}: il n’y a pas de taux de change pour lui.",
        _ => "{0} montants ne sont pas compris\u{202f}: il n’y a pas de taux de change pour eux.",
    },

    members: "Membres de l’alliance",
    organisations: |count| if count < 2 { "organisation" } else { "organisations" },
    not_named: |count| {
        if count < 2 { "dont {0} n’est pas nommée" } else { "dont {0} ne sont pas nommées" }
    },
    by_category: "Par catégorie, parmi les membres présentés en entier\u{202f}; un membre peut être dans plusieurs.",
    listed_in_full: "seulement celles qui sont présentées en entier",
    category: |slug| {
        Some(match slug {
            "cross-border" => "Transfrontalier",
            "culture" => "Culture",
            "dialogue" => "Dialogue",
            "economy" => "Économie",
            "education" => "Éducation",
            "environment" => "Environnement",
            "health" => "Santé",
            "human-rights" => "Droits humains",
            "media" => "Médias",
            "shared-society" => "Société partagée",
            "women" => "Femmes",
            "youth" => "Jeunesse",
            _ => return None,
        })
    },

    donors: "Donateurs",
    donors_to: "Donateurs de {0}",
    donors_counted: |count| if count < 2 { "donateur" } else { "donateurs" },
    overdue: "En retard\u{202f}: {0}",
    more: "Hors de cette liste\u{202f}: {0}.",

    news: "Nouvelles de l’alliance",
    updates_counted: |count| if count < 2 { "nouvelle publiée" } else { "nouvelles publiées" },
    posted: "publié le {0}",
    update_kind: |kind| match kind {
        "meeting" => "Réunion",
        "statement" => "Déclaration",
        "visit" => "Visite",
        "legislation" => "Législation",
        "funding" => "Financement",
        "briefing" => "Note d’information",
        "publication" => "Publication",
        "event" => "Événement",
        "alert" => "Alerte",
        "request" => "Demande",
        _ => "Nouvelle",
    },

    positions: "Position des gouvernements sur les appels de l’alliance",
    countries_counted: |count| {
        if count < 2 {
            "pays dont la position est consignée"
        } else {
            "pays dont une position est consignée"
        }
    },
    standing: |standing| match standing {
        "none" => "sans position",
        "considering" => "à l’étude",
        "supportive" => "favorable",
        "endorsed" => "soutien déclaré",
        "enacted" => "mis en œuvre",
        "reversed" => "retiré",
        _ => "non consigné",
    },

    per_person: "Engagé par personne et par an\u{202f}: {0}",
    formula: "{0} engagés ÷ {1} ÷ {2}",
    years: |count| if count < 2 { "{0} an" } else { "{0} ans" },
    people: |count| if count < 2 { "{0} personne" } else { "{0} personnes" },
    goal: "Objectif",
    compared: "Pour comparaison",

    as_of: "Au {0} UTC",
    not_updated_since: "Pas mis à jour depuis le {0} UTC",
    how_counted: "Comment c’est compté",
    sample: "Données d’exemple",
    pause: "Mettre en pause",
    not_in: "Pas disponible en «\u{202f}{0}\u{202f}».",
};
