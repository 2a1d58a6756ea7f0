"""Session cookies and API tokens: made, used, ended. Only their hashes are kept."""

from datetime import datetime

from sqlmodel import Session, col, delete, update

from catalog.queries_people import own_token
from catalog.rows import key
from catalog.tables import AccessToken, TokenKind, User


def create_token(
    session: Session,
    user: User,
    token_sha256: str,
    kind: TokenKind,
    *,
    now: datetime,
    expires_at: datetime,
    label: str = "",
) -> AccessToken:
    """Remember a token by its hash. A session counts as used when it begins."""
    token = AccessToken(
        user_id=key(user.id),
        token_sha256=token_sha256,
        kind=kind,
        label=label,
        created_at=now,
        expires_at=expires_at,
        used_at=now if kind == "session" else None,
    )
    session.add(token)
    session.flush()
    return token


def note_use(session: Session, token_id: int, now: datetime) -> None:
    """Say when a token was last used."""
    session.exec(update(AccessToken).where(col(AccessToken.id) == token_id).values(used_at=now))


def revoke_token(session: Session, user_id: int, token_id: int, *, now: datetime) -> None:
    """End one of the user's own tokens or sessions, for good; raises NotFound token_not_found."""
    token = own_token(session, user_id, token_id)
    if token.revoked_at is None:
        token.revoked_at = now
        session.flush()


def end_sessions(
    session: Session, user_id: int, *, now: datetime, keep: int | None = None, tokens: bool = False
) -> int:
    """End a user's sessions but the one to `keep`, and with `tokens` the API tokens too; how many."""
    query = update(AccessToken).where(
        col(AccessToken.user_id) == user_id, col(AccessToken.revoked_at).is_(None)
    )
    if not tokens:
        query = query.where(col(AccessToken.kind) == "session")
    if keep is not None:
        query = query.where(col(AccessToken.id) != keep)
    return int(session.exec(query.values(revoked_at=now)).rowcount)


def forget_tokens(session: Session, *, expired_before: datetime) -> int:
    """Delete the tokens that expired before then; how many."""
    gone = session.exec(delete(AccessToken).where(col(AccessToken.expires_at) < expired_before))
    return int(gone.rowcount)
