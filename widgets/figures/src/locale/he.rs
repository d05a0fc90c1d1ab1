//! Hebrew. Two has a form of its own.

use super::Words;

pub(super) static WORDS: Words = Words {
    language: "he",
    default_tag: "he",
    rtl: true,

    committed_to: "התחייבויות לטובת {0}",
    disbursed_to: "תשלומים לטובת {0}",
    fund: "קרן",
    not_reported: "טרם דווח",
    exactly: "בדיוק {0}",
    of_target: "מתוך יעד של {0}",
    of_yearly_target: "מתוך יעד של {0} בשנה",
    target: "יעד {0}",
    yearly_target: "יעד {0} בשנה",
    amount_pledged: "הובטחו {0}",
    amount_committed: "התחייבויות בסך {0}",
    amount_disbursed: "שולמו {0}",
    no_pledge: "הבטחות טרם דווחו",
    no_commitment: "התחייבויות טרם דווחו",
    no_disbursement: "תשלומים טרם דווחו",
    clause: "; ",
    stop: ".",
    pledged: "הובטח",
    not_binding: "לא מחייב",
    committed: "התחייבויות",
    disbursed: "שולם",
    committed_share: "התחייבויות עד כה: {0} מהיעד.",
    committed_yearly_share: "התחייבויות עד כה: {0} מהיעד לשנה אחת.",
    disbursed_share: "שולם עד כה: {0} מהיעד.",
    disbursed_yearly_share: "שולם עד כה: {0} מהיעד לשנה אחת.",
    less_than: "פחות מ-{0}",
    gap: "עדיין חסרים {0}.",
    yearly_gap: "ליעד של שנה אחת עדיין חסרים {0}.",
    unconverted: |count| match count {
        1 => "סכום אחד אינו כלול: אין עבורו שער חליפין.",
        2 => "שני סכומים אינם כלולים: אין עבורם שער חליפין.",
        _ => "{0} סכומים אינם כלולים: אין עבורם שער חליפין.",
    },

    members: "חברי הברית",
    organisations: |count| if count == 1 { "ארגון" } else { "ארגונים" },
    not_named: |count| match count {
        1 => "מהם אחד ששמו אינו מפורסם",
        2 => "מהם שניים ששמם אינו מפורסם",
        _ => "מהם {0} ששמם אינו מפורסם",
    },
    by_category: "לפי תחום, מתוך החברים הרשומים במלואם; חבר יכול להופיע בכמה תחומים.",
    listed_in_full: "רק הרשומים במלואם",
    category: |slug| {
        Some(match slug {
            "cross-border" => "חוצה גבולות",
            "culture" => "תרבות",
            "dialogue" => "דיאלוג",
            "economy" => "כלכלה",
            "education" => "חינוך",
            "environment" => "סביבה",
            "health" => "בריאות",
            "human-rights" => "זכויות אדם",
            "media" => "תקשורת",
            "shared-society" => "חברה משותפת",
            "women" => "נשים",
            "youth" => "נוער",
            _ => return None,
        })
    },

    donors: "תורמים",
    donors_to: "תורמים לטובת {0}",
    donors_counted: |count| if count == 1 { "תורם" } else { "תורמים" },
    overdue: "באיחור: {0}",
    more: "מחוץ לרשימה: עוד {0}.",

    news: "חדשות הברית",
    updates_counted: |count| {
        if count == 1 { "עדכון שפורסם" } else { "עדכונים שפורסמו" }
    },
    posted: "פורסם ב-{0}",
    update_kind: |kind| match kind {
        "meeting" => "פגישה",
        "statement" => "הצהרה",
        "visit" => "ביקור",
        "legislation" => "חקיקה",
        "funding" => "מימון",
        "briefing" => "תדרוך",
        "publication" => "פרסום",
        "event" => "אירוע",
        "alert" => "התראה",
        "request" => "בקשה",
        _ => "עדכון",
    },

    positions: "עמדות הממשלות לגבי קריאות הברית",
    countries_counted: |count| {
        if count == 1 {
            "מדינה שעמדתה מתועדת"
        } else {
            "מדינות שעמדתן מתועדת"
        }
    },
    standing: |standing| match standing {
        "none" => "אין עמדה",
        "considering" => "בבחינה",
        "supportive" => "תומכת",
        "endorsed" => "אימצה",
        "enacted" => "יישמה",
        "reversed" => "חזרה בה",
        _ => "לא תועד",
    },

    per_person: "התחייבויות לאדם לשנה: {0}",
    formula: "התחייבויות בסך {0} ÷ {1} ÷ {2}",
    years: |count| match count {
        1 => "שנה אחת",
        2 => "שנתיים",
        _ => "{0} שנים",
    },
    people: |count| if count == 1 { "אדם אחד" } else { "{0} בני אדם" },
    goal: "יעד",
    compared: "להשוואה",

    as_of: "נכון ל-{0} UTC",
    not_updated_since: "לא עודכן מאז {0} UTC",
    how_counted: "איך זה נספר",
    sample: "נתונים לדוגמה",
    pause: "השהיה",
    not_in: "לא זמין בשפה “{0}”.",
};
