"""The node types, one a file; ``NODE_TYPES`` lists them in reading order."""

from ontology.declare import Node
from ontology.types.agency import Agency
from ontology.types.change_event import ChangeEvent
from ontology.types.document import Document
from ontology.types.domain import Domain
from ontology.types.finding import Finding
from ontology.types.indicator import Indicator
from ontology.types.jurisdiction import Jurisdiction
from ontology.types.product import Product
from ontology.types.reporting_duty import ReportingDuty
from ontology.types.target import Target
from ontology.types.task import Task

NODE_TYPES: dict[str, type[Node]] = {
    kind.LABEL: kind
    for kind in (
        Document,
        Agency,
        Jurisdiction,
        ChangeEvent,
        Task,
        Target,
        Indicator,
        Domain,
        ReportingDuty,
        Product,
        Finding,
    )
}

__all__ = [
    "NODE_TYPES",
    "Agency",
    "ChangeEvent",
    "Document",
    "Domain",
    "Finding",
    "Indicator",
    "Jurisdiction",
    "Product",
    "ReportingDuty",
    "Target",
    "Task",
]
