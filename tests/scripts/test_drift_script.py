"""The drift script asks a real Prometheus that reads our feed: what it says is so."""

import pytest

from dev.exporters import Exporters, answering
from netbox_colocation.models import DriftReport, MonitoringTarget
from tests import factories, prometheus_stand
from tests.scripts.conftest import logged, run_script

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
DRIFT = 'colocation_drift.DriftReports'


def make_target(name: str, **overrides) -> MonitoringTarget:
    return factories.make_target(device=factories.make_device(factories.make_rack(), name=name), **overrides)


def test_what_a_live_prometheus_does_not_watch_is_named_until_netbox_does_not_ask_for_it_any_more(
    live_server, installed, tmp_path, settings
):
    user = factories.make_user(is_superuser=True)
    token = prometheus_stand.token_of(user)
    make_target('rekam-medis-1')
    left_out = make_target('rekam-medis-2', severity='low')
    prometheus_stand.warm_up(live_server.url, token)
    with (
        answering(Exporters()) as exporters,
        prometheus_stand.running(
            tmp_path,
            netbox=live_server.url,
            token=token,
            filters='&severity=medium',
            proxy=f'http://127.0.0.1:{exporters.port}',
        ) as prometheus,
    ):
        ours = settings.PLUGINS_CONFIG['netbox_colocation']
        settings.PLUGINS_CONFIG = {'netbox_colocation': {**ours, 'prometheus_servers': {'main': prometheus.url}}}
        prometheus.wait(lambda: prometheus.instances() == ['rekam-medis-1:9100'])

        dry = run_script(DRIFT, user=user)
        job = run_script(DRIFT, {'server': 'main'}, user=user, commit=True)

        assert (dry.status, job.status) == ('completed', 'completed'), job.data
        assert logged(job, 'warning') == ['main: 1 watched, 1 missing, 0 unknown, 0 different']
        report = DriftReport.objects.get()  # the dry run left none
        assert [line['target'] for line in report.missing] == [left_out.pk]

        MonitoringTarget.objects.filter(pk=left_out.pk).update(state='retired', address=None)
        again = run_script(DRIFT, user=user, commit=True)
        assert logged(again, 'success') == ['main: 1 watched, 0 missing, 0 unknown, 0 different']
