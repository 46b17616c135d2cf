#!/usr/bin/python3
"""docker/compose.yaml: valid to docker-compose, everything it and its files name is there, and what they hold is right.

    compose_test.py ROOT      of the source; millrace is $MILLRACE, promtool is on the path
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import yaml

ROOT = pathlib.Path(sys.argv[1])
WORK = pathlib.Path(tempfile.mkdtemp())
MILLRACE_PORTS = {"9464", "8080"}


def output(*command):
    ended = subprocess.run(command, capture_output=True, text=True)
    assert ended.returncode == 0, f"{' '.join(map(str, command))}: {ended.stdout}{ended.stderr}"
    return ended.stdout


def mounts(service):
    """What is mounted from the source: path in the container -> path here, which must exist."""
    found = {}
    for volume in service.get("volumes", []):
        source, target, mode = volume.split(":")
        if not source.startswith("/"):
            continue  # a named volume
        assert mode == "ro", f"{volume} is writable"
        assert os.path.exists(source), f"{source} does not exist"
        found[target] = pathlib.Path(source)
    return found


def here(service, path):
    """The file that a container sees at a path."""
    for target, source in mounts(service).items():
        if path == target or path.startswith(target + "/"):
            return source / path[len(target) + 1:] if path != target else source
    raise AssertionError(f"nothing is mounted at {path}")


def check_networks(services):
    for name, service in services.items():
        for port in service.get("ports", []):
            assert port.startswith("127.0.0.1:"), f"{name}: {port} is open to other machines"


def check_millrace(services):
    service = services["millrace"]
    context = pathlib.Path(service["build"]["context"])
    assert context.samefile(ROOT) and (context / service["build"]["dockerfile"]).exists()
    assert service["read_only"] and service["cap_drop"] == ["ALL"]
    pipeline = here(service, "/etc/millrace/pipeline.yaml")
    output(os.environ["MILLRACE"], "check", "-c", pipeline)
    config = yaml.safe_load(pipeline.read_text())
    bootstrap = config["kafka"]["bootstrap.servers"]
    assert f"//{bootstrap}," in services["kafka"]["environment"]["KAFKA_ADVERTISED_LISTENERS"]
    assert {config[key]["listen"].split(":")[1] for key in ("metrics", "admin")} == MILLRACE_PORTS
    for folder in (config["state"]["directory"], config["checkpoint"]["storage"]):
        assert any(folder.startswith(volume.split(":")[1]) for volume in service["volumes"]), folder
    timeout, grace = (int(text.removesuffix("s")) for text in (config["checkpoint"]["timeout"], service["stop_grace_period"]))
    assert grace >= 2 * timeout + 15, "a checkpoint under way and the last one do not fit"
    return config


def check_topics(services, config):
    script = here(services["topics"], "/topics.sh").read_text()
    wanted = [config["sources"]["orders"]["topic"], config["queries"]["orders_per_user"]["sink"]["topic"]]
    assert f"for topic in {' '.join(wanted)}; do" in script, script
    feed = subprocess.Popen(["sh", here(services["orders"], "/orders.sh")], stdout=subprocess.PIPE, text=True)
    orders = [json.loads(feed.stdout.readline()) for _ in range(20)]
    feed.kill()
    assert f"--topic {wanted[0]}" in services["orders"]["command"][-1]
    for order in orders:
        assert set(order) == set(config["sources"]["orders"]["columns"]), order
    assert len({order["user_id"] for order in orders}) > 5


def check_prometheus(services):
    """promtool reads a copy in which paths of the container are paths here."""
    service = services["prometheus"]
    config = here(service, "/etc/prometheus/prometheus.yml").read_text()
    for rules in yaml.safe_load(config)["rule_files"]:
        folder = here(service, os.path.dirname(rules))
        assert list(folder.glob(os.path.basename(rules))), f"no rules in {folder}"
        config = config.replace(rules, f"{folder}/{os.path.basename(rules)}")
    copy = WORK / "prometheus.yml"
    copy.write_text(config)
    assert re.search(r"\d+ rules found", output("promtool", "check", "config", copy))
    job = yaml.safe_load(config)["scrape_configs"][0]
    assert job["job_name"] == "millrace", "the rules and dashboards expect it so"
    assert job["static_configs"] == [{"targets": ["millrace:9464"]}]


def check_grafana(services):
    service = services["grafana"]
    provisioning = here(service, "/etc/grafana/provisioning")
    (source,) = yaml.safe_load((provisioning / "datasources/prometheus.yaml").read_text())["datasources"]
    assert source["url"] == "http://prometheus:9090" and source["isDefault"] and source["type"] == "prometheus"
    (provider,) = yaml.safe_load((provisioning / "dashboards/millrace.yaml").read_text())["providers"]
    dashboards = list(here(service, provider["options"]["path"]).glob("*.json"))
    assert len(dashboards) >= 3
    for dashboard in dashboards:
        json.loads(dashboard.read_text())
    assert here(service, service["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]).exists()


def main():
    composed = yaml.safe_load(output("docker-compose", "-f", ROOT / "docker/compose.yaml", "config"))
    services = composed["services"]
    assert set(services) == {"kafka", "topics", "orders", "millrace", "prometheus", "grafana"}, set(services)
    for service in services.values():
        mounts(service)
        assert "build" in service or ":" in service["image"], f"{service['image']} has no tag"
    check_networks(services)
    check_topics(services, check_millrace(services))
    check_prometheus(services)
    check_grafana(services)


main()
