//! The words of the page of calls: a table a language.

use shared::positions::PositionStanding;

/// Every language there is, the one to fall back to first.
pub(super) const LANGUAGES: [&Words; 5] = [&EN, &FR, &DE, &HE, &AR];

/// A language's words.
pub(super) struct Words {
    /// BCP 47.
    pub(super) tag: &'static str,
    /// The tag that dates are written for.
    pub(super) locale: &'static str,
    pub(super) dir: &'static str,
    /// The language's own name.
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) lead: &'static str,
    pub(super) languages: &'static str,
    pub(super) asked: &'static str,
    pub(super) stand: &'static str,
    pub(super) country: &'static str,
    pub(super) since: &'static str,
    pub(super) until: &'static str,
    pub(super) no_call: &'static str,
    pub(super) no_position: &'static str,
    /// In an empty cell.
    pub(super) not_recorded: &'static str,
    pub(super) sample: &'static str,
    pub(super) data: &'static str,
    pub(super) home: &'static str,
    /// In the order of `PositionStanding`.
    standings: [&'static str; 6],
}

impl Words {
    pub(super) fn standing(&self, standing: PositionStanding) -> &'static str {
        self.standings[standing as usize]
    }
}

const EN: Words = Words {
    tag: "en",
    locale: "en-GB",
    dir: "ltr",
    name: "English",
    title: "Calls and positions",
    lead: "What the alliance asks of governments, and where each country stands, with the document that shows it.",
    languages: "Languages",
    asked: "What is asked",
    stand: "Where countries stand",
    country: "Country",
    since: "Asked since",
    until: "Asked until",
    no_call: "No call has been published yet.",
    no_position: "No position has been published yet.",
    not_recorded: "Not recorded",
    sample: "Sample data",
    data: "As data",
    home: "The figures",
    standings: ["Takes no stand", "Considering", "Supportive", "Endorsed", "Enacted", "Reversed"],
};

const FR: Words = Words {
    tag: "fr",
    locale: "fr",
    dir: "ltr",
    name: "Français",
    title: "Demandes et positions",
    lead: "Ce que l’alliance demande aux gouvernements, et la position de chaque pays, avec le document qui l’établit.",
    languages: "Langues",
    asked: "Ce qui est demandé",
    stand: "Positions des pays",
    country: "Pays",
    since: "Demandé depuis",
    until: "Demandé jusqu’à",
    no_call: "Aucune demande n’a encore été publiée.",
    no_position: "Aucune position n’a encore été publiée.",
    not_recorded: "Non renseignée",
    sample: "Données fictives",
    data: "Données",
    home: "Les chiffres",
    standings: ["Sans position", "À l’étude", "Favorable", "Approuvé", "Mis en œuvre", "Position retirée"],
};

const DE: Words = Words {
    tag: "de",
    locale: "de",
    dir: "ltr",
    name: "Deutsch",
    title: "Forderungen und Haltungen",
    lead: "Was das Bündnis von Regierungen fordert und wo jedes Land steht, mit dem Dokument, das es belegt.",
    languages: "Sprachen",
    asked: "Was gefordert wird",
    stand: "Wo die Länder stehen",
    country: "Land",
    since: "Gefordert seit",
    until: "Gefordert bis",
    no_call: "Noch ist keine Forderung veröffentlicht.",
    no_position: "Noch ist keine Haltung veröffentlicht.",
    not_recorded: "Nicht erfasst",
    sample: "Beispieldaten",
    data: "Als Daten",
    home: "Die Zahlen",
    standings: ["Keine Haltung", "In Prüfung", "Wohlwollend", "Befürwortet", "Umgesetzt", "Zurückgenommen"],
};

const HE: Words = Words {
    tag: "he",
    locale: "he",
    dir: "rtl",
    name: "עברית",
    title: "דרישות ועמדות",
    lead: "מה הברית מבקשת מממשלות, ומה עמדתה של כל מדינה, בצירוף המסמך שמעיד עליה.",
    languages: "שפות",
    asked: "מה מבקשים",
    stand: "עמדות המדינות",
    country: "מדינה",
    since: "מבוקש מאז",
    until: "מבוקש עד",
    no_call: "עדיין לא פורסמה דרישה.",
    no_position: "עדיין לא פורסמה עמדה.",
    not_recorded: "לא נרשמה",
    sample: "נתונים לדוגמה",
    data: "כנתונים",
    home: "המספרים",
    standings: ["ללא עמדה", "בבחינה", "תומכת", "הצהירה על תמיכה", "יישמה", "חזרה בה"],
};

const AR: Words = Words {
    tag: "ar",
    locale: "ar",
    dir: "rtl",
    name: "العربية",
    title: "المطالب والمواقف",
    lead: "ما يطلبه التحالف من الحكومات، وموقف كل دولة، مع الوثيقة التي تثبته.",
    languages: "اللغات",
    asked: "ما هو المطلوب",
    stand: "مواقف الدول",
    country: "الدولة",
    since: "مطلوب منذ",
    until: "مطلوب حتى",
    no_call: "لم يُنشر أي مطلب بعد.",
    no_position: "لم يُنشر أي موقف بعد.",
    not_recorded: "غير مسجَّل",
    sample: "بيانات نموذجية",
    data: "كبيانات",
    home: "الأرقام",
    standings: ["بلا موقف", "قيد الدراسة", "داعمة", "أعلنت تأييدها", "نفّذت", "تراجعت"],
};
