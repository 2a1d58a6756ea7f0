"""What can go wrong with company data, named; status numbers and words for people are made elsewhere."""

from typing import Any


class CatalogError(Exception):
    """Base: `code` is a stable word, `params` carries the figures of the message."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        figures = ", ".join(f"{key}={value!r}" for key, value in self.params.items())
        return f"{self.code} ({figures})" if figures else self.code


class NotFound(CatalogError):
    """There is no such row, or none that this chain or user may know of.

    Codes: chain_not_found, user_not_found, store_not_found, sku_not_found, reference_not_found, photo_not_found,
    audit_not_found, group_not_found, naming_not_found, token_not_found, planogram_not_found, tip_not_found,
    must_line_not_found, poster_not_found, offer_not_found, correction_not_found, policy_not_found, proposal_not_found,
    push_target_not_found, scan_file_not_found, visit_not_found, likeness_not_found, visit_form_not_found,
    box_not_found, shelf_correction_not_found, import_not_found.
    """


class Conflict(CatalogError):
    """The data held already forbid it.

    Codes: sku_exists, gtin_taken, store_exists, username_taken, planogram_exists, planogram_not_draft,
    planogram_changed, tip_closed, tip_open_again, correction_replaced, policy_exists, policy_withdrawn,
    policy_changed, proposal_closed, proposal_open_again, silence_nothing_to_undo, silence_replay_running,
    push_targets_full, push_target_exists, visit_submitted, visit_elsewhere, photo_of_other_visit,
    visit_form_nothing_to_undo, own_account, last_admin, last_product.
    """


class Invalid(CatalogError):
    """The value cannot be used.

    Codes: bad_gtin, bad_spec, bad_value, bad_file, bad_box, bad_labels, unsupported_database; `params` has the value
    and a `reason`. And visit_incomplete; `params` has what is missing.
    """
