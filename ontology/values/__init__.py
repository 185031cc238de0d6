"""Value types: what stands printed, its canonical form, and how two of them compare."""

from ontology.values.document_number import DocumentNumber, find_numbers
from ontology.values.partial_date import PartialDate, find_dates
from ontology.values.quantity import Quantity, parse_decimal

__all__ = ["DocumentNumber", "PartialDate", "Quantity", "find_dates", "find_numbers", "parse_decimal"]
