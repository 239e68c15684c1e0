from rest_framework.throttling import UserRateThrottle


class EnhanceThrottle(UserRateThrottle):
    """Each one may be paid, and a person reads what comes: no more than that per person, by page and API together."""

    scope = "enhance"
    rate = "30/min"
