"""The drawing of an answer: every question of the catalogue that suggests one has its columns named here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from drawings.charts import Bar, Cell, Dated, Leaf, bars, matrix, timeline, tree
from drawings.drawing import HELD, SURENESS, Drawing, Kind, Language, cut, say
from drawings.flows import Strand
from drawings.lineage import agency_node, document_nodes, lineage, links_of, target_node
from drawings.network import Change, Line, Point, layered, network
from drawings.reform import Held, then_and_now
from drawings.sankey import Node, sankey
from graph.exports.graphml import type_of
from graph.store import Scalar
from ontology import vocabulary
from ontology.changes import CERTAINTIES, CHANGE_KINDS
from ontology.declare import Words
from ontology.relations import RELATIONS
from ontology.vocabulary import doubt_words
from present import chain_text, quantity, shown_date, status_words, with_place, word
from queries.catalogue import COUNTED
from queries.runner import Answer, AnswerRow

MOST_POINTS = 500
"""How many nodes of an answer a network shows; the table has all."""

MOST_TASKS = 60
"""Up to how many tasks a Sankey names each."""

_NONE = Words("(không ghi)", "(not stated)")
_NO_QUARTER = Words("Không ghi quý", "No quarter")
_NO_YEAR = Words("Không ghi năm", "No year")
_NO_LEAD = Words("Văn bản không nêu cơ quan chủ trì", "The document names no lead")
_MONTH = Words("Th. {number}", "{number}")
_QUARTER = Words("Quý {number}", "Q{number}")
_ALL_TASKS = Words(
    "Nhiều nhiệm vụ ({number}): chỉ vẽ cơ quan và chỉ tiêu; bảng có đủ nhiệm vụ.",
    "Many tasks ({number}): only agencies and targets are drawn; the table has the tasks.",
)
_POINTS = Words("Chỉ vẽ {shown} trong {all} nút.", "Drawn are {shown} of {all} nodes.")
_ALSO = Words("Cũng trực tiếp thực hiện: {names}", "Also carries out directly: {names}")
_BEGAN = Words("từ {day}", "since {day}")
_ENDED = Words("đến {day}", "until {day}")
_TASKS = Words("{number} nhiệm vụ", "{number} tasks")


def draw(answer: Answer, language: Language) -> Drawing | None:
    """The drawing that the question suggests; None where it suggests none or the answer has nothing to draw."""
    shape = SHAPES.get(answer.question.name)
    return None if shape is None or not answer.rows else shape(answer, language)


def _summary(answer: Answer, language: Language) -> str:
    title = answer.question.title
    return f"{say(title, language).replace('{', '(')} – {len(answer.rows)} {word('rows', language)}"


def _named(values: Mapping[str, Scalar], column: str, language: Language) -> str:
    """A name with its place and, for a collective, that it is one."""
    if values.get(column) is None:
        return say(_NONE, language)
    name = with_place(str(values[column]), values.get(f"{column}_jurisdiction"))
    return f"{name} [{word('collective', language)}]" if values.get(f"{column}_kind") == "collective" else name


# --- heat maps --------------------------------------------------------------------------------------------------


def _count_matrix(
    answer: Answer, language: Language, *, down: str, across: str, total: str = "", counted: str = ""
) -> Drawing | None:
    """Two columns against each other; a cell is the sum of ``total``, or how many different ``counted`` it has."""
    groups: dict[tuple[str, str], list[int]] = {}
    for place, row in enumerate(answer.rows):
        key = (_named(row.values, down, language), _named(row.values, across, language))
        groups.setdefault(key, []).append(place)
    cells = []
    for (one, other), rows in groups.items():
        if total:
            number = sum(int(answer.rows[place].values[total] or 0) for place in rows)
        else:
            number = len({answer.rows[place].values[counted] for place in rows})
        cells.append(Cell(one, other, number, str(number), tuple(rows), f"{one}\n{other}\n{number}"))
    return matrix(cells, language, summary=_summary(answer, language))


def _values_matrix(answer: Answer, language: Language) -> Drawing | None:
    """Plans against years, each cell the value as the plan sets it; coloured where the units are one."""
    units = {row.values["base_unit"] for row in answer.rows if row.values["low"] or row.values["high"]}
    groups: dict[tuple[str, str], list[int]] = {}
    for place, row in enumerate(answer.rows):
        values = row.values
        name = with_place(str(values["document"]), values["jurisdiction"])
        groups.setdefault((name, str(values["year"] or say(_NONE, language))), []).append(place)
    cells = []
    for (one, other), rows in groups.items():
        texts = dict.fromkeys(quantity(answer.rows[place].values, language) for place in rows)
        bounds = [
            float(str(bound))
            for place in rows
            for bound in (answer.rows[place].values["low"] or answer.rows[place].values["high"],)
            if bound is not None
        ]
        value = bounds[0] if len(units) == 1 and len(set(bounds)) == 1 else None
        text = "; ".join(texts)
        cells.append(Cell(one, other, value, cut(text, 26), tuple(rows), f"{one}\n{other}\n{text}"))
    years = sorted({cell.across for cell in cells})
    return matrix(cells, language, summary=_summary(answer, language), across=years, text_width=170)


def _deadline_calendar(answer: Answer, language: Language) -> Drawing | None:
    """Plans against months: how many reporting duties fall due; duties without a month in a column of their own."""
    months = [say(_MONTH, language, number=number) for number in range(1, 13)]
    groups: dict[tuple[str, str], list[int]] = {}
    for place, row in enumerate(answer.rows):
        month = row.values["month"]
        column = months[int(month) - 1] if month else say(_NONE, language)
        groups.setdefault((with_place(str(row.values["document"]), row.values["jurisdiction"]), column), []).append(
            place
        )
    cells = []
    for (one, other), rows in groups.items():
        duties = {answer.rows[place].values["duty_id"]: answer.rows[place].values["when_text"] for place in rows}
        tip = "\n".join([one, *dict.fromkeys(str(when) for when in duties.values() if when)])
        cells.append(Cell(one, other, len(duties), str(len(duties)), tuple(rows), tip))
    across = [*months, *([say(_NONE, language)] if any(c.across == say(_NONE, language) for c in cells) else [])]
    return matrix(cells, language, summary=_summary(answer, language), kind="calendar", across=across)


def _quarter_calendar(answer: Answer, language: Language) -> Drawing | None:
    """Years against quarters: how many tasks, targets and reports fall due."""
    quarters = [say(_QUARTER, language, number=number) for number in range(1, 5)]
    groups: dict[tuple[str, str], list[int]] = {}
    for place, row in enumerate(answer.rows):
        year, quarter = row.values["due_year"], row.values["due_quarter"]
        key = (
            str(year) if year is not None else say(_NO_YEAR, language),
            quarters[int(quarter) - 1] if quarter is not None else say(_NO_QUARTER, language),
        )
        groups.setdefault(key, []).append(place)
    cells = []
    for (one, other), rows in groups.items():
        number = len({answer.rows[place].values["item_id"] for place in rows})
        cells.append(Cell(one, other, number, str(number), tuple(rows), f"{one} · {other}\n{number}"))
    years = sorted({cell.down for cell in cells}, key=lambda year: (not year.isdigit(), year))
    across = [*quarters, say(_NO_QUARTER, language)]
    return matrix(
        cells, language, summary=_summary(answer, language), kind="calendar", down=years, across=across, text_width=90
    )


# --- bars -------------------------------------------------------------------------------------------------------


def _bars(
    answer: Answer,
    language: Language,
    *,
    of: str,
    kind: str = "",
    total: str = "",
    counted: str = "",
    entity: str = "",
) -> Drawing | None:
    """A bar for each value of ``of``, stacked by ``kind``: the sum of ``total`` or the number of ``counted``."""
    columns = {column.name: column for column in answer.columns}
    groups: dict[tuple[str, str], list[int]] = {}
    for place, row in enumerate(answer.rows):
        name = _named(row.values, of, language)
        name = doubt_words(name, language) if of == "code" else name
        column, value = columns.get(kind), row.values.get(kind)
        words = column.words(value, language) if column is not None and value is not None else None
        groups.setdefault((name, "" if not kind else words or str(value)), []).append(place)
    parts = []
    for (name, part), rows in groups.items():
        if total:
            number = sum(int(answer.rows[place].values[total] or 0) for place in rows)
        else:
            number = len({answer.rows[place].values[counted] for place in rows})
        identifier = answer.rows[rows[0]].values.get(entity) if entity else None
        parts.append(Bar(name, part, number, tuple(rows), None if identifier is None else str(identifier)))
    return bars(parts, language, summary=_summary(answer, language))


# --- counted by holder ------------------------------------------------------------------------------------------


def _counted(answer: Answer) -> bool:
    """Whether the rows are of bodies that hold duties on a day (``Question.on_a_day``)."""
    return any(column.name in COUNTED for column in answer.columns)


def _load(answer: Answer, language: Language) -> Drawing | None:
    """What each agency carries by role; on a day, what each body holds or may, by what is known."""
    if not _counted(answer):
        return _bars(answer, language, of="agency", kind="role", total="items", entity="agency_id")
    parts = [
        Bar(
            str(values["agency_now"]),
            say(words, language),
            number,
            (place,),
            str(values["agency_now_id"] or "") or None,
        )
        for outcome, words in COUNTED.items()
        for place, values in enumerate(row.values for row in answer.rows)
        if (number := int(values[outcome] or 0))
    ]
    colours = {say(words, language): HELD[outcome] for outcome, words in COUNTED.items()}
    return bars(parts, language, summary=_summary(answer, language), colours=colours)


def _held_matrix(
    answer: Answer, language: Language, *, down: str, across: str, total: str, day: tuple[str, str]
) -> Drawing | None:
    """Two columns against each other; on a day, bodies: a cell is what they hold, and after «+» what is not sure."""
    if not _counted(answer):
        return _count_matrix(answer, language, down=down, across=across, total=total)
    groups: dict[tuple[str, str], list[int]] = {}
    for place, row in enumerate(answer.rows):
        key = (_named(row.values, day[0], language), _named(row.values, day[1], language))
        groups.setdefault(key, []).append(place)
    cells = []
    for (one, other), rows in groups.items():
        numbers = {name: sum(int(answer.rows[place].values[name] or 0) for place in rows) for name in (total, *COUNTED)}
        held = numbers[total]
        unsure = sum(numbers[name] for name in ("candidates", "unknown", "not_mapped"))
        told = [f"{say(words, language)}: {numbers[name]}" for name, words in COUNTED.items() if numbers[name]]
        text = (str(held) if held else "") + (f"+{unsure}?" if unsure else "")
        cells.append(Cell(one, other, held or None, text, tuple(rows), "\n".join((one, other, *told))))
    return matrix(cells, language, summary=_summary(answer, language))


# --- trees ------------------------------------------------------------------------------------------------------


def _tree(answer: Answer, language: Language, *, node: str, down: bool) -> Drawing | None:
    """Documents below (or above) one, each where its longest route puts it; other direct links stand in its tip."""
    leaves: dict[str, Leaf] = {}
    length: dict[str, int] = {}
    rows_of: dict[str, list[int]] = {}
    for place, row in enumerate(answer.rows):
        rows_of.setdefault(str(row.values[f"{node}_id"]), []).append(place)
    for row in answer.rows:
        for chain in row.chain[:1]:
            route = chain.documents[::-1] if down else chain.documents
            for step, (key, name) in enumerate(route):
                if step < length.get(key, -1) or (step and length.get(route[step - 1][0], 0) >= step + 1):
                    continue
                length[key] = step
                parent = route[step - 1][0] if step else None
                loaded = next((answer.rows[p].values.get(f"{node}_loaded") for p in rows_of.get(key, ())), True)
                leaves[key] = Leaf(name, key, parent, tuple(rows_of.get(key, ())), "", loaded is False)
    for key, leaf in leaves.items():
        others = sorted(
            {
                name
                for place in leaf.rows
                for chain in answer.rows[place].chain
                for name in [(chain.documents[1] if down else chain.documents[-2])[1]]
                if len(chain.documents) > 1 and leaf.parent is not None and name != leaves[leaf.parent].label
            }
        )
        tip = "\n".join([leaf.label, *([say(_ALSO, language, names="; ".join(others))] if others and down else [])])
        leaves[key] = Leaf(leaf.label, leaf.id, leaf.parent, leaf.rows, tip, leaf.faint)
    return tree(leaves, language, summary=_summary(answer, language))


# --- networks ---------------------------------------------------------------------------------------------------


def _network(answer: Answer, language: Language, *, source: str, target: str, asked: str = "") -> Drawing | None:
    """A relation between two columns, drawn around the node asked for, else around the best connected one."""
    columns = {column.name: column for column in answer.columns}
    ends = {source: f"{source}_id", target: f"{target}_id"}
    names: dict[str, str] = {}
    rows_of: dict[str, list[int]] = {}
    edges: dict[tuple[str, str, str], int] = {}
    for place, row in enumerate(answer.rows):
        keys = []
        for name, identifier in ends.items():
            key = str(row.values[identifier])
            names.setdefault(key, _named(row.values, name, language))
            rows_of.setdefault(key, []).append(place)
            keys.append(key)
        edge = (keys[0], keys[1], _relation(row, columns, language))
        edges[edge] = edges.get(edge, 0) + 1
    degree: dict[str, int] = {}
    for one, other, _ in edges:
        degree[one], degree[other] = degree.get(one, 0) + 1, degree.get(other, 0) + 1
    given = answer.parameters.get(asked) if asked else None
    root = str(given) if given in names else max(sorted(degree), key=degree.__getitem__)
    kept = [root, *sorted((key for key in names if key != root), key=lambda key: (-degree[key], key))][:MOST_POINTS]
    notes = [say(_POINTS, language, shown=len(kept), all=len(names))] if len(kept) < len(names) else []
    lines = [
        Line(one, other, label if label else say(_TASKS, language, number=weight), weight if not label else 1)
        for (one, other, label), weight in edges.items()
        if one in kept and other in kept
    ]
    points = {key: Point(names[key], type_of(key) or "", rows=tuple(rows_of[key])) for key in kept}
    return network(points, lines, language, root=root, summary=_summary(answer, language), notes=notes)


def _relation(row: AnswerRow, columns: Mapping[str, object], language: Language) -> str:
    """The relation of a row in words, read from the subject to the object; empty where the row has none."""
    if "relation" not in columns:
        return ""
    relation = RELATIONS.get(str(row.values["relation"]))
    return say(relation.forward, language) if relation is not None else str(row.values["relation"])


def _genealogy(answer: Answer, language: Language, *, asked: str) -> Drawing | None:
    """Bodies or places before and after their changes, each change with its day and how sure it is."""
    points: dict[str, Point] = {}
    rows_of: dict[str, list[int]] = {}
    changes: list[Change] = []
    for place, row in enumerate(answer.rows):
        values = row.values
        for end in ("before", "after"):
            key = str(values[f"{end}_id"])
            rows_of.setdefault(key, []).append(place)
            # The old and the new body often bear one name: the day tells them apart.
            limit = values["before_ended"] if end == "before" else values["after_began"]
            told = f" [{say(_ENDED if end == 'before' else _BEGAN, language, day=shown_date(str(limit), language))}]"
            name = _named(values, end, language) + (told if limit else "")
            if key not in points or limit:
                points[key] = Point(name, type_of(key) or "")
        kind = say(CHANGE_KINDS[str(values["kind"])], language)
        sure = say(CERTAINTIES[str(values["certainty"])], language)
        before, after = str(values["before_id"]), str(values["after_id"])
        when = shown_date(str(values["date"]), language)
        tip = [f"{points[before].label} → {points[after].label}", f"{when}: {kind}", sure]
        tip += [str(values["act_number"])] if values["act_number"] else []
        changes.append(Change(before, after, f"{when}: {kind}", SURENESS[str(values["certainty"])], "\n".join(tip)))
    points = {key: replace(point, rows=tuple(rows_of[key])) for key, point in points.items()}
    root = answer.parameters.get(asked)
    return layered(
        points, changes, language, summary=_summary(answer, language), root=None if root is None else str(root)
    )


def _inherited(answer: Answer, language: Language) -> Drawing | None:
    """Whose duties came to an agency: documents, the agency that each names, and the one that holds them now."""
    held = []
    nodes: dict[str, Node] = {}
    for place, row in enumerate(answer.rows):
        for holding in row.holdings.values():
            document = str(row.values["document_id"])
            status = row.values.get("document_status")
            below = f"[{status_words(status, language)}]" if status else ""
            nodes[document] = Node(str(row.values["document"]), "Document", document, below=below)
            held.append(Held(place, str(row.values["item_id"]), holding, (document,)))
    return then_and_now(held, language, nodes=nodes)


# --- time -------------------------------------------------------------------------------------------------------


def _timeline(answer: Answer, language: Language) -> Drawing | None:
    classes = {entry.name: Words(entry.vi, entry.en) for entry in vocabulary.document_classes()}
    items = []
    for place, row in enumerate(answer.rows):
        values = row.values
        kind = str(values["document_class"] or "")
        lane = say(classes[kind], language) if kind in classes else kind or say(_NONE, language)
        name, key = str(values["document"]), str(values["document_id"])
        items.append(Dated(str(values["date"]), lane, name, key, place, values["loaded"] is False))
    return timeline(items, language, summary=_summary(answer, language))


# --- flows ------------------------------------------------------------------------------------------------------


def _owners(answer: Answer, language: Language) -> Drawing | None:
    start = str(answer.parameters["from"])
    name = next((str(row.values["resolution"]) for row in answer.rows), start)
    return lineage(answer.rows, (start, name), language)


def _target_lineage(answer: Answer, language: Language) -> Drawing | None:
    from drawings.lineage import TARGETS

    nodes = document_nodes(answer.rows)
    strands = []
    for place, row in enumerate(answer.rows[:1]):
        target = str(row.values["target_id"])
        nodes[target] = target_node(row.values, language)
        strands.append(Strand((str(row.values["document_id"]), target), place, target))
    roots = [str(row.values["resolution_id"]) for row in answer.rows]
    return sankey(
        strands, links_of(answer.rows), roots, nodes, language, what=TARGETS, summary=_summary(answer, language)
    )


def _between(answer: Answer, language: Language) -> Drawing | None:
    lower, upper = str(answer.parameters["lower"]), str(answer.parameters["upper"])
    nodes: dict[str, Node] = {}
    for row in answer.rows:
        for end in ("child", "parent"):
            key = str(row.values[f"{end}_id"])
            nodes[key] = Node(str(row.values[end]), "Document", key)
    if lower not in nodes or upper not in nodes:
        return None
    links = [(str(row.values["parent_id"]), str(row.values["child_id"])) for row in answer.rows]
    what = Words("văn bản", "document")
    drawn = sankey(
        [Strand((lower,), 0, lower)],
        links,
        [upper],
        nodes,
        language,
        what=what,
        summary=chain_text(
            max((chain for row in answer.rows for chain in row.chain), key=lambda chain: len(chain.documents))
        ),
    )
    return drawn


def _services(answer: Answer, language: Language, *, order: tuple[str, ...]) -> Drawing | None:
    """Targets, the tasks that serve them and the leads of these, in the order of the question."""
    from drawings.lineage import TARGETS

    many = len({row.values["task_id"] for row in answer.rows}) > MOST_TASKS
    nodes: dict[str, Node] = {"none:lead": Node(say(_NO_LEAD, language), "")}
    strands = []
    for place, row in enumerate(answer.rows):
        values = row.values
        keys = {"target": str(values["target_id"]), "task": str(values["task_id"] or "")}
        keys["agency"] = str(values["agency_id"]) if values["agency_id"] else "none:lead"
        nodes[keys["target"]] = target_node(values, language)
        nodes[keys["task"]] = Node(str(values["task"]), "Task", keys["task"])
        if values["agency_id"]:
            nodes[keys["agency"]] = agency_node(values, language)
        path = tuple(keys[name] for name in order if not (many and name == "task"))
        strands.append(Strand(path, place, keys["target"]))
    drawn = sankey(strands, [], [], nodes, language, what=TARGETS, summary=_summary(answer, language))
    if drawn is None or not many:
        return drawn
    note = say(_ALL_TASKS, language, number=len({row.values["task_id"] for row in answer.rows}))
    return Drawing(
        drawn.kind, drawn.option, drawn.height, drawn.marks, drawn.summary, drawn.width, (*drawn.notes, note)
    )


Shape = Callable[[Answer, Language], Drawing | None]


@dataclass(frozen=True, slots=True)
class _Shape:
    kind: Kind
    make: Shape

    def __call__(self, answer: Answer, language: Language) -> Drawing | None:
        return self.make(answer, language)


SHAPES: dict[str, _Shape] = {
    "agency-genealogy": _Shape("tree", partial(_genealogy, asked="agency")),
    "agency-load": _Shape("bar", _load),
    "agency-type-across-provinces": _Shape(
        "matrix", partial(_count_matrix, down="agency", across="domain_name", counted="item_id")
    ),
    "citation-network": _Shape("graph", partial(_network, source="document", target="cited", asked="plan")),
    "deadlines": _Shape("calendar", _deadline_calendar),
    "document-timeline": _Shape("timeline", _timeline),
    "documents-between": _Shape("sankey", _between),
    "due-by-quarter": _Shape("calendar", _quarter_calendar),
    "findings-summary": _Shape("bar", partial(_bars, of="code", kind="severity", total="findings")),
    "impact-of-agency": _Shape("graph", partial(_network, source="subject", target="object", asked="agency")),
    "impact-of-document": _Shape("graph", partial(_network, source="subject", target="object", asked="document")),
    "indicator-across-plans": _Shape("matrix", _values_matrix),
    "inherited-portfolio": _Shape("sankey", _inherited),
    "lead-support-matrix": _Shape(
        "matrix",
        partial(_held_matrix, down="lead", across="support", total="tasks", day=("lead_now", "support_now")),
    ),
    "lineage-down": _Shape("tree", partial(_tree, node="child", down=True)),
    "lineage-up": _Shape("tree", partial(_tree, node="parent", down=False)),
    "missing-documents": _Shape("bar", partial(_bars, of="missing", counted="document_id", entity="missing_id")),
    "missing-indicators": _Shape(
        "bar", partial(_bars, of="indicator_name", counted="document_id", entity="indicator_id")
    ),
    "owners-by-place-and-domain": _Shape(
        "matrix",
        partial(_held_matrix, down="place", across="domain_name", total="targets", day=("agency_now", "domain_name")),
    ),
    "province-genealogy": _Shape("tree", partial(_genealogy, asked="place")),
    "resolution-descent": _Shape("tree", partial(_tree, node="child", down=True)),
    "responsible-through-task": _Shape("sankey", partial(_services, order=("target", "task", "agency"))),
    "target-lineage": _Shape("sankey", _target_lineage),
    "target-owners": _Shape("sankey", _owners),
    "tasks-serving-targets": _Shape("sankey", partial(_services, order=("agency", "task", "target"))),
    "waited-by": _Shape("graph", partial(_network, source="other", target="asked", asked="agency")),
    "waits-for": _Shape("graph", partial(_network, source="asked", target="other", asked="agency")),
}
"""Question → its drawing, of the kind that its TOML suggests."""
