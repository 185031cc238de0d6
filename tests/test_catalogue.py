"""The catalogue refuses questions that contradict themselves or the ontology, and says where and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from ontology.errors import UnknownNameError
from ontology.relations import RELATIONS
from ontology.types import NODE_TYPES
from queries.catalogue import ENTITIES, FOLDER, CatalogueError, catalogue, find_question, load_catalogue, load_question
from queries.names import listing
from queries.reference import PAGE, main, render
from queries.texts import read_cypher, read_sparql

TOML = """\
title = { vi = "Chỉ tiêu của một văn bản", en = "Targets of a document" }
description = { vi = "Mỗi dòng một chỉ tiêu.", en = "A row for each target." }
door = "planner"
drawing = "table"
order = ["value desc", "target_id"]
evidence = ["document SETS target_id"]
parameters = [
  { name = "document", type = "document", title = { vi = "Văn bản", en = "Document" } },
]
columns = [
  { name = "target", type = "text", of = "Target.name", title = { vi = "Chỉ tiêu", en = "Target" } },
  { name = "value", type = "number", of = "Target.value", title = { vi = "Giá trị", en = "Value" } },
  { name = "target_id", type = "id", of = "Target", title = { vi = "Mã", en = "Id" } },
]
"""
CYPHER = """\
MATCH (d:Document {id: $document})-[:SETS]->(t:Target)
RETURN DISTINCT t.name AS target, t.value AS value, t.id AS target_id;
"""
SPARQL = """\
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX pg: <https://policygraph.example/ontology#>
PREFIX qudt: <http://qudt.org/schema/qudt/>
SELECT DISTINCT ?target ?value ?target_id WHERE {
  ?d dcterms:identifier $document ; pg:sets ?t .
  ?t dcterms:identifier ?target_id ; dcterms:description ?target .
  OPTIONAL { ?t qudt:numericValue ?value }
}
"""
FILES = {"toml": TOML, "cypher": CYPHER, "rq": SPARQL}


def write(folder: Path, **changes: str) -> Path:
    """The sample question in a folder, with some of its files otherwise."""
    for ending, text in {**FILES, **changes}.items():
        (folder / f"sample.{ending}").write_text(text, encoding="utf-8")
    return folder


def test_the_sample_is_good(tmp_path: Path) -> None:
    question = load_question("sample", write(tmp_path))
    assert [column.name for column in question.columns] == ["target", "value", "target_id"]
    assert [(key.column, key.descending) for key in question.order] == [("value", True), ("target_id", False)]
    assert question.evidence[0].predicate == "SETS"
    assert question.text("cypher") == CYPHER
    assert question.text("sparql") == SPARQL


AGENCY_COLUMN = '{ name = "agency", type = "text", of = "Agency.name", title = { vi = "Cơ quan", en = "Agency" } }'
DERIVED = 'derived = [{ name = "n", kind = "KIND", title = { vi = "x", en = "n" } }]\ncolumns = ['
VALUE = "OPTIONAL { ?t qudt:numericValue ?value }"

BAD = [
    # file, what is replaced, by what, where the fault is named, what it says
    ("toml", 'drawing = "table"', 'drawing = "pie"', "sample.toml", "drawing"),
    ("toml", 'door = "planner"\n', "", "sample.toml", "door"),
    ("toml", 'drawing = "table"', 'colour = "red"', "sample.toml", "colour"),
    ("toml", 'drawing = "table"', "drawing = table", "sample.toml", "is no TOML"),
    ("toml", 'drawing = "table"', 'name = "other"', "sample.toml", "which the file names say"),
    ("toml", 'en = "Targets of a document"', 'en = " "', "sample.toml", "wants words in Vietnamese (vi)"),
    ("toml", ', en = "Targets of a document"', "", "sample.toml", "title"),
    ("toml", '"value desc"', '"value downwards"', "sample.toml", "«value downwards» is no order"),
    ("toml", '"value desc"', '"price"', "sample.toml", "orders by «price», which is no column"),
    ("toml", "document SETS target_id", "document SETS", "sample.toml", "«document SETS» is no fact"),
    ("toml", "document SETS target_id", "document HOLDS target_id", "sample.toml", "«HOLDS» is no relation"),
    ("toml", "document SETS target_id", "plan SETS target_id", "sample.toml", "«plan» is no column or parameter"),
    ("toml", "document SETS target_id", "document SETS value", "sample.toml", "«value» holds no id of Target"),
    ("toml", "document SETS target_id", "target_id SETS document", "sample.toml", "«target_id» holds no id"),
    ("toml", "document SETS target_id", "document target target_id", "sample.toml", "«target» is no relation"),
    ("toml", 'type = "document"', 'type = "paper"', "sample.toml", "parameters.0.type"),
    ("toml", 'type = "document"', 'type = "choice"', "sample.toml", "choices belong to a parameter of type choice"),
    ("toml", 'type = "document"', 'type = "document", default = "x"', "sample.toml", "a parameter with a default"),
    ("toml", 'name = "document"', 'name = "Document"', "sample.toml", "«Document» is no name"),
    ("toml", 'name = "target"', 'name = "evidence"', "sample.toml", "«evidence» is no name"),
    ("toml", 'name = "document"', 'name = "target"', "sample.toml", "«target» has the name of a column"),
    ("toml", 'name = "value"', 'name = "target"', "sample.toml", "names «target» twice"),
    ("toml", 'of = "Target.value"', 'of = "Target.price"', "sample.toml", "«Target.price» is no type"),
    ("toml", 'of = "Target.value"', 'of = "relation.price"', "sample.toml", "«relation.price» is no type, property"),
    ("toml", 'type = "number"', 'type = "text"', "sample.toml", "shows Target.value, so it is of type number"),
    ("toml", 'of = "Target.name"', 'of = "Target.unit"', "sample.cypher", "shows Target.name, not Target.unit"),
    (
        "toml",
        "columns = [",
        f"columns = [\n  {AGENCY_COLUMN},",
        "sample.toml",
        "names the agency «agency» without a column agency_jurisdiction",
    ),
    (
        "toml",
        "columns = [",
        'chain = { lower = "target_id", upper = "document" }\ncolumns = [',
        "sample.toml",
        "chain: «target_id» holds no id of a Document",
    ),
    ("toml", "columns = [", DERIVED.replace("KIND", "distance"), "sample.toml", "derives the distance «n»"),
    ("toml", "columns = [", DERIVED.replace("KIND", "count"), "sample.toml", "per and counted belong to a count"),
    ("toml", "columns = [", DERIVED.replace("KIND", "low"), "sample.toml", "a low is of 4 columns"),
    ("toml", "columns = [", DERIVED.replace("KIND", "basis"), "sample.toml", "a fact belongs to a basis"),
    (
        "toml",
        "columns = [",
        DERIVED.replace('"KIND"', '"unit", of = ["unit"]'),
        "sample.toml",
        "derives «n» from «unit», which is no column",
    ),
    (
        "toml",
        "columns = [",
        DERIVED.replace('"KIND"', '"count", per = "price", counted = "value"'),
        "sample.toml",
        "derives «n» from «price», which is no column",
    ),
    ("toml", "columns = [", 'keep = ["price"]\ncolumns = [', "sample.toml", "keeps by «price», which is no column"),
    ("toml", "columns = [", 'keep = ["value > 2"]\ncolumns = [', "sample.toml", "«value > 2» keeps nothing"),
    ("toml", "columns = [", 'where = { value = "year" }\ncolumns = [', "sample.toml", "«year», which is no parameter"),
    (
        "toml",
        "columns = [",
        'where = { price = "document" }\ncolumns = [',
        "sample.toml",
        "has rows where «price», which is no column",
    ),
    (
        "toml",
        "columns = [",
        'where = { value = "document" }\ncolumns = [',
        "sample.cypher",
        "uses $document, which is no parameter",
    ),
    ("toml", "columns = [", 'group = ["price"]\ncolumns = [', "sample.toml", "groups by «price», which is no column"),
    ("toml", "columns = [", 'group = ["target"]\ncolumns = [', "sample.toml", "orders by «value», which is no column"),
    (
        "toml",
        "columns = [",
        'group = ["target"]\n' + DERIVED.replace('"KIND"', '"count", per = "value", counted = "target"'),
        "sample.toml",
        "counts «n» for columns outside the group",
    ),
    (
        "toml",
        "columns = [",
        f'group = ["agency"]\ncolumns = [\n  {AGENCY_COLUMN},',
        "sample.toml",
        "groups by the agency «agency» without agency_jurisdiction",
    ),
    ("toml", "document SETS target_id", "target_id date target", "sample.toml", "«target_id» holds no id of Document"),
    ("cypher", ":Target)", ":Goal)", "sample.cypher", "«Goal» is no label of the ontology"),
    ("cypher", ":SETS", ":HOLDS", "sample.cypher", "«HOLDS» is no relation of the ontology"),
    ("cypher", "t.value AS", "t.price AS", "sample.cypher", "Target has no property price"),
    ("cypher", "{id: $document}", "{key: $document}", "sample.cypher", "Document has no property key"),
    ("cypher", "t.value AS", "x.value AS", "sample.cypher", "«x» has no label"),
    ("cypher", "DISTINCT ", "", "sample.cypher", "does not RETURN DISTINCT"),
    ("cypher", ";", " ORDER BY value;", "sample.cypher", "has ORDER BY"),
    ("cypher", ";", " LIMIT 5;", "sample.cypher", "has LIMIT"),
    ("cypher", "t.value AS", "avg(t.value_number) AS", "sample.cypher", "calls avg()"),
    ("cypher", "t.name AS", "collect(t.name) AS", "sample.cypher", "has COLLECT"),
    ("cypher", "t.name AS", "toUpper(t.name) AS", "sample.cypher", "calls toUpper()"),
    ("cypher", "t.name AS target", "t.name", "sample.cypher", "returns «t.name» without a name"),
    ("cypher", "t.name AS target, ", "", "sample.cypher", "has other columns than declared: lacks target"),
    ("cypher", "t.id AS target_id", "t.id AS target_id, t.unit AS unit", "sample.cypher", "adds unit"),
    ("cypher", "t.name AS target, t.value AS value", "t.value AS value, t.name AS target", "sample.cypher", "another"),
    ("cypher", " {id: $document}", "", "sample.cypher", "does not use the parameter «document»"),
    ("cypher", "$document", "$paper", "sample.cypher", "uses $paper, which is no parameter"),
    ("cypher", "RETURN", "DETACH DELETE t RETURN", "sample.cypher", "has DETACH; has DELETE"),
    ("cypher", "MATCH", "LOAD CSV FROM 'file:///x' AS line MATCH", "sample.cypher", "has LOAD"),
    ("cypher", ";", "; MATCH (n:Target) RETURN n.id AS id;", "sample.cypher", "has a second statement"),
    ("rq", "pg:sets", "pg:holds", "sample.rq", "«pg:holds» is no term of the ontology"),
    ("rq", "dcterms:description", "dct:description", "sample.rq", "uses the prefix dct: without declaring it"),
    ("rq", "schema/qudt/", "schema/quds/", "sample.rq", "declares the prefix qudt: as"),
    ("rq", "PREFIX pg", "PREFIX eli: <http://data.europa.eu/eli/ontology#>\nPREFIX pg", "sample.rq", "does not use it"),
    ("rq", "DISTINCT ", "", "sample.rq", "does not SELECT DISTINCT"),
    ("rq", f"{VALUE}\n}}", f"{VALUE}\n}} ORDER BY ?value", "sample.rq", "has ORDER BY"),
    ("rq", "?value ?target_id W", "(AVG(?v) AS ?value) ?target_id W", "sample.rq", "calls AVG()"),
    ("rq", "?target ?value ?target_id W", "?target_id ?target ?value W", "sample.rq", "in another order"),
    ("rq", VALUE, "FILTER(CONTAINS(?target, 'x'))", "sample.rq", "calls CONTAINS()"),
    ("rq", VALUE, "?t qudt:numericValue ?v", "sample.rq", "selects ?value and never"),
    ("rq", "$document", "$paper", "sample.rq", "uses $paper, which is no parameter"),
    ("rq", "$document ;", "$document , ?document ;", "sample.rq", "writes the parameter document also as ?document"),
    ("rq", "?d dcterms:identifier $document ; ", "?d ", "sample.rq", "does not use the parameter «document»"),
    ("rq", VALUE, f"SERVICE <http://x.example/> {{ {VALUE} }}", "sample.rq", "has SERVICE"),
    ("rq", "?d dcterms:identifier", "[] dcterms:identifier", "sample.rq", "has a blank node"),
    ("rq", "pg:sets", "<https://policygraph.example/ontology#sets>", "sample.rq", "in full"),
]


@pytest.mark.parametrize(("file", "old", "new", "where", "fault"), BAD, ids=[f"{row[3]}: {row[4]}" for row in BAD])
def test_a_bad_question_is_refused(tmp_path: Path, file: str, old: str, new: str, where: str, fault: str) -> None:
    assert old in FILES[file]
    with pytest.raises(CatalogueError) as caught:
        load_question("sample", write(tmp_path, **{file: FILES[file].replace(old, new, 1)}))
    assert caught.value.where == where
    assert fault in caught.value.seen


def test_words_in_comments_and_literals_are_no_faults(tmp_path: Path) -> None:
    cypher = "// no ORDER BY; no $other\n" + CYPHER.replace("RETURN", "WHERE t.unit <> 'LIMIT (x:Goal)'\nRETURN")
    sparql = "# ORDER BY pg:holds\n" + SPARQL.replace("OPTIONAL", 'FILTER(?target != "LIMIT pg:holds")\n  OPTIONAL')
    assert load_question("sample", write(tmp_path, cypher=cypher, rq=sparql)).name == "sample"


@pytest.mark.parametrize("ending", ["cypher", "rq", "toml"])
def test_a_missing_file_is_named(tmp_path: Path, ending: str) -> None:
    (write(tmp_path) / f"sample.{ending}").unlink()
    with pytest.raises(CatalogueError, match="sample"):
        load_question("sample", tmp_path)
    with pytest.raises(CatalogueError, match="sample"):
        load_catalogue(tmp_path)


def test_an_agency_needs_the_id_of_an_agency_beside_it(tmp_path: Path) -> None:
    place = AGENCY_COLUMN.replace('"agency"', '"agency_jurisdiction"').replace(".name", ".jurisdiction_name")
    node = AGENCY_COLUMN.replace('"agency"', '"agency_id"').replace("Agency.name", "Target").replace('"text"', '"id"')
    columns = f"{AGENCY_COLUMN},\n{place},\n{node}"
    with pytest.raises(CatalogueError, match="without a column agency_id that shows Agency"):
        load_question("sample", write(tmp_path, toml=TOML.replace("columns = [", f"columns = [\n{columns},")))


def test_the_first_questions_are_there() -> None:
    assert set(catalogue()) >= {
        "target-owners",
        "lineage-up",
        "lineage-down",
        "agency-portfolio",
        "indicator-across-plans",
        "targets-without-owner",
        "missing-documents",
        "deadlines",
    }


def test_target_owners_has_the_promised_columns() -> None:
    assert [column.name for column in find_question("target-owners").columns] == [
        "resolution",
        "document",
        "document_status",
        "jurisdiction",
        "indicator",
        "parent",
        "comparator",
        "value",
        "value_high",
        "text_value",
        "unit",
        "year",
        "agency",
        "agency_jurisdiction",
        "agency_id",
        "agency_kind",
        "basis",
        "doubt",
        "document_id",
        "target_id",
    ]


def test_an_unknown_question_gets_the_nearest() -> None:
    with pytest.raises(UnknownNameError) as caught:
        find_question("target-owner")
    assert caught.value.candidates[0] == "target-owners"
    with pytest.raises(UnknownNameError) as caught:
        find_question("nhiệm vụ nào chưa có cơ quan chủ trì")
    assert caught.value.candidates[0] == "tasks-without-lead"


def test_the_runners_own_texts_are_plain_too() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in (FOLDER / "parts").iterdir()}
    texts |= {
        f"{label}.{ending}": listing(label, language)
        for label in ENTITIES.values()
        for ending, language in (("cypher", "cypher"), ("rq", "sparql"))
    }
    for name, text in texts.items():
        report = read_cypher(text) if name.endswith(".cypher") else read_sparql(text)
        assert report.faults == (), name
        twin = texts[name.replace(".cypher", ".rq")]
        assert report.columns == read_sparql(twin).columns, name


def test_every_sparql_text_is_parsed_by_another_parser_too() -> None:
    prepare = pytest.importorskip("rdflib.plugins.sparql").prepareQuery
    for question in catalogue().values():
        variables = prepare(question.sparql).algebra["PV"]
        assert {str(name) for name in variables} == {column.name for column in question.columns}, question.name


def test_the_ontology_knows_no_label_as_relation() -> None:
    # The readers tell labels and relations apart by their brackets alone.
    assert not set(NODE_TYPES) & set(RELATIONS)


def test_the_reference_page_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == render(catalogue()), "run python -m queries.reference"


def test_a_stale_reference_page_is_named_and_then_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "questions.md"
    assert main(["--check"], page) == 1
    assert capsys.readouterr().out == f"stale: {page}\n"
    assert (main([], page), main(["--check"], page), main(["--chekc"], page)) == (0, 0, 2)
