"""What the database refuses, as triggers: the rules, and how they are said to SQLite and to PostgreSQL.

The frozen tables are frozen row by row: a row may be written while its publication is a draft and never again once it
is published; events are append-only from the start. Refused: INSERT into, UPDATE of, DELETE from a published
publication, moving a row into or out of one, TRUNCATE, and SQLite's OR REPLACE in all its forms. Refused as well is what
a constraint cannot say: a row that joins two publications, a correction that follows nothing published, and, on SQLite,
text in a column of numbers. Marks have no foreign keys: that their result and criterion are there, and stay, is asked here,
once for a statement. A result computed here becomes published only where its submission was approved with that hash.

Of working rows: writing under a published round, changing a criteria set that a publication rests on, a mark for a leaf of
another set, a round that skips a step of its workflow, rewriting who submitted and approved what was released, and
rewriting what was imported. The messages of these refusals are English, since no person
meets them: the actions say it first, in Vietnamese.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured

REFUSAL = "published rows never change"
APART = "a row belongs to one publication"
HELD = "what marks rest on goes after them, where every commit is seen"
CHAIN = "a correction follows a published version of the same index, year and group"
NOT_A_NUMBER = "a column of numbers holds numbers"
ROUND_IS_PUBLISHED = "a published round is not written"
SET_IS_USED = "a criteria set that a publication rests on never changes"
OTHER_SET = "a mark belongs to a leaf of the criteria set of its round"
NOT_APPROVED = "a computed result is published only as another person approved it"
RELEASED = "a released submission is the record of who published and never changes"
IMPORTED = "what was imported is a record and never changes, but for one undo"
NO_MOVE = "a round moves only from state to state as its workflow says"
PREFIX = "frozen_"

# {at} stands before a table's name (the schema on PostgreSQL, nothing on SQLite), {lock} after a question about a
# publication: on PostgreSQL a writer holds the publication as it is until it commits, so that nobody publishes between;
# {hold} after one about a row that is referred to, which a writer holds as a foreign key would: nobody deletes it between.
_OF_PUBLICATION = "(SELECT p.status FROM {at}scoring_publication p WHERE p.id = {row}.publication_id {lock})"

_OF_RESULT = (
    "(SELECT p.status FROM {at}scoring_publication p JOIN {at}scoring_publishedresult r ON r.publication_id = p.id"
    " WHERE r.id = {row}.result_id {lock})"
)

# How to ask, for a row called {row}, for the status of its publication. Events are as good as published from the start.
_STATUS = {
    "scoring_publication": "{row}.status",
    "scoring_publishedcomponent": _OF_PUBLICATION,
    "scoring_publishedresult": _OF_PUBLICATION,
    "scoring_publishedfact": _OF_PUBLICATION,
    "scoring_publishedcriterion": _OF_PUBLICATION,
    "scoring_publishedband": _OF_PUBLICATION,
    "scoring_publishedsentence": _OF_PUBLICATION,
    "scoring_publishedscore": _OF_RESULT,
    "scoring_publishedmark": _OF_RESULT,
    "scoring_publishedsurvey": _OF_RESULT,
    "scoring_event": "'published'",
}
FROZEN_TABLES = tuple(_STATUS)

# Where a row goes is asked the other way round: to a publication that is seen to be a draft, or not at all. Foreign keys
# are looked at only when a transaction ends; a row for a publication that nobody sees yet would find it published by then.
_IS_PUBLISHED, _IS_NO_DRAFT = "{status} = 'published'", "COALESCE({status}, '') <> 'draft'"

# A published row that an OR REPLACE would push out: every unique key by which a draft row can meet one. The other keys
# name the publication itself, so that a row meeting a published one by them is in it.
_PUSHED_OUT = {
    "scoring_publication": (
        "x.id = NEW.id OR x.number = NEW.number OR x.supersedes_id = NEW.supersedes_id OR (x.index_id = NEW.index_id"
        " AND x.year = NEW.year AND x.group_id = NEW.group_id AND x.version = NEW.version)"
    ),
}

_PUSHES_OUT = "EXISTS (SELECT 1 FROM {at}{table} x WHERE ({meets}) AND {published}"

# Also where one of the two is not there: an unknown publication is not the same one.
_TWO_PUBLICATIONS = (
    "NOT COALESCE((SELECT r.publication_id FROM {at}scoring_publishedresult r WHERE r.id = NEW.result_id {hold})"
    " = (SELECT c.publication_id FROM {at}{other} c WHERE c.id = NEW.{column} {hold}), FALSE)"
)
# Rows that join a result to a part of the publication: they must join one and the same publication.
_JOINING = {
    "scoring_publishedscore": {"other": "scoring_publishedcomponent", "column": "component_id"},
    "scoring_publishedmark": {"other": "scoring_publishedcriterion", "column": "criterion_id"},
}
# The same two questions of all the rows that one INSERT or COPY adds, for the tables below a result: asked row by row they
# took most of the time of freezing a large round. PostgreSQL alone can ask after a statement; "added" are its rows. Every
# publication that is added to is held, whatever its status: an array is made whole before it is looked at, while in an
# EXISTS the planner looks for published ones only and holds no draft. Wrong rows are counted: in an EXISTS it hopes for an
# early one, and looks for each row's parents alone.
_ADDED_TO_PUBLISHED = (
    "0 < (SELECT count(*) FROM added a WHERE NOT EXISTS (SELECT 1 FROM {at}scoring_publishedresult r"
    " JOIN {at}scoring_publication p ON p.id = r.publication_id WHERE r.id = a.result_id))"
    " OR 'draft' <> ANY (ARRAY(SELECT p.status FROM {at}scoring_publication p WHERE p.id IN (SELECT r.publication_id"
    " FROM added a JOIN {at}scoring_publishedresult r ON r.id = a.result_id) {lock}))"
)
# First held, then looked at by a statement of its own: it sees what was committed while the first one waited.
_HOLD_JOINED = (
    "PERFORM FROM {at}scoring_publishedresult r WHERE r.id IN (SELECT a.result_id FROM added a) FOR KEY SHARE;"
    " PERFORM FROM {at}{other} c WHERE c.id IN (SELECT a.{column} FROM added a) FOR KEY SHARE;"
)
_ADDED_APART = (
    "0 < (SELECT count(*) FROM added a LEFT JOIN {at}scoring_publishedresult r ON r.id = a.result_id"
    " LEFT JOIN {at}{other} c ON c.id = a.{column}"
    " WHERE r.publication_id IS NULL OR r.publication_id IS DISTINCT FROM c.publication_id)"
)
# The other side: what marks refer to without a foreign key. A row's own number never changes, by the rules above. Whoever
# deletes waits for those who hold the row and then sees their marks; a transaction that looks at an earlier moment of the
# database would not see them.
_HELD_BY_MARKS = {"scoring_publishedresult": "result_id", "scoring_publishedcriterion": "criterion_id"}
_IS_HELD = "EXISTS (SELECT 1 FROM {at}scoring_publishedmark m WHERE m.{column} = OLD.id)"
_SEES_NO_COMMITS = "pg_catalog.current_setting('transaction_isolation') IN ('repeatable read', 'serializable')"
_FOLLOWS_NOTHING = (
    "NEW.supersedes_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {at}scoring_publication p WHERE p.id = NEW.supersedes_id"
    " AND p.index_id = NEW.index_id AND p.year = NEW.year AND p.group_id = NEW.group_id AND p.version < NEW.version"
    " AND (p.status = 'published' OR NEW.status = 'draft'))"
)
# A result computed here goes out only by the release of what two people submitted and approved, whatever the channel.
_NOT_APPROVED = (
    "OLD.status <> 'published' AND NEW.status = 'published' AND (NEW.origin = 'computed' OR OLD.origin = 'computed')"
    " AND NOT EXISTS (SELECT 1 FROM {at}scoring_submission s WHERE s.publication_id = NEW.id AND s.approved_hash = NEW.content_hash"
    " AND s.approved_by_id IS NOT NULL AND s.voided_at IS NULL)"
)
_NUMBERS = {
    "DecimalField": "'integer', 'real', 'null'",
    **dict.fromkeys(
        ("BooleanField", "IntegerField", "PositiveIntegerField", "PositiveSmallIntegerField"), "'integer', 'null'"
    ),
}


@dataclass(frozen=True, slots=True)
class Trigger:
    """One trigger: its name, its table, the statements that create it, and on PostgreSQL the body of its function.

    `enabled`: when PostgreSQL asks it, "A" always or "R" for rows that replication brings.
    """

    name: str
    table: str
    create: tuple[str, ...]
    body: str = ""
    enabled: str = "A"


@dataclass(frozen=True, slots=True)
class _Rule:
    """What must not happen to a row of a table, and what the database then says."""

    name: str
    table: str
    operation: str
    forbidden: str
    says: str = REFUSAL
    when: str = "BEFORE"
    first: str = ""


def _rules(at: str = "", lock: str = "", hold: str = "") -> Iterator[_Rule]:
    # SQLite asks the youngest trigger first: of a published row it shall say that it is published.
    for table, column in _HELD_BY_MARKS.items():
        held = _IS_HELD.format(at=at, column=column)
        yield _Rule(
            f"{PREFIX}held_delete_{table}", table, "delete", f"{_SEES_NO_COMMITS} OR {held}" if hold else held, HELD
        )
    for table, question in _STATUS.items():
        status = {row: question.format(row=row, at=at, lock=lock) for row in ("OLD", "NEW", "x")}
        old, other = (_IS_PUBLISHED.format(status=status[row]) for row in ("OLD", "x"))
        meets = _PUSHED_OUT.get(table, "x.id = NEW.id")
        pushes_out = _PUSHES_OUT.format(at=at, table=table, meets=meets, published=other)
        if table == "scoring_publication":
            # A row is born a draft; and a draft is published by an update, so what it becomes is not asked.
            forbidden = {
                "insert": f"NEW.status <> 'draft' OR {pushes_out})",
                "update": f"{old} OR {pushes_out} AND x.id <> OLD.id)",
            }
        elif table == "scoring_event":
            forbidden = {"insert": f"{pushes_out})", "update": old}
        else:
            goes_elsewhere = _IS_NO_DRAFT.format(status=status["NEW"])
            forbidden = {
                "insert": f"{goes_elsewhere} OR {pushes_out})",
                "update": f"NEW.id <> OLD.id OR {old} OR {goes_elsewhere}",
            }
        for operation, condition in (*forbidden.items(), ("delete", old)):
            yield _Rule(f"{PREFIX}{operation}_{table}", table, operation, condition)

    for operation in ("insert", "update"):
        for table, joined in _JOINING.items():
            apart = _TWO_PUBLICATIONS.format(at=at, hold=hold, **joined)
            yield _Rule(f"{PREFIX}apart_{operation}_{table}", table, operation, apart, APART)
        # After the row, on PostgreSQL after the whole statement: versions published by one statement follow each other.
        table = "scoring_publication"
        yield _Rule(
            f"{PREFIX}chain_{operation}_{table}", table, operation, _FOLLOWS_NOTHING.format(at=at), CHAIN, "AFTER"
        )
    table = "scoring_publication"
    yield _Rule(f"{PREFIX}approved_update_{table}", table, "update", _NOT_APPROVED.format(at=at), NOT_APPROVED)
    for table in (table for table, question in _STATUS.items() if question == _OF_PUBLICATION):
        moved = "NEW.publication_id <> OLD.publication_id"
        yield _Rule(f"{PREFIX}apart_update_{table}", table, "update", moved, APART)


def _rules_of_added_rows(at: str, lock: str) -> Iterator[_Rule]:
    """On PostgreSQL in the place of the rules of the same name: what must not be true of all that a statement adds."""
    for table in (table for table, question in _STATUS.items() if question == _OF_RESULT):
        added = _ADDED_TO_PUBLISHED.format(at=at, lock=lock)
        yield _Rule(f"{PREFIX}insert_{table}", table, "insert", added)
        if table in _JOINING:
            first, apart = (text.format(at=at, **_JOINING[table]) for text in (_HOLD_JOINED, _ADDED_APART))
            yield _Rule(f"{PREFIX}apart_insert_{table}", table, "insert", apart, APART, first=first)


# The round of a row, as the publisher leaves it: whoever writes waits for a publisher who holds the round.
_ROUND_OF_SHEET = "SELECT p.state FROM {at}scoring_assessmentround p JOIN {at}scoring_sheet s ON s.round_id = p.id"
_ROUND = {
    "scoring_sheet": "SELECT p.state FROM {at}scoring_assessmentround p WHERE p.id = {row}.round_id",
    **dict.fromkeys(
        ("scoring_appraisal", "scoring_tally", "scoring_questionnairereturn", "scoring_satisfactionfigure"),
        _ROUND_OF_SHEET + " WHERE s.id = {row}.sheet_id",
    ),
    **dict.fromkeys(
        ("scoring_answerscale", "scoring_questionnaire", "scoring_editedsentence"),
        "SELECT p.state FROM {at}scoring_assessmentround p WHERE p.id = {row}.round_id",
    ),
    "scoring_answeroption": (
        "SELECT p.state FROM {at}scoring_assessmentround p JOIN {at}scoring_answerscale s ON s.round_id = p.id"
        " WHERE s.id = {row}.scale_id"
    ),
    "scoring_question": (
        "SELECT p.state FROM {at}scoring_assessmentround p JOIN {at}scoring_questionnaire s ON s.round_id = p.id"
        " WHERE s.id = {row}.questionnaire_id"
    ),
}
# How to ask, for a row called {row}, for the code of the criteria set it belongs to.
_SET = {
    "scoring_criteriaset": "{row}.code",
    **dict.fromkeys(
        ("scoring_criterion", "scoring_bandscale"),
        "(SELECT s.code FROM {at}scoring_criteriaset s WHERE s.id = {row}.criteria_set_id)",
    ),
    "scoring_band": (
        "(SELECT s.code FROM {at}scoring_criteriaset s JOIN {at}scoring_bandscale b"
        " ON b.criteria_set_id = s.id WHERE b.id = {row}.scale_id)"
    ),
}
_SET_IS_USED = "EXISTS (SELECT 1 FROM {at}scoring_publication p WHERE p.status = 'published' AND p.set_code = {code})"
_OTHER_SET = (
    "(SELECT r.criteria_set_id FROM {at}scoring_assessmentround r JOIN {at}scoring_sheet s ON s.round_id = r.id"
    " WHERE s.id = NEW.sheet_id) <> (SELECT c.criteria_set_id FROM {at}scoring_criterion c WHERE c.id = NEW.criterion_id)"
)
_IDENTITY = ("criteria_set_id", "index_id", "year", "group_id")
_NO_SUCH_PUBLICATION = (
    "NOT EXISTS (SELECT 1 FROM {at}scoring_publication p WHERE p.status = 'published' AND p.index_id = NEW.index_id"
    " AND p.year = NEW.year AND p.group_id = NEW.group_id)"
)


# Every table that some trigger stands on.
GUARDED_TABLES = (
    *FROZEN_TABLES, *_ROUND, *_SET, "scoring_assessmentround", "scoring_submission", "scoring_importact",
    "scoring_importchange",
)  # fmt: skip
# What a confirmed import says of itself; all that may still be added is who undid it, when and why.
_IMPORTED = (
    "round_id",
    "kind",
    "packet",
    "file_name",
    "sha256",
    "size",
    "change_count",
    "created_by_id",
    "confirmed_by_id",
)


def _working_rules(at: str = "", lock: str = "") -> Iterator[_Rule]:
    """What must not happen to working rows: writing under a published round, changing a set in use, skipping a step."""
    from scoring.workflow import MOVES, State  # models are ready only when triggers are made

    for table, question in _ROUND.items():
        for operation, rows in (("insert", ("NEW",)), ("update", ("OLD", "NEW")), ("delete", ("OLD",))):
            published = (f"({question.format(at=at, row=row)} {lock}) = '{State.PUBLISHED.value}'" for row in rows)
            yield _Rule(
                f"{PREFIX}round_{operation}_{table}", table, operation, " OR ".join(published), ROUND_IS_PUBLISHED
            )
    for table, question in _SET.items():
        for operation, rows in (("insert", ("NEW",)), ("update", ("OLD", "NEW")), ("delete", ("OLD",))):
            codes = (question.format(at=at, row=row) for row in rows)
            used = " OR ".join(_SET_IS_USED.format(at=at, code=code) for code in codes)
            yield _Rule(f"{PREFIX}set_{operation}_{table}", table, operation, used, SET_IS_USED)
    for operation in ("insert", "update"):
        table = "scoring_appraisal"
        yield _Rule(f"{PREFIX}apart_{operation}_{table}", table, operation, _OTHER_SET.format(at=at), OTHER_SET)

    # Who submitted and who approved what is out: the answer to "who published this" stays what it was.
    for operation in ("update", "delete"):
        table = "scoring_submission"
        yield _Rule(f"{PREFIX}released_{operation}_{table}", table, operation, "OLD.released_at IS NOT NULL", RELEASED)

    # An import that was confirmed is undone once and never taken back, rewritten or deleted; nor is what it changed.
    another = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in ("id", *_IMPORTED))
    is_final, table = "OLD.state IN ('confirmed', 'undone')", "scoring_importact"
    rewritten = (
        f"OLD.state = 'undone' OR (OLD.state = 'confirmed' AND (NEW.state NOT IN ('confirmed', 'undone') OR {another}))"
    )
    yield _Rule(f"{PREFIX}imported_update_{table}", table, "update", rewritten, IMPORTED)
    yield _Rule(f"{PREFIX}imported_delete_{table}", table, "delete", is_final, IMPORTED)
    table = "scoring_importchange"
    act = "(SELECT a.state FROM {at}scoring_importact a WHERE a.id = {row}.act_id) IN ('confirmed', 'undone')"
    yield _Rule(f"{PREFIX}imported_update_{table}", table, "update", "1 = 1", IMPORTED)
    for operation, row in (("insert", "NEW"), ("delete", "OLD")):
        forbidden = act.format(at=at, row=row)
        yield _Rule(f"{PREFIX}imported_{operation}_{table}", table, operation, forbidden, IMPORTED)

    table = "scoring_assessmentround"
    moves = [(source.value, move.target.value) for move in MOVES.values() for source in move.sources]
    # A correction that is voided goes back to where it was edited.
    moves += [(source.value, State.CORRECTING.value) for source in MOVES["void"].sources]
    allowed = " OR ".join(f"(OLD.state = '{source}' AND NEW.state = '{target}')" for source, target in moves)
    released = f"NEW.state = '{State.PUBLISHED.value}' AND {_NO_SUCH_PUBLICATION.format(at=at)}"
    another = " OR ".join(f"NEW.{column} <> OLD.{column}" for column in _IDENTITY)
    was_published = _NO_SUCH_PUBLICATION.format(at=at).removeprefix("NOT ").replace("NEW.", "OLD.")
    yield _Rule(
        f"{PREFIX}move_update_{table}",
        table,
        "update",
        f"(NEW.state <> OLD.state AND NOT ({allowed})) OR (NEW.state <> OLD.state AND {released})"
        f" OR (({another}) AND {was_published})",
        NO_MOVE,
    )
    # A round may be entered as far as it has come, but what rests on an approval or a publication cannot be just said.
    reached = ", ".join(f"'{state.value}'" for state in (State.APPROVED, State.PUBLISHED, State.CORRECTING))
    yield _Rule(f"{PREFIX}move_insert_{table}", table, "insert", f"NEW.state IN ({reached})", NO_MOVE)
    yield _Rule(f"{PREFIX}move_delete_{table}", table, "delete", was_published, NO_MOVE)


def _number_rules() -> Iterator[_Rule]:
    """SQLite keeps whatever it is given, and in a comparison text is larger than every number."""
    for model in apps.get_app_config("scoring").get_models():
        table = model._meta.db_table
        if table not in FROZEN_TABLES:
            continue
        kinds = {field.column: _NUMBERS.get(field.get_internal_type()) for field in model._meta.concrete_fields}
        wrong = " OR ".join(f"typeof(NEW.{column}) NOT IN ({kind})" for column, kind in kinds.items() if kind)
        for operation in ("insert", "update") if wrong else ():
            yield _Rule(f"{PREFIX}number_{operation}_{table}", table, operation, wrong, NOT_A_NUMBER)


def _sqlite_triggers() -> Iterator[Trigger]:
    for rule in (*_rules(), *_working_rules(), *_number_rules()):
        create = (
            f"CREATE TRIGGER {rule.name} {rule.when} {rule.operation.upper()} ON {rule.table} FOR EACH ROW"
            f" WHEN {rule.forbidden} BEGIN SELECT RAISE(ABORT, '{rule.says}'); END"
        )
        yield Trigger(rule.name, rule.table, (create,))


# The names in these functions are looked up here and nowhere else. Without it a session could put a temporary table of
# its own in the place of scoring_publication, and nothing would look published.
SEARCH_PATH = "search_path=pg_catalog, pg_temp"


_ENABLED = {"A": "ALWAYS", "R": "REPLICA"}


def _postgresql_trigger(
    name: str, table: str, when: str, level: str, body: str, schema: str, enabled: str = "A"
) -> Trigger:
    return Trigger(
        name,
        table,
        (
            f"CREATE OR REPLACE FUNCTION {schema}.{name}() RETURNS trigger LANGUAGE plpgsql"
            f" SET {SEARCH_PATH} AS $$ {body} $$",
            f"CREATE TRIGGER {name} {when} ON {schema}.{table} {level} EXECUTE FUNCTION {name}()",
            f"ALTER TABLE {schema}.{table} ENABLE {_ENABLED[enabled]} TRIGGER {name}",
        ),
        body,
        enabled,
    )


def _body(rule: _Rule, row: str) -> str:
    first = f"{rule.first} " if rule.first else ""
    return (
        f"BEGIN {first}IF {rule.forbidden} THEN RAISE EXCEPTION '{rule.says}' USING ERRCODE = '23001'; END IF;"
        f" RETURN {row}; END"
    )


def _postgresql_triggers(schema: str) -> Iterator[Trigger]:
    # A PostgreSQL trigger's WHEN cannot look into other tables, so each trigger has a function that can.
    at, lock, hold = f"{schema}.", "FOR SHARE OF p", "FOR KEY SHARE"
    of_added_rows = {rule.name: rule for rule in _rules_of_added_rows(at, lock)}
    for rule in (*_rules(at, lock, hold), *_working_rules(at, lock)):
        when = f"{rule.when} {rule.operation.upper()}"
        body = _body(rule, "OLD" if rule.operation == "delete" else "NEW")
        if (added := of_added_rows.get(rule.name)) is None:
            yield _postgresql_trigger(rule.name, rule.table, when, "FOR EACH ROW", body, schema)
            continue
        level = "REFERENCING NEW TABLE AS added FOR EACH STATEMENT"
        yield _postgresql_trigger(rule.name, rule.table, "AFTER INSERT", level, _body(added, "NULL"), schema)
        # Rows that come by replication come without a statement: they are asked one by one.
        name = f"{PREFIX}replica_{rule.name.removeprefix(PREFIX)}"
        yield _postgresql_trigger(name, rule.table, when, "FOR EACH ROW", body, schema, "R")
    for table in FROZEN_TABLES:
        body = f"BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = '23001'; END"
        yield _postgresql_trigger(
            f"{PREFIX}truncate_{table}", table, "BEFORE TRUNCATE", "FOR EACH STATEMENT", body, schema
        )


def triggers(vendor: str, schema: str = "public") -> tuple[Trigger, ...]:
    """Every trigger that must stand in a database of that vendor ("sqlite" or "postgresql")."""
    if vendor == "sqlite":
        return tuple(_sqlite_triggers())
    if vendor == "postgresql":
        return tuple(_postgresql_triggers(schema))
    raise ImproperlyConfigured(f"Published rows cannot be guarded on {vendor}: use PostgreSQL or SQLite.")
