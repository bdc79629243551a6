"""The three accounts that work in Tỉnh Minh Họa. They have a part and no person's name."""

from dataclasses import dataclass

from scoring.roles import APPROVES, ENTERS, SUBMITS


@dataclass(frozen=True)
class PersonData:
    username: str
    group: str
    last_name: str
    first_name: str = "(minh họa)"


ENTERER = PersonData("demo-nhap-diem", ENTERS, "Cán bộ nhập điểm")
SUBMITTER = PersonData("demo-trinh", SUBMITS, "Cán bộ trình công bố")
APPROVER = PersonData("demo-phe-duyet", APPROVES, "Cán bộ phê duyệt")
PEOPLE = (ENTERER, SUBMITTER, APPROVER)
