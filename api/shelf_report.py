"""The shelf's report of an audit for whoever cannot do without one."""

from sqlmodel import Session

from api.errors import ApiError
from catalog.queries_audits import AuditRow, Report, load_report


def shelf_report(session: Session, row: AuditRow) -> Report:
    """The report of a finished shelf audit.

    Raises:
        ApiError: 409 audit_not_done; 409 not_a_shelf for a poster's or a panorama's audit.
    """
    if row.photo.kind != "shelf":
        raise ApiError(409, "not_a_shelf", audit=row.audit.id)
    report = load_report(session, row)
    if report is None:
        raise ApiError(409, "audit_not_done", state=row.audit.state)
    return report
