"""The words of succession: what may become of a body, how sure that is, and what is known of its holder on a day."""

from __future__ import annotations

from ontology.declare import Words

CHANGE_KINDS: dict[str, Words] = {
    "merge": Words("hợp nhất, sáp nhập", "merged"),
    "split": Words("chia, tách", "split"),
    "rename": Words("đổi tên", "renamed"),
    "end": Words("kết thúc hoạt động", "ended"),
    "transfer": Words("chuyển chức năng", "function transferred"),
    "refounded": Words("tổ chức lại, giữ tên cũ", "refounded under the same name"),
}
"""What became of a body or of one of its functions."""

CERTAINTIES: dict[str, Words] = {
    "law": Words("đã đọc văn bản", "the act was read"),
    "secondary": Words("theo nguồn khác, chưa đọc văn bản", "told by another source; the act was not read"),
    "usual": Words(
        "theo khung chung; chưa đọc quyết định của địa phương",
        "by the national framework; the province's own decision was not read",
    ),
    "unknown": Words("chưa rõ", "not known"),
}
"""How sure a change is, from the surest to the least sure; a chain is as sure as its weakest step."""

OUTCOMES: dict[str, Words] = {
    "certain": Words("chắc chắn", "certain"),
    "usual": Words("theo khung chung, chưa chắc chắn", "usual, not certain"),
    "several": Words("nhiều cơ quan cùng giữ", "several holders"),
    "candidates": Words("có nhiều khả năng, chưa xác định", "candidates, none picked"),
    "unknown": Words("chưa rõ, hoặc đã kết thúc mà không có cơ quan kế thừa", "unknown or ended without successor"),
}
"""What is known of who holds a duty on a day: always one of these, unless its owner stands for many or is not known."""

NOT_MAPPED = Words(
    "không quy đổi: tên gọi chung hoặc chưa nhận ra", "not mapped: a collective owner or an unresolved name"
)
"""What is said of an owner that is no one body."""
