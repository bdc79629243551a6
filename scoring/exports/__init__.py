"""The one writer for everything that leaves as a file: values and layout in, bytes out. No database, no Django.

`layout` says what a workbook holds, `workbook` writes it as XLSX; `prose` says what a document holds, `document` writes it
as DOCX; `archive` puts files into one ZIP; `texts` writes rows as CSV and documents as JSON,
`cells` keeps anyone's text from being taken for a formula. The same input gives the same bytes, whenever it is written.
"""

# By the suffix of a file's name.
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "zip": "application/zip",
}
