-- Search in the words of what an audience sees, in any language. PostgreSQL's own Unicode normalisation takes accents
-- off, so that no extension is needed, and whatever is computed here depends on its argument alone. Bodies are bound
-- when they are created (`return`, `begin atomic`): a session's search path changes nothing of them.

-- The words of a text, parted by spaces, as stemmers take them: composed; without Hebrew points and cantillation, without
-- Arabic vowel signs and tatweel, and without what cannot be seen. A final Arabic heh is read as a teh marbuta, for which
-- it is often written, and which the stemmer knows as an ending.
create function search_plain(written text) returns text
  language sql immutable strict parallel safe
  return regexp_replace(regexp_replace(regexp_replace(
    normalize(written, nfkc),
    '[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]',
    '', 'g'),
    '[ -/:-@[-`{-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7\u05be\u05c0\u05c3\u05c6\u05f3\u05f4\u060c\u061b\u061f\u066a-\u066d\u06d4\u2000-\u206f\u2e00-\u2e7f\u3000-\u303f[:space:]]+',
    ' ', 'g'),
    '\u0647( |$)', E'\u0629\\1', 'g');

-- A word without what people write differently: accents, forms of alef, carriers of hamza, teh marbuta and alef maqsura,
-- Hebrew final letters, digits of other scripts, letters that are two.
create function search_folded(word text) returns text
  language sql immutable strict parallel safe
  return replace(replace(replace(replace(translate(lower(regexp_replace(
    normalize(word, nfkd),
    '[\u0300-\u036f\u0483-\u0487\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]',
    '', 'g')),
    E'\u0671\u0629\u0649\u06cc\u06a9\u05da\u05dd\u05df\u05e3\u05e5\u00f8\u0142\u0111\u00f0\u0127\u0131\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669\u06f0\u06f1\u06f2\u06f3\u06f4\u06f5\u06f6\u06f7\u06f8\u06f9',
    E'\u0627\u0647\u064a\u064a\u0643\u05db\u05de\u05e0\u05e4\u05e6olddhi01234567890123456789'),
    E'\u00df', 'ss'), E'\u00e6', 'ae'), E'\u0153', 'oe'), E'\u00fe', 'th');

-- The languages that PostgreSQL stems; of every other one, Hebrew among them, words are found as they stand.
create function search_languages() returns table (language text, configuration regconfig)
  language sql immutable parallel safe rows 31
  begin atomic
    values ('ar', 'arabic'::regconfig), ('hy', 'armenian'), ('eu', 'basque'), ('ca', 'catalan'), ('da', 'danish'),
      ('nl', 'dutch'), ('en', 'english'), ('fi', 'finnish'), ('fr', 'french'), ('de', 'german'), ('el', 'greek'),
      ('hi', 'hindi'), ('hu', 'hungarian'), ('id', 'indonesian'), ('ga', 'irish'), ('it', 'italian'),
      ('lt', 'lithuanian'), ('ne', 'nepali'), ('no', 'norwegian'), ('nb', 'norwegian'), ('nn', 'norwegian'),
      ('pt', 'portuguese'), ('ro', 'romanian'), ('ru', 'russian'), ('sr', 'serbian'), ('es', 'spanish'),
      ('sv', 'swedish'), ('ta', 'tamil'), ('tr', 'turkish'), ('yi', 'yiddish');
  end;

-- A folded word without the Arabic article, as the word after it is looked for.
create function search_bare(word text) returns text
  language sql immutable strict parallel safe
  return coalesce(substring(word from '^(?:[\u0648\u0641\u0628\u0643]?\u0627\u0644|\u0644\u0644)(.{3,})$'), word);

-- A folded word and the words in it that may be looked for: what follows the Arabic article, or one or two of the letters
-- that Hebrew writes in front of a word.
create function search_forms(word text) returns setof text
  language sql immutable strict parallel safe rows 2
  begin atomic
    select form
    from (values (word), (search_bare(word)),
      (substring(word from '^[\u05d4\u05d5\u05d1\u05dc\u05de\u05e9\u05db](.{3,})$')),
      (substring(word from '^[\u05d4\u05d5\u05d1\u05dc\u05de\u05e9\u05db]{2}(.{3,})$'))) as forms (form)
    where form <> '';
  end;

-- Every word of a document's texts as it stands, and its stem with the language in front of it: French stems are found in
-- French only, and no word begins as a stem does. Who may not see a word has it in no document.
create function search_words(document jsonb) returns tsvector
  language sql immutable strict parallel safe cost 1000
  begin atomic
    with written (language, words) as (
      select lower(split_part(text.tag, '-', 1)),
        search_plain(concat_ws(' ', text.said ->> 'title', text.said ->> 'body'))
      from jsonb_each(document -> 'texts') as text (tag, said)
      union all
      select null, search_plain(concat_ws(' ', document ->> 'follow_up', document ->> 'retracted_because'))
      union all
      select null, search_plain(title #>> '{}')
      from (values ('$.links[*].title'::jsonpath), ('$.attachments[*].title')) as titled (path),
        jsonb_path_query(document, path) as title
    )
    select array_to_tsvector(coalesce(array_agg(distinct lexeme), '{}'))
    from (
      select lexeme
      from written, unnest(tsvector_to_array(to_tsvector('simple', words))) as word,
        search_forms(search_folded(word)) as lexeme
      union all
      select '=' || language || '=' || search_folded(stem)
      from written
      join search_languages() using (language),
        unnest(tsvector_to_array(to_tsvector(configuration, words))) as stem
    ) as found;
  end;

-- What finds every document that has all of the words, each as the beginning of one or with the stem of one. Whatever was
-- asked for is only ever a word: it is quoted.
create function search_query(asked text) returns tsquery
  language sql immutable strict parallel safe
  begin atomic
    with asked_words as (
      select word from unnest(tsvector_to_array(to_tsvector('simple', search_plain(asked)))) as word
    ), ways as (
      select word, search_bare(search_folded(word)) as lexeme, ':*' as prefix from asked_words
      union all
      select word, '=' || language || '=' || search_folded(stem), ''
      from asked_words, search_languages(),
        unnest(tsvector_to_array(to_tsvector(configuration, word))) as stem
    ), each_word as (
      select string_agg('''' || replace(replace(lexeme, '\', '\\'), '''', '''''') || '''' || prefix, ' | ') as any_way
      from ways
      where lexeme <> ''
      group by word
    )
    select string_agg('(' || any_way || ')', ' & ')::tsquery from each_word;
  end;

-- An index for each audience: how many hidden documents have a word cannot be felt. Past versions are found too.
create index views_words_public on views using gin (search_words(document))
  where audience = 'public' and resource = 'updates';
create index views_words_partner on views using gin (search_words(document))
  where audience = 'partner' and resource = 'updates';
create index views_words_government on views using gin (search_words(document))
  where audience = 'government' and resource = 'updates';
create index views_words_office on views using gin (search_words(document))
  where audience = 'office' and resource = 'updates';
