"""The REST API under `/api/plugins/colocation/`. NetBox's conventions; refusals are answered in `errors`."""
