"""The dictionary for people: as rows of a file, as the text that stands beside the files, as titles."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from scoring.exports.cells import Cell

from . import schemas
from .columns import Column, Explained
from .dictionary import DICTIONARY
from .licence import licence


def notice(table: Explained) -> str:
    """What the file of a table says of itself first."""
    if not table.may_be_invented:
        return ""
    return _("Dòng có label là “Dữ liệu minh họa” là hư cấu, không phải số liệu của một cơ quan có thật.")


def title_of(name: str) -> str:
    """What a file is, in a few words."""
    stem, _dot, suffix = name.rpartition(".")
    if stem in DICTIONARY:
        return f"{DICTIONARY[stem].title} ({suffix.upper()})"
    return {
        "schema.json": _("Lược đồ của các tệp JSON (JSON Schema 2020-12)"),
        "csv-metadata.json": _("Mô tả của các tệp CSV (CSV on the Web)"),
        "tu-dien.csv": _("Từ điển dữ liệu: nghĩa của từng cột"),
        "DOC-TRUOC.txt": _("Đọc trước: cách đọc, giấy phép, cách dẫn nguồn"),
        "manifest.json": _("Danh mục tệp với mã băm SHA-256"),
    }.get(name, _("Giấy phép MIT của bộ mã đơn vị hành chính"))


def codes_of(column: Column) -> str:
    return "; ".join(f"{code} = {meaning}" for code, meaning in column.choices.items())


def dictionary_rows() -> Iterator[list[Cell]]:
    """A line for each column of each table, under a heading."""
    yield [
        _("Bảng"), _("Tên bảng"), _("Cột"), _("Nghĩa"), _("Kiểu"), _("Đơn vị tính"), _("Giá trị"), _("Ô trống nghĩa là"),
    ]  # fmt: skip
    for table in DICTIONARY.values():
        for column in table.columns:
            yield [
                table.code,
                str(table.title),
                column.name,
                str(column.title),
                str(column.kind.value),
                str(column.unit),
                codes_of(column),
                str(column.empty) or _("không bao giờ trống"),
            ]


def citation(version: str, address: str) -> str:
    """How to cite the dataset, with the version that was used; the day of use is for who cites to write."""
    return _("%(title)s, phiên bản %(version)s, %(address)s, truy cập ngày …") % {
        "title": schemas.title(),
        "version": version[:12],
        "address": address,
    }


def conventions() -> list[str]:
    """What holds in every file."""
    return [
        _("Tệp chính chỉ có các công bố đang có hiệu lực. Bản đã bị thay thế: xem bảng dinh-chinh, tải nội dung gốc ở /cong-bo/<số>.json, hoặc hỏi /du-lieu/v1/<bảng>.json?hieu-luc=tat-ca."),
        _("Ô trống của CSV là null trong JSON; từ điển nói mỗi ô trống nghĩa là gì. Số 0 luôn được viết là 0."),
        _("Số thập phân dùng dấu chấm; JSON ghi số thập phân dưới dạng chuỗi để không bị làm tròn. Cột …_printed giữ nguyên cách nguồn in."),
        _("CSV mã hóa UTF-8 có BOM, dòng kết thúc bằng CR LF. Ô chữ bắt đầu bằng dấu của công thức (=, +, -, @) có thêm một dấu nháy đơn ở trước để bảng tính không chạy nó."),
        _("Dòng có label “Dữ liệu minh họa” là hư cấu."),
    ]  # fmt: skip


def read_me(version: str) -> str:
    """The text that stands beside the files."""
    parts = [schemas.title().upper(), _("Phiên bản: %(version)s") % {"version": version}, ""]
    parts += [_("QUY ƯỚC"), *(f"- {each}" for each in conventions()), ""]
    parts += [_("GIẤY PHÉP"), *(f"- {each}" for each in licence().sentences), ""]
    parts += [
        _("KIỂM TRA"),
        _("- Chạy: sha256sum -c SHA256SUMS (tải ở /du-lieu/tep/SHA256SUMS); manifest.json có mã băm của từng tệp."),
        _("- Mỗi công bố có mã băm riêng (cột content_hash của bảng cong-bo) và trang xác minh /xac-minh/."),
        "",
        _("CÁC BẢNG"),
    ]
    for table in DICTIONARY.values():
        parts += ["", f"{table.code} – {table.title}", str(table.about)]
        parts += [f"  {column.name}: {schemas.explained(column)}" for column in table.columns]
    return "\n".join(parts) + "\n"
