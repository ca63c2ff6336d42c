"""Where something is to be placed, and for whom."""

from dataclasses import dataclass

from ..models import ColocationRequest

__all__ = ('Question',)


@dataclass(frozen=True, slots=True)
class Question:
    """The scope of a capacity check; all are primary keys.

    Attributes:
        location: the wished location, None for the whole site.
        applicant: the tenant whose servers they are, `agency` the one that runs the data centre: racks and prefixes of
            others are not offered. None: only what belongs to nobody is.
        request: the request whose own hold does not stand against it; None when there is none.
    """

    site: int
    location: int | None = None
    applicant: int | None = None
    agency: int | None = None
    request: int | None = None

    @classmethod
    def of(cls, request: ColocationRequest) -> 'Question':
        return cls(
            site=request.site_id,
            location=request.location_id,
            applicant=request.applicant_id,
            agency=request.procedure.agency_id,
            request=request.pk,
        )

    @property
    def tenants(self) -> frozenset[int | None]:
        """Whose racks and prefixes are offered."""
        return frozenset({None, self.applicant, self.agency})
