"""Goals of categories: what a facing is worth, how many there may be, our share, when a rival is to be answered."""

from alerts.elasticity import DEFAULT_ELASTICITY
from alerts.eye_level import EYE_LIFT
from alerts.gap_facts import BEHIND_MAX_POINTS, FLOOR_STACK_UPLIFT, OWN_DEPTH_MIN_PCT
from api.deps import CurrentUser, DbSession, Editor, ReadSession
from api.routing import api_router, errors
from api.schemas_lists import CategoryGoalsAnswer, CategoryGoalsList, CategoryGoalsOrder
from catalog.category_settings import CategoryGoals, category_goals, set_category_goals
from catalog.queries_skus import list_categories

router = api_router("catalogue")


@router.get("/category-settings", summary="Goals of categories")
def list_category_goals(user: CurrentUser, session: ReadSession) -> CategoryGoalsList:
    """Categories by name; what is null goes by the default."""
    known = category_goals(session, user.chain_id)
    names = sorted({*list_categories(session, user.chain_id), *known})
    return CategoryGoalsList(
        categories=[CategoryGoalsAnswer.of(name, known.get(name, CategoryGoals())) for name in names],
        default_elasticity=DEFAULT_ELASTICITY,
        default_own_depth_min_pct=OWN_DEPTH_MIN_PCT,
        default_behind_max_points=BEHIND_MAX_POINTS,
        default_floor_stack_uplift=FLOOR_STACK_UPLIFT,
        default_eye_lift=EYE_LIFT,
    )


@router.put("/category-settings", summary="Set a category's goals", responses=errors(403))
def put_category_goals(body: CategoryGoalsOrder, user: Editor, session: DbSession) -> CategoryGoalsAnswer:
    """Set all of them; what is left out is taken back."""
    set_category_goals(session, user.chain_id, body.category, body.goals())
    return CategoryGoalsAnswer.of(body.category, body.goals())
