"""Keeping photos' perceptual hashes so that near ones are found among millions: in four pieces, each with an index."""

from typing import Final

from sqlmodel import Session

from catalog.tables_trust import PhotoLook

BANDS: Final = 4
BAND_BITS: Final = 16


def bands_of(phash: int) -> tuple[int, ...]:
    """A hash of 64 bits, 0 ≤ hash < 2**64, in four pieces of 16, the lowest frequencies first."""
    return tuple((phash >> (BAND_BITS * (BANDS - 1 - band))) & 0xFFFF for band in range(BANDS))


def near_bands(band: int) -> tuple[int, ...]:
    """The piece itself and the 16 that differ from it in one bit.

    Hashes at most 7 bits apart have a piece in common up to one bit, and most that are 12 apart have one too.
    """
    return (band, *(band ^ (1 << bit) for bit in range(BAND_BITS)))


def bits_apart(first: int, second: int) -> int:
    """Hamming distance of two hashes, signed or not, 0..64."""
    return ((first ^ second) & (2**64 - 1)).bit_count()


def look_row(photo_id: int, chain_id: int, phash: int) -> PhotoLook:
    """The hash as it is kept: a signed number, because databases have no other of 64 bits."""
    if not 0 <= phash < 2**64:
        raise ValueError(f"expected a hash of 64 bits, got {phash}")
    first, second, third, fourth = bands_of(phash)
    return PhotoLook(
        photo_id=photo_id,
        chain_id=chain_id,
        phash=phash - 2**64 if phash >= 2**63 else phash,
        band0=first,
        band1=second,
        band2=third,
        band3=fourth,
    )


def keep_look(session: Session, photo_id: int, chain_id: int, phash: int) -> None:
    """Keep a photo's hash; doing it again changes nothing."""
    if session.get(PhotoLook, photo_id) is None:
        session.add(look_row(photo_id, chain_id, phash))
        session.flush()
