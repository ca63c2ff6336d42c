"""Frozen data of every kind of paper, for tests of the rendering alone; it stands in the package, for previews."""

from netbox_colocation.documents.samples import CODE, NAMES, SIGNER, sample, signed

__all__ = ('CODE', 'NAMES', 'SIGNER', 'sample', 'signed')
